import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrateDatabase } from '@/lib/server/db/migrate';
import { size } from '@/tests/support/size';
import { createTestDatabase, type TestDatabase } from '@/tests/support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const folder = 'lib/server/db/migrations';
/** Those that change the schema: an event trigger sees no others. */
const statements = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('--> statement-breakpoint'))
  .filter((statement) => !/^(\s|--.*\n)*(insert|update)\b/i.test(statement));

async function run(statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Tables, columns and triggers, in words. */
const schema = () =>
  run(`select table_name || '.' || column_name || ' ' || data_type as line
    from information_schema.columns where table_schema = 'public'
    union all select event_object_table || ' ' || trigger_name || ' ' || event_manipulation
    from information_schema.triggers order by line`);

/** Each is run up to each other: all of them take minutes, in `npm run test:soak`. */
it(
  'N68: a migration killed at any statement leaves nothing, and succeeds afterwards',
  async () => {
    const whole = await schema();
    await run(`
    create schema kill;
    create sequence kill.statements;
    create table kill.plan (at integer);
    insert into kill.plan values (0);
    create function kill.at_statement() returns event_trigger language plpgsql as $$
    begin
      if (select at from kill.plan) > 0
        and nextval('kill.statements') = (select at from kill.plan) then
        perform pg_terminate_backend(pg_backend_pid());
      end if;
    end $$;
    create event trigger kill_at_statement on ddl_command_end execute function kill.at_statement()`);
    const empty = `drop schema public cascade; drop schema if exists drizzle cascade; create schema public`;
    await run(empty);
    // Two more are Drizzle's own: its schema and its table.
    expect(statements.length).toBeGreaterThan(30);
    for (let at = 3; at <= statements.length + 2; at += size(7, 1)) {
      await run(`update kill.plan set at = 0`);
      await run(`alter sequence kill.statements restart; update kill.plan set at = ${at}`);
      await expect(migrateDatabase(database.ownerUrl)).rejects.toThrow();
      expect(await schema()).toEqual([]);
      await run(`update kill.plan set at = 0`);
      await run('drop schema if exists drizzle cascade');
    }
    await migrateDatabase(database.ownerUrl);
    expect(await schema()).toEqual(whole);
    await migrateDatabase(database.ownerUrl);
    expect(await schema()).toEqual(whole);
  },
  size(120_000, 1_800_000),
);
