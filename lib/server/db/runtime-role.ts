import 'server-only';
import { escapeIdentifier, type Client } from 'pg';

/**
 * Gives the server's role what it needs and no more: rows of every table may be read and written,
 * but the audit log only added to. Run as the owner of the tables, after each migration.
 */
export async function grantRuntimeRights(client: Client, runtimeRole: string): Promise<void> {
  const role = escapeIdentifier(runtimeRole);
  await client.query(`
    begin;
    revoke create on schema public from public, ${role};
    revoke all on all tables in schema public from public, ${role};
    grant usage on schema public, drizzle to ${role};
    grant select, insert, update, delete on all tables in schema public to ${role};
    revoke update, delete on audit_events from ${role};
    grant usage, select on all sequences in schema public to ${role};
    grant select on all tables in schema drizzle to ${role};
    commit`);
}

/** Whether the role of this connection could change or remove what the audit log holds. */
export async function canChangeAuditLog(query: Query): Promise<boolean> {
  const { rows } = await query(`
    select pg_has_role(relowner, 'member')
      or has_table_privilege(oid, 'update, delete, truncate, trigger') as "canChange"
    from pg_class where oid = to_regclass('public.audit_events')`);
  return (rows[0] as { canChange: boolean } | undefined)?.canChange ?? false;
}

type Query = (statement: string) => Promise<{ rows: unknown[] }>;
