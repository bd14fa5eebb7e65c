import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { systemActor } from '../../lib/server/actor';
import { exportEvents } from '../../lib/server/audit/export-events';
import { listActions } from '../../lib/server/audit/list-events';
import { closeDatabase } from '../../lib/server/db/client';

/**
 * Exports the audit log as a server that has only shown a page of it: `node … FILE`. Afterwards it sends
 * the seconds that took, and how much more memory it had at most than before, in megabytes.
 */
const [path = ''] = process.argv.slice(2);
const actor = systemActor('bench');
await listActions(actor, { limit: 50, fold: '1' });
const file = createWriteStream(path);
const from = performance.now();
const before = process.memoryUsage().rss;
let most = before;
const stream = await exportEvents(actor, { format: 'jsonl' });
for await (const chunk of stream) {
  if (!file.write(chunk)) await once(file, 'drain');
  most = Math.max(most, process.memoryUsage().rss);
}
file.end();
await finished(file);
process.send?.({ seconds: (performance.now() - from) / 1_000, megabytes: (most - before) / 1e6 });
await closeDatabase();
process.disconnect();
