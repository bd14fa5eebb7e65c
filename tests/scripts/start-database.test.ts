import { expect, it } from 'vitest';
import { parseSettings } from '@/lib/env';
import { startDatabase } from '@/scripts/serve/start-database';
import { freePort } from '@/tests/support/free-port';
import { createTestDatabase } from '@/tests/support/database';

it('says in one line, without the address or its password, that DATABASE_URL leads nowhere', async () => {
  const url = `postgres://desk:secret@127.0.0.1:${await freePort()}/desk`;
  await expect(startDatabase(parseSettings({ DATABASE_URL: url }))).rejects.toThrow(
    /^The database of DATABASE_URL cannot be used \(ECONNREFUSED\)\.$/,
  );
});

it('uses the database of DATABASE_URL and leaves it running', async () => {
  const database = await createTestDatabase();
  const started = await startDatabase(parseSettings({ DATABASE_URL: database.url }));
  await started.stop();
  expect(started.url).toBe(database.url);
  await database.close();
});
