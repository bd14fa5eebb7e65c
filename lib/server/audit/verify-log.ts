import 'server-only';
import { sql } from 'drizzle-orm';
import type { FirstBad, LogVerification } from '@/lib/contract/audit';
import { db, pool } from '@/lib/server/db/client';
import { copyRows } from '@/lib/server/db/copy-rows';
import { env } from '@/lib/server/env';
import { auditKeys, type AuditKey } from './audit-keys';
import { canonicalEvent, HashChain, type SealedRecord } from './canonical';
import { lastSeal, SETTLED } from './chain-head';
import { readCheckpointFile } from './checkpoint-file';
import { isGenuine, listCheckpoints, type Checkpoint } from './checkpoints';
import { verifyRemovals, type Floor } from './removals';

/** A second or less, far from the limit of a statement's time. */
const PAGE_ROWS = 20_000;

/**
 * Compares every event with its seal, every seal with the chain and the key, and the chain with its
 * checkpoints, those in this server's file included. Stops at the first row that doesn't fit. Other
 * requests get their turn after each page.
 */
export async function verifyLog({ pageRows = PAGE_ROWS } = {}): Promise<LogVerification> {
  const keys = auditKeys();
  const checkpoints = await gatherCheckpoints(keys);
  const removals = await verifyRemovals(keys);
  const { floor } = removals;
  if (removals.bad !== null) return failed(0, badRemoval(removals.bad, 'removal_forged'));
  const head = await lastSeal(db());
  const walk = new Walk(keys, checkpoints.at, floor);
  const bad =
    walk.compareRemoved(removals.ends) ??
    (await findReturned(floor)) ??
    (await walkOver(walk, head.sequence, pageRows));
  const checked = walk.sequence - floor.sequence;
  if (bad) return failed(checked, bad);
  const { sequence } = walk;
  const late = checkpoints.afterEnd(sequence) ?? (await findUnsealed(sequence));
  const removed = floor.sequence;
  return late
    ? failed(checked, late)
    : { ok: true, checked, ...(removed > 0 && { removed }), head };
}

/** The same for some sealed events, before they are removed. */
export async function verifyRange(
  { sequence, hash, position }: Floor,
  end: number,
): Promise<FirstBad | null> {
  const keys = auditKeys();
  const checkpoints = await gatherCheckpoints(keys, { from: sequence + 1, to: end });
  const walk = new Walk(keys, checkpoints.at, { sequence, hash, position });
  const bad = await walkOver(walk, end, PAGE_ROWS);
  if (bad || walk.sequence === end) return bad;
  return badRemoval(walk.sequence + 1, 'seal_missing');
}

async function walkOver(walk: Walk, end: number, pageRows: number): Promise<FirstBad | null> {
  const client = await pool().connect();
  let isDone = false;
  try {
    for (let after = walk.sequence; after < end; after += pageRows) {
      const rows = copyRows(client, sealedRows(after, Math.min(end, after + pageRows)));
      for await (const some of rows) {
        const bad = await walk.over(some.map(toRow));
        if (bad) return bad;
      }
    }
    isDone = true;
    return null;
  } finally {
    // In the middle of an answer, the connection can't be used for anything else.
    client.release(!isDone);
  }
}

const badRemoval = (sequence: number, reason: Reason): FirstBad => ({
  sequence,
  id: null,
  reason: reasons[reason],
});

/** A seal of an event that was removed: someone put it back. */
async function findReturned({ sequence }: Floor): Promise<FirstBad | null> {
  const { rows } = await db().execute<{ sequence: string }>(sql`
    select sequence from audit_seals where sequence <= ${sequence} order by sequence limit 1`);
  return rows[0] ? badRemoval(Number(rows[0].sequence), 'event_returned') : null;
}

async function failed(checked: number, firstBad: FirstBad): Promise<LogVerification> {
  return { ok: false, checked, head: await lastSeal(db()), firstBad };
}

/** A seal and its event; without an event, `id` is null. */
type Row = Omit<SealedRecord, 'id'> & {
  id: string | null;
  eventId: string;
  hash: string;
  mac: string;
  keyId: string;
};

/**
 * The seals of a page, each with its event. The events are looked up one by one, because without
 * statistics PostgreSQL would read the whole log for each page.
 */
