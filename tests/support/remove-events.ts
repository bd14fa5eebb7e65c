import { Client } from 'pg';
import { removeOldEvents } from '@/lib/server/audit/remove-events';
import { closeDatabase } from '@/lib/server/db/client';

/** A program that removes old audit events, and is killed as it sends its n-th statement. */
const point = Number(process.argv[2]);
let statements = 0;
const query = Client.prototype.query as (...given: unknown[]) => unknown;
Client.prototype.query = function (this: Client, ...given: unknown[]) {
  statements += 1;
  const answer = query.apply(this, given);
  if (statements === point) process.kill(process.pid, 'SIGKILL');
  return answer;
} as typeof Client.prototype.query;

const removed = await removeOldEvents();
await closeDatabase();
console.log(removed);
