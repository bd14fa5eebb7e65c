import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { canChangeAuditLog } from '@/lib/server/db/migrate';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { asOwner } from '@/tests/support/database';

let desk: TestDesk;
let client: Client;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  await recordEvent(systemActor('request-1'), {
    action: 'staff.added',
    outcome: 'success',
    target: 'ada@desk.example',
    details: {},
  });
  client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await desk.close();
});

const refusals = [
  'alter table audit_events disable trigger audit_events_keep_rows',
  'alter table audit_events disable trigger all',
  'update audit_events set outcome = $$success$$',
  'update audit_events set outcome = outcome where false',
  'delete from audit_events',
  'delete from audit_events where false',
  'truncate audit_events',
  'truncate audit_events cascade',
  'drop table audit_events',
  'drop table audit_events cascade',
  'drop trigger audit_events_keep_rows on audit_events',
  'drop function audit_events_append_only cascade',
  'drop schema public cascade',
  'alter table audit_events rename to mine',
  'alter table audit_events add column extra text',
  'alter table audit_events drop column details',
  'alter table audit_events alter column at set default now()',
  'alter table audit_events owner to current_user',
  'alter table audit_events set schema drizzle',
  'alter table audit_events enable row level security',
  'alter function audit_events_append_only() owner to current_user',
  'create or replace function audit_events_append_only() returns trigger language plpgsql as $$ begin return old; end $$',
  'create function mine() returns trigger language plpgsql as $$ begin return null; end $$',
  'create trigger mine before insert on audit_events for each row execute function audit_events_append_only()',
  'create rule mine as on insert to audit_events do instead nothing',
  'create policy mine on audit_events using (false)',
  'create table mine (one int)',
  'create table mine (one int) inherits (audit_events)',
  'create view mine as select * from audit_events',
  'create schema mine',
  'create index mine on audit_events (action)',
  'create extension if not exists pgcrypto',
  'create role mine',
  'create database mine',
  'merge into audit_events using (select 1) s on true when matched then delete',
  'insert into audit_events (id) select id from audit_events on conflict (id) do update set outcome = $$success$$',
  'select * from audit_events for update',
  'set session_replication_role = replica',
  'set role postgres',
  'set session authorization postgres',
  'alter system set fsync = off',
  'copy audit_events from program $$true$$',
  'copy (select 1) to program $$true$$',
  'copy (select 1) to $$/tmp/audit_events$$',
  'copy audit_events from $$/etc/passwd$$',
  'select pg_read_file($$PG_VERSION$$)',
  'select lo_import($$/etc/passwd$$)',
  'do language plpgsql $$ begin execute $x$alter table audit_events disable trigger all$x$; end $$',
  'delete from drizzle.__drizzle_migrations',
];

describe('the server’s own database role', () => {
  it.each(refusals)('is refused “%s”', async (statement) => {
    await expect(client.query(statement)).rejects.toThrow(
      /permission denied|must be owner|must be superuser|must be able to SET ROLE/i,
    );
  });

  it('adds to the audit log and reads it', async () => {
    const { rows } = await client.query('select action from audit_events');
    expect(rows).toEqual([{ action: 'staff.added' }]);
  });

  it('can’t change the audit log, unlike a role that owns it', async () => {
    const canChange = () => canChangeAuditLog((statement) => client.query(statement));
    expect(await canChange()).toBe(false);
    await asOwner('grant trigger on audit_events to public');
    expect(await canChange()).toBe(true);
    await asOwner('revoke trigger on audit_events from public');
    const owner = new Client({ connectionString: desk.ownerUrl });
    await owner.connect();
    expect(await canChangeAuditLog((statement) => owner.query(statement))).toBe(true);
    await owner.end();
  });
});