const sealedRows = (after: number, end: number) => `
  select seal.sequence, seal.position, seal.event_id, encode(seal.hash, 'hex'),
    encode(seal.mac, 'hex'), seal.key_id, event.id,
    (1000 * extract(epoch from event.at))::float8, event.account_id, event.actor_id,
    event.actor_email, event.action, event.target, event.outcome, event.reason, event.ticket,
    event.request_id, event.ip, event.details
  from audit_seals as seal
  left join lateral (
    select * from audit_events where audit_events.sequence = seal.position offset 0
  ) as event on true
  where seal.sequence > ${after} and seal.sequence <= ${end}
  order by seal.sequence`;

/** Columns that are never null are null only where the event is missing, and `id` too. */
function toRow(values: readonly (string | null)[]): Row {
  const [sequence, position, eventId, hash, mac, keyId, id, atMs, accountId, actorId] = values;
  const [actorEmail, action, target, outcome, reason, ticket, requestId, ip, details] =
    values.slice(10);
  return {
    sequence: Number(sequence),
    position: Number(position),
    eventId: eventId ?? '',
    hash: hash ?? '',
    mac: mac ?? '',
    keyId: keyId ?? '',
    id: id ?? null,
    atMs: Number(atMs),
    accountId: accountId ?? null,
    actorId: actorId ?? '',
    actorEmail: actorEmail ?? '',
    action: action ?? '',
    target: target ?? null,
    outcome: outcome ?? '',
    reason: reason ?? null,
    ticket: ticket ?? null,
    requestId: requestId ?? '',
    ip: ip ?? null,
    details: details ?? '',
  };
}

/** The chain as far as it has been verified. */
class Walk {
  readonly #chain: HashChain;
  readonly #keys: Map<string, AuditKey>;
  readonly #checkpoints: ReadonlyMap<number, Expected[]>;
  sequence: number;
  #position: number;

  constructor(
    keys: readonly AuditKey[],
    checkpoints: ReadonlyMap<number, Expected[]>,
    { sequence, hash, position }: Floor,
  ) {
    this.#chain = new HashChain(hash);
    this.sequence = sequence;
    this.#position = position;
    this.#keys = new Map(keys.map((key) => [key.id, key]));
    this.#checkpoints = checkpoints;
  }

  async over(rows: readonly Row[]): Promise<FirstBad | null> {
    for (const row of rows) {
      const bad =
        row.sequence === this.sequence + 1
          ? (this.#verify(row) ?? this.#compare(row))
          : await sealMissing(this.sequence + 1, this.#position);
      if (bad) return bad;
      this.sequence = row.sequence;
      this.#position = row.position;
    }
    return null;
  }

  /** The checkpoints of what was removed: of their hashes, only those at the ends are left. */
  compareRemoved(ends: ReadonlyMap<number, string>): FirstBad | null {
    const removed = [...this.#checkpoints.keys()].filter((sequence) => sequence <= this.sequence);
    for (const sequence of removed.sort((one, other) => one - other)) {
      for (const expected of this.#checkpoints.get(sequence) ?? []) {
        const end = ends.get(sequence);
        const isOther = end !== undefined && end !== expected.hash;
        const reason = expected.reason ?? (isOther ? 'checkpoint_differs' : null);
        if (reason) return badRemoval(sequence, reason);
      }
    }
    return null;
  }

  #verify(row: Row): FirstBad | null {
    const reason = this.#faultOf(row);
    return reason && { sequence: row.sequence, id: row.eventId, reason: reasons[reason] };
  }

  #faultOf(row: Row): Reason | null {
    const { id, eventId, hash } = row;
    if (!hasEvent(row)) return 'event_missing';
    const computed = this.#chain.add(canonicalEvent(row));
    const key = this.#keys.get(row.keyId);
    if (!key) return 'key_unknown';
    const isSealGenuine = key.mac(hash) === row.mac;
    if (computed !== hash) return isSealGenuine ? 'event_changed' : 'seal_changed';
    if (!isSealGenuine) return 'seal_forged';
    return id === eventId ? null : 'seal_changed';
  }

  /** With the checkpoints of this place. */
  #compare({ sequence, id, hash }: Row): FirstBad | null {
    for (const expected of this.#checkpoints.get(sequence) ?? []) {
      const isOther = expected.reason !== 'checkpoint_forged' && expected.hash !== hash;
      const reason = isOther ? 'checkpoint_differs' : expected.reason;
      if (reason) return { sequence, id, reason: reasons[reason] };
    }
    return null;
  }
}

function hasEvent(row: Row): row is Row & SealedRecord {
  return row.id !== null;
}

