import 'server-only';
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { systemActor } from '@/lib/server/actor';
import { createId, db } from '@/lib/server/db/client';
import { auditEvents, auditForwards, auditSeals } from '@/lib/server/db/schema';
import { describeError, log } from '@/lib/server/log';
import { toLines } from './event-lines';
import { eventColumns } from './event-rows';
import { asForwardError } from './forward-error';
import {
  forwardDestinations,
  LAG_MINUTES,
  MAX_BATCH,
  type Destination,
} from './forward-destinations';
import type { ForwardedEvent } from './forward-syslog';
import { recordEvent } from './record';

/** Longer than an attempt takes, for a process that dies during it. */
const LEASE_SECONDS = 90;
const FIRST_WAIT_SECONDS = 2;
const LONGEST_WAIT_SECONDS = 300;
const MAX_BYTES = 1_000_000;
/** Then others may see how far it is. */
const TURN_MS = 10_000;

const never = new AbortController().signal;

/**
 * Sends each destination the sealed events that it doesn't have, in their order. One process at a
 * time does it for a destination, under a lease. What fails is sent again. Never throws because of a
 * receiver.
 */
export async function forwardEvents({ signal = never } = {}): Promise<void> {
  await Promise.all(forwardDestinations().map((destination) => forwardTo(destination, signal)));
}

async function forwardTo(destination: Destination, signal: AbortSignal): Promise<void> {
  const { name } = destination;
  const lease = (await isDue(name)) && (await takeLease(name));
  if (!lease) return;
  const until = performance.now() + TURN_MS;
  const isOver = () => signal.aborted || performance.now() > until;
  try {
    while (!isOver() && (await sendNext(destination, lease, signal)));
    await giveBack(name, lease);
  } catch (error) {
    if (signal.aborted) await giveBack(name, lease);
    else await noteFailure(name, lease, error);
  }
  await noteDelay(name);
}

type Lease = { id: string; sequence: number; batchSize: number };

/** Only read: asked each second, and a claim that fails would write. */
async function isDue(name: string): Promise<boolean> {
  const { rows } = await db().execute<{ isDue: boolean }>(sql`
    select not_before <= now() and (
      failing_since is not null or delayed_at is not null
      or sequence < (select max(sequence) from audit_seals)
    ) as "isDue" from audit_forwards where name = ${name}`);
  return rows[0]?.isDue ?? false;
}

async function takeLease(name: string): Promise<Lease | null> {
  const id = createId('lea');
  const [row] = await db()
    .update(auditForwards)
    .set({ lease: id, notBefore: inSeconds(LEASE_SECONDS) })
    .where(and(eq(auditForwards.name, name), sql`not_before <= now()`))
    .returning({ sequence: auditForwards.sequence, batchSize: auditForwards.batchSize });
  return row ? { id, ...row } : null;
}

const inSeconds = (seconds: number) => sql`now() + make_interval(secs => ${seconds})`;
const isHeldBy = (name: string, lease: Lease) =>
  and(eq(auditForwards.name, name), eq(auditForwards.lease, lease.id));

/** @returns whether there may be more to send */
async function sendNext(
  { name, send }: Destination,
  lease: Lease,
  signal: AbortSignal,
): Promise<boolean> {
  const { events, last } = await readBatch(lease.sequence, lease.batchSize);
  if (last === null) return false;
  if (events.length > 0) await send(events, signal);
  // Only now, and only if no other process has taken over: then it sends the same again.
  const moved = await db()
    .update(auditForwards)
    .set({
      sequence: last,
      batchSize: sql`least(batch_size * 2, ${MAX_BATCH})`,
      notBefore: inSeconds(LEASE_SECONDS),
      failures: 0,
      failingSince: null,
      failure: null,
    })
    .where(isHeldBy(name, lease))
    .returning({ batchSize: auditForwards.batchSize });
  lease.sequence = last;
  lease.batchSize = moved[0]?.batchSize ?? lease.batchSize;
  return moved.length > 0;
}

/** Also of a seal without its event, which someone removed: a receiver notices the gap. */
async function readBatch(after: number, limit: number) {
  const rows = await db()
    .select(eventColumns)
    .from(auditSeals)
    .leftJoin(auditEvents, eq(auditEvents.sequence, auditSeals.position))
    .where(
      and(
        gt(auditSeals.sequence, after),
        sql`${auditSeals.sequence} < ${limit} + (
          select min(sequence) from audit_seals where sequence > ${after}
        )`,
      ),
    )
    .orderBy(asc(auditSeals.sequence))
    .limit(limit);
  const events: ForwardedEvent[] = [];
  let bytes = 0;
  let last: number | null = null;
  const found = rows.flatMap(({ event, seal }) => (event ? [{ event, seal }] : []));
  const lines = await toLines(found);
  for (const line of lines as ForwardedEvent[]) {
    bytes += JSON.stringify(line).length;
    if (events.length > 0 && bytes > MAX_BYTES) return { events, last };
    events.push(line);
    last = line.sequence;
  }
  return { events, last: rows.at(-1)?.seal.sequence ?? null };
}

async function giveBack(name: string, lease: Lease): Promise<void> {
  await db()
    .update(auditForwards)
    .set({ lease: null, notBefore: sql`now()`, failures: 0, failingSince: null, failure: null })
    .where(isHeldBy(name, lease));
}

async function noteFailure(name: string, lease: Lease, error: unknown): Promise<void> {
  const { failure } = asForwardError(error);
  const isTooMuch = failure === 'slow' || failure === 'refused' || failure === 'cut';
  await db()
    .update(auditForwards)
    .set({
      lease: null,
      notBefore: sql`now() + make_interval(secs => least(
        ${LONGEST_WAIT_SECONDS}, ${FIRST_WAIT_SECONDS} * 2 ^ least(failures, 10)))`,
      failures: sql`failures + 1`,
      batchSize: isTooMuch ? sql`greatest(batch_size / 2, 1)` : undefined,
      failingSince: sql`coalesce(failing_since, now())`,
      failure,
    })
    .where(isHeldBy(name, lease));
  log().error({ destination: name, failure, error: describeError(error) }, 'events not forwarded');
}

/** Records once that a destination is far behind, and once that it isn't any more. */
async function noteDelay(name: string): Promise<void> {
  await db().transaction(async (tx) => {
    const { rows } = await tx.execute<{ isNoted: boolean; isLate: boolean; behind: string }>(sql`
      select delayed_at is not null as "isNoted",
        coalesce(since < now() - make_interval(mins => ${LAG_MINUTES}), false) as "isLate",
        coalesce((select max(sequence) from audit_seals), 0) - forward.sequence as behind
      from audit_forwards as forward left join lateral (
        select greatest(sealed_at, started_at) as since from audit_seals
        where sequence > forward.sequence order by sequence limit 1
      ) as waiting on true
      where name = ${name} for update of forward`);
    const [row] = rows;
    if (!row || row.isLate === row.isNoted) return;
    await tx
      .update(auditForwards)
      .set({ delayedAt: row.isLate ? sql`now()` : null })
      .where(eq(auditForwards.name, name));
    await recordEvent(
      systemActor('forwarding'),
      {
        action: row.isLate ? 'activity.forwarding_delayed' : 'activity.forwarding_resumed',
        outcome: row.isLate ? 'failure' : 'success',
        target: name,
        details: { behind: Number(row.behind) },
      },
      tx,
    );
  });
}
