import { Client } from 'pg';
import { changeAccount } from '@/lib/server/accounts/manage-accounts';
import { systemActor } from '@/lib/server/actor';
import { closeDatabase } from '@/lib/server/db/client';

/** A program that replaces an account's key, and is killed as it sends its n-th statement. */
const [, , id = '', apiKey = '', point = '0'] = process.argv;
let statements = 0;
const query = Client.prototype.query as (...given: unknown[]) => unknown;
Client.prototype.query = function (this: Client, ...given: unknown[]) {
  statements += 1;
  const answer = query.apply(this, given);
  if (statements === Number(point)) process.kill(process.pid, 'SIGKILL');
  return answer;
} as typeof Client.prototype.query;

await changeAccount(systemActor('request-1'), id, { secret: { apiKey }, saveUntested: false });
await closeDatabase();
console.log('replaced');
