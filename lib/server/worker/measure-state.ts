import 'server-only';
import { sql } from 'drizzle-orm';
import { db, pool } from '@/lib/server/db/client';
import { isUnsealed } from '@/lib/server/audit/proof-state';
import { instruments, type Instruments } from '@/lib/server/metrics/instruments';
import { describeVault } from '@/lib/server/vault/describe-vault';

type State = {
  invitations: Record<string, number> | null;
  oldest: number | null;
  emails: number;
  sessions: number;
  unsealed: number;
  forwarding: number;
  lists: { account: string; kind: string; age: number }[] | null;
  lastBackup: number | null;
  backupFailing: boolean;
};

/**
 * Reads what the database knows for all servers, when metrics are asked for: nothing is counted
 * twice or lost with a process. Never throws: without a database, `desk_database_up` is 0, and what
 * it knew is absent rather than old.
 */
export async function measureState(): Promise<void> {
  const shown = instruments();
  const ofDatabase = [shown.invitations, shown.oldestInvitation, shown.emails, shown.lists];
  for (const gauge of [...ofDatabase, shown.sessions, shown.unsealed, shown.forwarding]) {
    gauge.reset();
  }
  shown.lastBackup.remove();
  showPool(shown);
  try {
    const { rows } = await db().execute<State>(STATE);
    const [state] = rows;
    if (state) showState(shown, state);
    shown.up.set(1);
  } catch {
    for (const gauge of [shown.emails, shown.sessions, shown.unsealed, shown.forwarding]) {
      gauge.remove();
    }
    shown.oldestInvitation.remove();
    shown.backupFailing.remove();
    shown.up.set(0);
  }
  const vault = await describeVault().catch(() => null);
  shown.vault.set(vault?.state === 'open' ? 1 : 0);
}

const STATE = sql`
  select
    (select json_object_agg(status, number) from (
      select i.status, count(*)::int as number
      from batches b join invitations i on i.batch_id = b.id
      where b.finished_at is null group by i.status) as of_batches) as invitations,
    (select extract(epoch from now() - min(greatest(i.updated_at, i.not_before)))::float8
      from batches b join invitations i on i.batch_id = b.id
      where b.finished_at is null and b.paused_at is null and b.cancelled_at is null
        and (b.hold_until is null or b.hold_until <= now()) and i.status = 'pending'
        and (i.not_before is null or i.not_before <= now())) as oldest,
    (select count(*)::int from mail_messages where settled_at is null) as emails,
    (select count(*)::int from staff_sessions
      where revoked_at is null and expires_at > now()) as sessions,
    (select count(*)::int from audit_events
      where ${isUnsealed}) as unsealed,
    (select count(*)::int from audit_forwards
      where failing_since is not null and ended_at is null) as forwarding,
    (select json_agg(json_build_object('account', account_id, 'kind', kind,
      'age', extract(epoch from now() - fetched_at))) from upstream_lists) as lists,
    (select extract(epoch from max(started_at))::float8 from backups
      where ended_at is not null and failure is null) as "lastBackup",
    coalesce((select failure is not null from backups
      where ended_at is not null order by started_at desc limit 1), false) as "backupFailing"`;

function showState(shown: Instruments, state: State): void {
  for (const [status, number] of Object.entries(state.invitations ?? {})) {
    shown.invitations.set({ status }, number);
  }
  shown.oldestInvitation.set(Math.max(0, state.oldest ?? 0));
  shown.emails.set(state.emails);
  shown.sessions.set(state.sessions);
  shown.unsealed.set(state.unsealed);
  shown.forwarding.set(state.forwarding);
  if (state.lastBackup !== null) shown.lastBackup.set(state.lastBackup);
  shown.backupFailing.set(state.backupFailing ? 1 : 0);
  for (const { account, kind, age } of state.lists ?? []) {
    shown.lists.set({ account, kind }, Math.max(0, age));
  }
}

function showPool({ connections }: Instruments): void {
  const { totalCount, idleCount, waitingCount } = pool();
  connections.set({ state: 'used' }, totalCount - idleCount);
  connections.set({ state: 'idle' }, idleCount);
  connections.set({ state: 'waited_for' }, waitingCount);
}
