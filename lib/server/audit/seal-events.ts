import 'server-only';
import { sql } from 'drizzle-orm';
import { db, type Transaction } from '@/lib/server/db/client';
import { auditKeys, type AuditKey } from './audit-keys';
import { canonicalEvent, HashChain, type SealedRecord } from './canonical';
import { signCheckpointIfDue } from './checkpoints';
import { lastSeal, LOCK, SETTLED } from './chain-head';

/** Per transaction. */
const MAX_EVENTS = 2_000;

type Options = {
  /** Waits for another process that is sealing, instead of leaving the work to it. */
  isWaiting?: boolean;
  signal?: AbortSignal;
};

/**
 * Seals what isn't sealed yet: the events become links of the chain, with a number each and no gap.
 * One process at a time does it, for all. Whoever records an event doesn't wait for it.
 * @returns the number of sealed events
 */
export async function sealEvents({ isWaiting = false, signal }: Options = {}): Promise<number> {
  if (!(await isAnythingToDo())) return 0;
  const [key] = auditKeys();
  let sealed = 0;
  while (key && !signal?.aborted) {
    const count = await db().transaction((tx) => sealSome(tx, key, isWaiting));
    sealed += count;
    if (count < MAX_EVENTS) break;
  }
  return sealed;
}

/** The last one that was given out. */
const LAST_POSITION = sql`case when is_called then last_value else 0 end`;

/** Events that may not be sealed, or a checkpoint that is due by time. */
async function isAnythingToDo(): Promise<boolean> {
  const { rows } = await db().execute<{ isNeeded: boolean }>(sql`
    select ${SETTLED} < ${LAST_POSITION} or exists (
        select from (select sequence from audit_seals order by sequence desc limit 1) as head
        left join (
          select sequence, at from audit_checkpoints order by sequence desc limit 1
        ) as last on true
        where last.sequence is null
          or head.sequence > last.sequence and last.at <= now() - interval '1 hour'
      ) as "isNeeded"
    from audit_events_sequence_seq`);
  return rows[0]?.isNeeded ?? false;
}

async function sealSome(tx: Transaction, key: AuditKey, isWaiting: boolean): Promise<number> {
  if (!(await takeLock(tx, isWaiting))) return 0;
  const state = await readState(tx);
  const before = await lastSeal(tx);
  const events = await readUnsealed(tx, state.settled);
  const chain = new HashChain(before.hash);
  const seals = events.map(({ sequence: position, ...event }, index) => {
    const sequence = before.sequence + index + 1;
    const hash = chain.add(canonicalEvent({ ...event, position, sequence }));
    return { sequence, position, eventId: event.id, hash };
  });
  await addSeals(tx, seals, key);
  await keepState(tx, state, seals);
  const head = { sequence: before.sequence + seals.length, hash: chain.head };
  await signCheckpointIfDue(tx, head, key);
  return seals.length;
}

async function takeLock(tx: Transaction, isWaiting: boolean): Promise<boolean> {
  if (isWaiting) {
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
    return true;
  }
  const { rows } = await tx.execute<{ isMine: boolean }>(
    sql`select pg_try_advisory_xact_lock(${LOCK}) as "isMine"`,
  );
  return rows[0]?.isMine ?? false;
}

/**
 * Positions are given out before a commit, so a later position can be visible first. Up to
 * `settled` no more events can appear: every transaction that could have taken such a position has
 * ended. `pending` is the next such position, `holders` are the transactions that are waited for.
 */
type State = { settled: number; pending: number; holders: string[] };

async function readState(tx: Transaction): Promise<State> {
  // In this order: a transaction locks the table before it takes a position, and keeps the lock
  // until what it wrote is visible. Each statement sees what was committed before it.
  const { rows } = await tx.execute<{
    settled: string;
    pending: string | null;
    pendingHolders: string[];
    last: string;
  }>(sql`
    select ${SETTLED} as settled, pending, coalesce(pending_holders, '{}') as "pendingHolders",
      ${LAST_POSITION} as last
    from audit_events_sequence_seq left join audit_sealing on true`);
  const { rows: writers } = await tx.execute<{ id: string }>(sql`
    select distinct virtualtransaction as id from pg_locks
    where relation = 'audit_events'::regclass and mode = 'RowExclusiveLock' and granted
      and database = (select oid from pg_database where datname = current_database())`);
  const now = writers.map(({ id }) => id);
  const [row] = rows;
  if (!row) throw new Error('A sequence has a row.');
  const settled = Number(row.settled);
  if (row.pending === null) return { settled, pending: Number(row.last), holders: now };
  const holders = row.pendingHolders.filter((id) => now.includes(id));
  return { settled, pending: Number(row.pending), holders };
}

type Unsealed = Omit<SealedRecord, 'position' | 'sequence'> & { sequence: number };

/** One by one (`offset 0`): without statistics, PostgreSQL would read both tables whole. */
async function readUnsealed(tx: Transaction, settled: number): Promise<Unsealed[]> {
  const { rows } = await tx.execute<Unsealed>(sql`
    select sequence::float8 as sequence, id, (1000 * extract(epoch from at))::float8 as "atMs",
      account_id as "accountId", actor_id as "actorId", actor_email as "actorEmail", action, target,
      outcome, reason, ticket, request_id as "requestId", ip, details::text as details
    from audit_events
    where sequence > ${settled} and not exists (
      select from audit_seals where position = audit_events.sequence offset 0
    )
    order by audit_events.sequence limit ${MAX_EVENTS}`);
  return rows;
}

type Seal = { sequence: number; position: number; eventId: string; hash: string };

async function addSeals(tx: Transaction, seals: readonly Seal[], key: AuditKey): Promise<void> {
  if (seals.length === 0) return;
  const numbers = (read: (seal: Seal) => number) => sql`${sql.param(seals.map(read))}::bigint[]`;
  const texts = (read: (seal: Seal) => string) => sql`${sql.param(seals.map(read))}::text[]`;
  await tx.execute(sql`
    insert into audit_seals (sequence, position, event_id, hash, mac, key_id)
    select sequence, position, event_id, decode(hash, 'hex'), decode(mac, 'hex'), ${key.id}
    from unnest(
      ${numbers(({ sequence }) => sequence)}, ${numbers(({ position }) => position)},
      ${texts(({ eventId }) => eventId)}, ${texts(({ hash }) => hash)},
      ${texts(({ hash }) => key.mac(hash))}
    ) as seal (sequence, position, event_id, hash, mac)`);
}

async function keepState(tx: Transaction, state: State, seals: readonly Seal[]): Promise<void> {
  const { pending, holders } = state;
  const last = seals.length < MAX_EVENTS ? undefined : seals.at(-1);
  const isEnded = holders.length === 0;
  const settled = !isEnded
    ? state.settled
    : Math.max(state.settled, last ? Math.min(pending, last.position) : pending);
  const isReached = isEnded && settled >= pending;
  await tx.execute(sql`
    insert into audit_sealing (id, settled, pending, pending_holders)
    values (1, ${settled}, ${isReached ? null : pending}, ${sql.param(isReached ? [] : holders)})
    on conflict (id) do update set settled = excluded.settled, pending = excluded.pending,
      pending_holders = excluded.pending_holders`);
}
