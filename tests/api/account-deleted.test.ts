import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { POST as CONNECT } from '@/app/api/accounts/route';
import { DELETE } from '@/app/api/accounts/[id]/route';
import { db } from '@/lib/server/db/client';
import { groupBy } from '@/lib/shared/group-by';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';

/** A value that a column of that type accepts. */
const VALUES: Record<string, string> = {
  text: "'x'",
  uuid: 'gen_random_uuid()',
  integer: '1',
  bigint: '1',
  numeric: '1',
  boolean: 'false',
  jsonb: `'{}'`,
  bytea: `'\\x00'`,
  date: 'current_date',
  ARRAY: `'{}'`,
  'timestamp with time zone': 'now()',
};

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(() => desk.close());

type Column = { table: string; name: string; type: string };

/** The columns that a row has to have, of each table that names an account. */
async function columnsOfTables(): Promise<Map<string, Column[]>> {
  const { rows } = await db().execute<Column>(sql`
    select table_name as table, column_name as name, data_type as type
    from information_schema.columns as one
    where table_schema = 'public' and is_generated = 'NEVER' and is_identity = 'NO'
      and (column_name = 'account_id' or is_nullable = 'NO' and column_default is null)
      and exists (select from information_schema.columns as other
        where other.table_schema = 'public' and other.table_name = one.table_name
          and other.column_name = 'account_id')`);
  return groupBy(rows, ({ table }) => table);
}

/** A row about the account in each table, whatever its other columns may hold. */
async function fillTables(tables: Map<string, Column[]>, accountId: string): Promise<void> {
  await asOwner(`do $$ declare one record; begin
    for one in select conrelid::regclass as of, conname from pg_constraint where contype = 'c' and conrelid <> 0 loop
      execute format('alter table %s drop constraint %I', one.of, one.conname);
    end loop;
  end $$`);
  for (const [table, columns] of tables) {
    const names = columns.map(({ name }) => `"${name}"`).join(', ');
    const values = columns.map(({ name, type }) =>
      name === 'account_id' ? `'${accountId}'` : VALUES[type],
    );
    await asOwner(`set session_replication_role = replica;
      insert into "${table}" (${names}) values (${values.join(', ')}) on conflict do nothing`);
  }
  // One that is being sent would be canceled first.
  await asOwner('update batches set finished_at = now()');
}

// An account from the settings has the same id when it is connected again.
it('of a deleted account, only what was done stays, and what RemotePC may still hold against it', async () => {
  const { baseUrl: url, credentials } = desk.sandbox.remotepc;
  const connected = await desk.call(CONNECT, 'POST /api/accounts', {
    json: { upstream: 'remotepc', name: 'Second', secret: credentials, url },
  });
  expect(connected.status, await connected.clone().text()).toBe(201);
  const { id } = (await connected.json()) as { id: string };
  const tables = await columnsOfTables();
  await fillTables(tables, id);
  const removed = await desk.call(DELETE, `DELETE /api/accounts/${id}?confirm=Second`, {
    params: { id },
  });
  expect(removed.status, await removed.clone().text()).toBe(204);
  const left: string[] = [];
  for (const table of tables.keys()) {
    const { rows } = await db().execute(
      sql`select from ${sql.identifier(table)} where account_id = ${id} limit 1`,
    );
    if (rows.length > 0) left.push(table);
  }
  expect(left.sort()).toEqual([
    'account_paces',
    'approvals',
    'audit_events',
    'batches',
    'connections',
    'doubted_keys',
    'pending_changes',
    'seat_snapshots',
    'sign_in_attempts',
    'sign_in_holds',
  ]);
});
