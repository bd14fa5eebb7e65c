import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSettings, resetEnv } from '@/lib/server/env';
import { serverEnvironment } from '@/scripts/serve/next-process';
import { addFirstAdministrator, startDatabase } from '@/scripts/serve/start-database';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';
import { freePort } from '@/tests/support/free-port';

it('explains in one line, without the address or its password, that DATABASE_URL can’t be reached', async () => {
  const url = `postgres://desk:secret@127.0.0.1:${await freePort()}/desk`;
  await expect(startDatabase(parseSettings({ DATABASE_URL: url }))).rejects.toThrow(
    /^The database of DATABASE_URL can’t be used \(ECONNREFUSED\)\.$/,
  );
});

describe('with the operator’s own database', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.close());

  it('uses the one in DATABASE_URL and leaves it running', async () => {
    const started = await startDatabase(parseSettings({ DATABASE_URL: database.url }));
    await started.stop();
    expect(started.url).toBe(database.url);
  });

  it('migrates an empty one as the role in DATABASE_OWNER_URL, and grants the server’s role its privileges', async () => {
    await emptied();
    const urls = { DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl };
    const { url } = await startDatabase(parseSettings(urls));
    expect(url).toBe(database.url);
    await on(url, 'insert into staff_policies (policy, updated_by) values ($${}$$, $$stf_1$$)');
    await on(url, 'update staff_policies set updated_by = $$stf_2$$');
    await on(url, 'select * from audit_events');
    await expect(on(url, 'delete from audit_events')).rejects.toThrow('permission denied');
    await expect(on(url, 'drop table audit_events')).rejects.toThrow('must be owner');
    // Its own start: nothing is left to migrate, so it needs no other role.
    await startDatabase(parseSettings({ DATABASE_URL: database.url }));
  });

  it('says which variable is missing if a migration is due and DATABASE_URL’s role may not run it', async () => {
    await emptied();
    await expect(startDatabase(parseSettings({ DATABASE_URL: database.url }))).rejects.toThrow(
      `The database of DATABASE_URL needs a migration that its role may not run (42501). Set DATABASE_OWNER_URL to a role that owns the tables; see "Use your own PostgreSQL" in README.md.`,
    );
  });

  it('N68: refuses a database that a newer version has migrated, and changes nothing', async () => {
    const later = Date.UTC(2100, 0, 1);
    await on(
      database.ownerUrl,
      `insert into drizzle.__drizzle_migrations (hash, created_at) values ($$later$$, ${later})`,
    );
    const urls = { DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl };
    await expect(startDatabase(parseSettings(urls))).rejects.toThrow(
      'The database of DATABASE_OWNER_URL was migrated by a newer version of Reseller Desk, which this one could damage. Start the newer version, or restore the backup from before the upgrade.',
    );
    await on(database.ownerUrl, `delete from drizzle.__drizzle_migrations where hash = $$later$$`);
    await startDatabase(parseSettings(urls));
  });

  const emptied = () =>
    on(
      database.ownerUrl,
      'drop schema public cascade; drop schema drizzle cascade; create schema public',
    );
});

it('keeps the owner’s URL from the server', () => {
  const own = { DATABASE_OWNER_URL: 'postgres://desk_owner:secret@db/desk', LOG_LEVEL: 'warn' };
  const given = { DATABASE_URL: 'postgres://desk:known@db/desk' };
  expect(serverEnvironment(own as unknown as NodeJS.ProcessEnv, given, false)).toEqual({
    LOG_LEVEL: 'warn',
    DATABASE_URL: 'postgres://desk:known@db/desk',
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NEXT_MANUAL_SIG_HANDLE: '1',
  });
});

async function on(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

it('creates the administrator from the settings at the start, and leaves the password in no environment', async () => {
  const database = await createTestDatabase();
  const password = 'otter lantern quartz meadow 97';
  Object.assign(process.env, { ADMIN_EMAIL: 'ada@desk.example', ADMIN_PASSWORD: password });
  expect(await addFirstAdministrator(database.url)).toBeNull();
  expect(Object.values(process.env)).not.toContain(password);
  expect(Object.values(serverEnvironment(process.env, {}, false))).not.toContain(password);
  await on(
    database.url,
    `do $$ begin
       assert (select role from staff_members where email = 'ada@desk.example') = 'administrator';
     end $$`,
  );
  delete process.env.DATABASE_URL;
  resetEnv();
  await database.close();
});