/** What isn't as it was, in words. The start is for programs. */
const reasons = {
  event_changed: 'event_changed: The event isn’t as it was when it was sealed.',
  event_missing: 'event_missing: The event was removed.',
  event_unsealed:
    'event_unsealed: An event without a seal is among sealed ones: it was added later, or its seal was removed.',
  seal_missing: 'seal_missing: The seal with this number was removed.',
  seal_changed: 'seal_changed: The seal isn’t as it was written.',
  seal_forged: 'seal_forged: The chain was recomputed without the key, from here on.',
  key_unknown:
    'key_unknown: The event is sealed with a key that isn’t here. Restore it as AUDIT_KEY or AUDIT_KEY_PREVIOUS, or the chain was recomputed.',
  checkpoint_differs:
    'checkpoint_differs: A signed checkpoint has another hash for this event: the chain was recomputed, or the database is another one.',
  checkpoint_forged:
    'checkpoint_forged: A checkpoint isn’t signed with a key of this installation.',
  removal_forged:
    'removal_forged: Events from here on were removed, and no summary that our key sealed takes their place.',
  event_returned: 'event_returned: The event was removed by policy, and its seal is here again.',
  checkpoint_missing:
    'checkpoint_missing: A checkpoint that is in the file was removed from the database.',
  tail_cut:
    'tail_cut: A signed checkpoint covers events that aren’t here any more: the end was cut off, or an older backup was restored.',
} as const;

type Reason = keyof typeof reasons;
type Expected = { hash: string; reason: Reason | null };

/** What the chain has to be at which places, by the database and by this server's file. */
async function gatherCheckpoints(keys: readonly AuditKey[], { from = 1, to = Infinity } = {}) {
  const stored = new Map<number, Checkpoint>();
  for (let after = from - 1; after < to;) {
    const some = await listCheckpoints(db(), { after });
    for (const checkpoint of some) stored.set(checkpoint.sequence, checkpoint);
    if (some.length === 0) break;
    after = some.at(-1)?.sequence ?? after;
  }
  const isIn = ({ sequence }: Checkpoint) => sequence >= from && sequence <= to;
  const filed = (await readCheckpointFile(env().auditCheckpointFile)).filter(isIn);
  const at = new Map<number, Expected[]>();
  const expect = (checkpoint: Checkpoint, reason: Reason | null) => {
    const { sequence, hash } = checkpoint;
    const forged = isGenuine(checkpoint, keys) ? null : 'checkpoint_forged';
    at.set(sequence, [...(at.get(sequence) ?? []), { hash, reason: forged ?? reason }]);
  };
  for (const checkpoint of stored.values()) if (isIn(checkpoint)) expect(checkpoint, null);
  for (const checkpoint of filed) {
    // The same one needn't be verified twice.
    if (stored.get(checkpoint.sequence)?.signature === checkpoint.signature) continue;
    expect(checkpoint, stored.has(checkpoint.sequence) ? null : 'checkpoint_missing');
  }
  const last = Math.max(0, ...at.keys());
  const afterEnd = (sequence: number): FirstBad | null =>
    last > sequence ? { sequence: sequence + 1, id: null, reason: reasons.tail_cut } : null;
  return { at, afterEnd };
}

/** The event that has lost its seal, if it is still there, is the first one without. */
async function sealMissing(sequence: number, position: number): Promise<FirstBad> {
  const { rows } = await db().execute<{ id: string }>(sql`
    select id from audit_events as event
    where sequence > ${position}
      and not exists (select from audit_seals where audit_seals.position = event.sequence)
    order by sequence limit 1`);
  return { sequence, id: rows[0]?.id ?? null, reason: reasons.seal_missing };
}

/**
 * Events are sealed within seconds. One that isn't, although no transaction could still have added
 * it, was put there by other means. It is named with the number of the seal after it.
 */
async function findUnsealed(last: number): Promise<FirstBad | null> {
  const { rows } = await db().execute<{ id: string; sequence: string | null }>(sql`
    select event.id, (
      select min(seal.sequence) from audit_seals as seal where seal.position > event.sequence
    ) as sequence
    from audit_events as event left join audit_seals on audit_seals.position = event.sequence
    where audit_seals.position is null
      and event.sequence <= ${SETTLED}
    order by event.sequence limit 1`);
  const [row] = rows;
  if (!row) return null;
  return {
    sequence: row.sequence === null ? last + 1 : Number(row.sequence),
    id: row.id,
    reason: reasons.event_unsealed,
  };
}
