import 'server-only';
import { hostname } from 'node:os';
import { sql } from 'drizzle-orm';
import { systemActor } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import { env } from '@/lib/server/env';
import { log } from '@/lib/server/log';
import { auditKeys, type AuditKey } from './audit-keys';
import { MAILBOX, RECEIVER } from './deliver-checkpoints';
import { forwardDestinations } from './forward-destinations';
import { recordEvent } from './record';
import { addRemoval, lastRemoval, type Floor } from './removals';
import { retentionMonths } from './retention';
import { verifyRange } from './verify-log';

/** Per transaction. Checkpoints are at most some thousand events apart. */
const MAX_EVENTS = 10_000;

/**
 * Removes the events that the policy keeps no longer, oldest first, up to a checkpoint each time.
 * Nothing goes that doesn't verify, wasn't forwarded, or isn't covered by a checkpoint that was
 * written outside the database. One process at a time does it.
 * @returns the number of removed events
 */
export async function removeOldEvents(): Promise<number> {
  let removed = 0;
  for (;;) {
    const count = await db().transaction(removeSome);
    removed += count;
    if (count === 0) return removed;
  }
}

async function removeSome(tx: Transaction): Promise<number> {
  const { rows } = await tx.execute<{ isMine: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtext('remove audit events')) as "isMine"`,
  );
  const keys = auditKeys();
  const [key] = keys;
  if (!rows[0]?.isMine || !key) return 0;
  const { months } = await retentionMonths(tx, keys);
  if (months === null) return 0;
  const { floor, summary } = await lastRemoval(tx, keys);
  if (floor.sequence > 0 && summary === null) return 0;
  const before = await cutoff(tx, months);
  const end = await findEnd(tx, floor, before);
  if (end === null) return 0;
  const bad = await verifyRange(floor, end);
  if (bad) {
    log().error({ sequence: bad.sequence, reason: bad.reason }, 'audit events not removed');
    return 0;
  }
  return removeUpTo(tx, { floor, end, months, before, key });
}

/** The first day of a month, in UTC. */
async function cutoff(tx: Transaction, months: number): Promise<Date> {
  const { rows } = await tx.execute<{ before: Date }>(sql`
    select (date_trunc('month', now() at time zone 'UTC')
      - make_interval(months => ${months})) at time zone 'UTC' as before`);
  return new Date(rows[0]?.before ?? 0);
}

/** The last checkpoint before the first event that is kept, as far as receivers have them. */
async function findEnd(tx: Transaction, floor: Floor, before: Date): Promise<number | null> {
  const forwards = forwardDestinations().map(({ name }) => name);
  const { auditCheckpointFile, auditCheckpointUrl, checkpointMailTo } = env();
  const outlets = [`file ${hostname()}:${auditCheckpointFile}`];
  if (auditCheckpointUrl) outlets.push(RECEIVER);
  if (checkpointMailTo) outlets.push(MAILBOX);
  const { rows } = await tx.execute<{ end: string | null }>(sql`
    select max(checkpoint.sequence) as end from audit_checkpoints as checkpoint
    where checkpoint.sequence > ${floor.sequence}
      and checkpoint.sequence <= ${floor.sequence + MAX_EVENTS}
      and checkpoint.sequence < coalesce((
        select min(seal.sequence) from audit_seals as seal
        join audit_events as event on event.sequence = seal.position
        where seal.sequence > ${floor.sequence}
          and seal.sequence <= ${floor.sequence + MAX_EVENTS} and event.at >= ${before}
      ), ${floor.sequence + MAX_EVENTS + 1})
      and checkpoint.sequence <= all (
        select coalesce(sequence, 0) from unnest(${sql.param(forwards)}::text[]) as wanted
        left join audit_forwards on name = wanted
        union all
        select coalesce(sequence, 0) from unnest(${sql.param(outlets)}::text[]) as wanted
        left join audit_outlets on name = wanted)`);
  const end = rows[0]?.end;
  return end === null || end === undefined ? null : Number(end);
}

type Removal = { floor: Floor; end: number; months: number; before: Date; key: AuditKey };

async function removeUpTo(tx: Transaction, removal: Removal): Promise<number> {
  const { floor, end, months, before, key } = removal;
  const from = floor.sequence + 1;
  const { rows: counted } = await tx.execute<{ month: string; action: string; count: number }>(sql`
    select to_char(event.at at time zone 'UTC', 'YYYY-MM') as month, action, count(*)::int as count
    from audit_seals as seal join audit_events as event on event.sequence = seal.position
    where seal.sequence between ${from} and ${end} group by 1, 2 order by 1, 2`);
  const counts: Record<string, Record<string, number>> = {};
  for (const { month, action, count } of counted) (counts[month] ??= {})[action] = count;
  const { rows: ends } = await tx.execute<{ hash: string; position: string; now: Date }>(sql`
    select encode(hash, 'hex') as hash, position, now() from audit_seals
    where sequence in (${from}, ${end}) order by sequence`);
  const [first, last] = [ends[0], ends.at(-1)];
  if (!first || !last) throw new Error('Events that verify have seals.');
  const count = end - from + 1;
  const range = { from, to: end, count };
  const summary = {
    ...range,
    counts,
    previousHash: floor.hash,
    ...{ firstHash: first.hash, lastHash: last.hash, lastPosition: Number(last.position) },
    ...{ months, before: before.toISOString(), at: new Date(last.now).toISOString() },
  };
  await addRemoval(tx, summary, key);
  const { rows } = await tx.execute<{ removed: string }>(
    sql`select audit_remove_events(${from}) as removed`,
  );
  if (Number(rows[0]?.removed) !== count) throw new Error('Not the events that were summed up.');
  const details = { ...range, months, before: before.toISOString() };
  await recordEvent(
    systemActor('retention'),
    { action: 'activity.removed', outcome: 'success', details },
    tx,
  );
  return count;
}
