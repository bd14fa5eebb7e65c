import 'server-only';
import { sql } from 'drizzle-orm';
import type { Retention } from '@/lib/contract/audit';
import { db } from '@/lib/server/db/client';
import { findStaffPolicy } from '@/lib/server/policies/find-policies';
import { auditKeys, type AuditKey } from './audit-keys';
import { isGenuine, listCheckpoints } from './checkpoints';
import { lastRemoval, NO_FLOOR, type Floor } from './removals';
import { verifyRange } from './verify-log';

type Executor = Pick<ReturnType<typeof db>, 'select' | 'insert' | 'execute'>;

const DAY_MS = 86_400_000;

/** A change of the policy's months, as the log has it. Null: all events are kept. */
type Change = { sequence: number; previousHash: string; at: Date; months: number | null };

/**
 * How long events are kept now. The policy's row isn't believed: whoever can write to the database
 * could change it. What counts is the sealed log: a shorter time only once a checkpoint that was
 * signed a day ago covers its event, until then the longest of all. Before the first change that is
 * still in the log, it is what the last removal was sealed with.
 */
export async function retentionMonths(executor: Executor, keys: readonly AuditKey[]) {
  const { summary } = await lastRemoval(executor, keys);
  const { auditMonths } = await findStaffPolicy(executor);
  const changes = await findChanges(executor);
  const covered = await coveredADayAgo(keys);
  const settled = changes.findLast(({ sequence }) => sequence <= covered);
  const later = changes.filter(({ sequence }) => sequence > covered);
  const isAsSealed = settled === undefined || (await isGood(settled));
  const before = settled ? settled.months : (summary?.months ?? null);
  const all = [isAsSealed ? before : null, auditMonths, ...later.map(({ months }) => months)];
  return { months: longest(all), wanted: auditMonths, last: changes.at(-1) ?? null };
}

function longest(all: readonly (number | null)[]): number | null {
  const known = all.filter((months) => months !== null);
  return known.length < all.length ? null : Math.max(...known);
}

async function findChanges(executor: Executor): Promise<Change[]> {
  const { rows } = await executor.execute<{
    sequence: string;
    previousHash: string | null;
    at: Date;
    months: number | null;
  }>(sql`
    select seal.sequence, event.at, (event.details -> 'after' ->> 'auditMonths')::int as months,
      coalesce(
        (select encode(hash, 'hex') from audit_seals where sequence = seal.sequence - 1),
        (select encode(hash, 'hex') from audit_removals where to_sequence = seal.sequence - 1)
      ) as "previousHash"
    from audit_events as event join audit_seals as seal on seal.position = event.sequence
    where event.action = 'staff.policy_changed'
      and coalesce(event.details -> 'before' ->> 'auditMonths', '')
        <> coalesce(event.details -> 'after' ->> 'auditMonths', '')
    order by seal.sequence`);
  return rows.map(({ sequence, previousHash, at, months }) => ({
    sequence: Number(sequence),
    previousHash: previousHash ?? NO_FLOOR.hash,
    at: new Date(at),
    months,
  }));
}

const isGood = async ({ sequence, previousHash: hash }: Change) =>
  (await verifyRange({ sequence: sequence - 1, hash, position: 0 }, sequence)) === null;

/** Up to which event checkpoints of a day ago or earlier go; their time is signed. */
async function coveredADayAgo(keys: readonly AuditKey[]): Promise<number> {
  const { rows } = await db().execute<{ sequence: string }>(sql`
    select sequence from audit_checkpoints where at <= now() - interval '1 day'
    order by sequence desc limit 1`);
  const sequence = Number(rows[0]?.sequence ?? 0);
  if (sequence === 0) return 0;
  const [checkpoint] = await listCheckpoints(db(), { after: sequence - 1, limit: 1 });
  return checkpoint && isGenuine(checkpoint, keys) ? sequence : 0;
}

/** For the page of the audit log. */
export async function retentionState(): Promise<Retention> {
  const keys = auditKeys();
  const { months, wanted, last } = await retentionMonths(db(), keys);
  const { floor } = await lastRemoval(db(), keys);
  const isShorter = wanted !== null && (months === null || wanted < months);
  return {
    months,
    next:
      isShorter && last
        ? { months: wanted, from: new Date(last.at.getTime() + DAY_MS).toISOString() }
        : null,
    removed:
      floor.sequence === 0
        ? null
        : { count: floor.sequence, before: (await firstKeptAt(floor))?.toISOString() ?? null },
  };
}

async function firstKeptAt({ sequence }: Floor): Promise<Date | null> {
  const { rows } = await db().execute<{ at: Date }>(sql`
    select event.at from audit_seals as seal
    join audit_events as event on event.sequence = seal.position
    where seal.sequence > ${sequence} order by seal.sequence limit 1`);
  return rows[0] ? new Date(rows[0].at) : null;
}
