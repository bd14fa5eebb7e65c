import { systemActor } from '@/lib/server/actor';
import { useCode } from '@/lib/server/auth/factors/use-code';
import { closeDatabase } from '@/lib/server/db/client';

/** Another server on the same database: uses a person's code five times at once when told to. */
const [staffId = '', code = ''] = process.argv.slice(2);
const actor = { ...systemActor('request-2'), id: staffId };

process.once('message', () => {
  const uses = Array.from({ length: 5 }, () => useCode(actor, code, 'sign_in'));
  void Promise.all(uses).then(async (outcomes) => {
    process.send?.(outcomes);
    await closeDatabase();
    process.disconnect();
  });
});
process.send?.('ready');
