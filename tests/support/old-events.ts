import { systemActor } from '@/lib/server/actor';
import { deliverCheckpoints } from '@/lib/server/audit/deliver-checkpoints';
import { recordEvents } from '@/lib/server/audit/record';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { closeDatabase } from '@/lib/server/db/client';
import { changeStaffPolicy } from '@/lib/server/staff/change-staff-policy';
import { asOwner } from './database';

const databaseName = () => new URL(process.env.DATABASE_URL ?? '').pathname.slice(1);

/**
 * Seals what was recorded, and signs a checkpoint, as if it were so long ago. The time of a
 * checkpoint is signed, so it can't be changed afterwards: the clock of the database goes wrong.
 */
async function sealAgo(interval: string): Promise<void> {
  await asOwner(`
    create schema if not exists clock;
    grant usage on schema clock to public;
    create or replace function clock.now() returns timestamptz language sql stable as
      $$ select pg_catalog.now() - interval '${interval}' $$;
    alter database ${databaseName()} set search_path = clock, public, pg_catalog`);
  await closeDatabase();
  await sealEvents();
  await asOwner(`alter database ${databaseName()} reset search_path`);
  await closeDatabase();
  await deliverCheckpoints();
}

/** Events of some months ago, in a sealed range with a checkpoint of its own. */
export async function recordAgo(count: number, monthsAgo: number): Promise<void> {
  const event = { action: 'user.added', outcome: 'success', target: 'ann@x.example' } as const;
  await recordEvents(
    systemActor('req-1'),
    Array.from({ length: count }, () => event),
  );
  await asOwner(`
    set session_replication_role = replica;
    update audit_events set at = at - interval '${monthsAgo} months'
    where sequence > coalesce((select max(position) from audit_seals), 0)`);
  await sealAgo(`${monthsAgo} months`);
}

/** Sets how long events are kept, as of so long ago. */
export async function keepMonths(auditMonths: number | null, ago = '1 second'): Promise<void> {
  await changeStaffPolicy(systemActor('req-2'), { auditMonths });
  await sealAgo(ago);
}
