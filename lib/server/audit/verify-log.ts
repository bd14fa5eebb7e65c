import 'server-only';
import { sql } from 'drizzle-orm';
import type { FirstBad, LogVerification } from '@/lib/contract/audit';
import { db } from '@/lib/server/db/client';
import { env } from '@/lib/server/env';
import { auditKeys, type AuditKey } from './audit-keys';
import { canonicalEvent, HashChain } from './canonical';
import { lastSeal, type ChainHead } from './chain-head';
import { readCheckpointFile } from './checkpoint-file';
import { isGenuine, listCheckpoints, type Checkpoint } from './checkpoints';

/** Each page is verified while the next one is read, and other requests get their turn. */
const PAGE_ROWS = 1_000;

/**
 * Compares every event with its seal, every seal with the chain and the key, and the chain with its
 * checkpoints, those in this server's file included. Stops at the first row that doesn't fit.
 */
export async function verifyLog({ pageRows = PAGE_ROWS } = {}): Promise<LogVerification> {
  const keys = auditKeys();
  const checkpoints = await gatherCheckpoints(keys);
  const walk = new Walk(keys, checkpoints.at);
  let page = readPage(0, pageRows);
  for (;;) {
    const rows = await page;
    const last = rows.at(-1);
    if (last) page = readPage(last[0], pageRows);
    // Awaited only if all rows are good.
    page.catch(() => undefined);
    const bad = await walk.over(rows);
    if (bad) return failed(walk.sequence, bad);
    if (!last) break;
  }
  const { sequence } = walk.head;
  const bad = checkpoints.afterEnd(sequence) ?? (await findUnsealed(sequence));
  if (bad) return failed(sequence, bad);
  return { ok: true, checked: sequence, head: walk.head };
}

async function failed(checked: number, firstBad: FirstBad): Promise<LogVerification> {
  return { ok: false, checked, head: await lastSeal(db()), firstBad };
}

/** A seal and its event, in the order of the query below; without an event, `id` is null. */
type Row = [
  sequence: number,
  position: number,
  eventId: string,
  hash: string,
  mac: string,
  keyId: string,
  sealedAtMs: number,
  id: string | null,
  atMs: number,
  accountId: string | null,
  actorId: string,
  actorEmail: string,
  action: string,
  target: string | null,
  outcome: string,
  reason: string | null,
  ticket: string | null,
  requestId: string,
  ip: string | null,
  details: string,
];

/** One text for all rows: to read a million rows value by value takes longer than to verify them. */
async function readPage(after: number, limit: number): Promise<Row[]> {
  const { rows } = await db().execute<{ rows: Row[] | null }>(sql`
    select json_agg(json_build_array(
      seal.sequence, seal.position, seal.event_id, encode(seal.hash, 'hex'),
      encode(seal.mac, 'hex'), seal.key_id, (1000 * extract(epoch from seal.sealed_at))::float8,
      event.id, (1000 * extract(epoch from event.at))::float8, event.account_id, event.actor_id,
      event.actor_email, event.action, event.target, event.outcome, event.reason, event.ticket,
      event.request_id, event.ip, event.details::text
    ) order by seal.sequence) as rows
    from (
      select * from audit_seals where sequence > ${after} order by sequence limit ${limit}
    ) as seal
    left join audit_events as event on event.sequence = seal.position`);
  return rows[0]?.rows ?? [];
}

/** The chain as far as it has been verified. */
class Walk {
  readonly #chain = new HashChain();
  readonly #keys: Map<string, AuditKey>;
  readonly #checkpoints: ReadonlyMap<number, Expected[]>;
  sequence = 0;
  #position = 0;
  #sealedAtMs = Number.NaN;

  constructor(keys: readonly AuditKey[], checkpoints: ReadonlyMap<number, Expected[]>) {
    this.#keys = new Map(keys.map((key) => [key.id, key]));
    this.#checkpoints = checkpoints;
  }

  async over(rows: readonly Row[]): Promise<FirstBad | null> {
    for (const row of rows) {
      const bad =
        row[0] === this.sequence + 1
          ? (this.#verify(row) ?? this.#compare(row))
          : await sealMissing(this.sequence + 1, this.#position);
      if (bad) return bad;
      [this.sequence, this.#position] = row;
      this.#sealedAtMs = row[6];
    }
    return null;
  }

  #verify(row: Row): FirstBad | null {
    const [sequence, position, eventId, hash, mac, keyId] = row;
    const bad = (reason: Reason): FirstBad => ({ sequence, id: eventId, reason: reasons[reason] });
    const id = row[7];
    if (id === null) return bad('event_missing');
    const computed = this.#chain.add(toCanonical(row, id, position));
    const key = this.#keys.get(keyId);
    if (!key) return bad('key_unknown');
    const isSealGenuine = key.mac(hash) === mac;
    if (computed !== hash) return bad(isSealGenuine ? 'event_changed' : 'seal_changed');
    if (!isSealGenuine) return bad('seal_forged');
    return id === eventId ? null : bad('seal_changed');
  }

  /** With the checkpoints of this place. */
  #compare([sequence, , id, hash]: Row): FirstBad | null {
    for (const expected of this.#checkpoints.get(sequence) ?? []) {
      const isOther = expected.reason !== 'checkpoint_forged' && expected.hash !== hash;
      const reason = isOther ? 'checkpoint_differs' : expected.reason;
      if (reason) return { sequence, id, reason: reasons[reason] };
    }
    return null;
  }

  get head(): ChainHead {
    const at = this.sequence === 0 ? null : new Date(this.#sealedAtMs).toISOString();
    return { sequence: this.sequence, hash: this.#chain.head, at };
  }
}

function toCanonical(row: Row, id: string, position: number): string {
  return canonicalEvent({
    sequence: row[0],
    position,
    id,
    atMs: row[8],
    accountId: row[9],
    actorId: row[10],
    actorEmail: row[11],
    action: row[12],
    target: row[13],
    outcome: row[14],
    reason: row[15],
    ticket: row[16],
    requestId: row[17],
    ip: row[18],
    details: row[19],
  });
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
  checkpoint_missing:
    'checkpoint_missing: A checkpoint that is in the file was removed from the database.',
  tail_cut:
    'tail_cut: A signed checkpoint covers events that aren’t here any more: the end was cut off, or an older backup was restored.',
} as const;

type Reason = keyof typeof reasons;
type Expected = { hash: string; reason: Reason | null };

/** What the chain has to be at which places, by the database and by this server's file. */
async function gatherCheckpoints(keys: readonly AuditKey[]) {
  const stored = new Map<number, Checkpoint>();
  for (let after = 0; ;) {
    const some = await listCheckpoints(db(), { after });
    for (const checkpoint of some) stored.set(checkpoint.sequence, checkpoint);
    if (some.length === 0) break;
    after = some.at(-1)?.sequence ?? after;
  }
  const filed = await readCheckpointFile(env().auditCheckpointFile);
  const at = new Map<number, Expected[]>();
  const expect = (checkpoint: Checkpoint, reason: Reason | null) => {
    const { sequence, hash } = checkpoint;
    const forged = isGenuine(checkpoint, keys) ? null : 'checkpoint_forged';
    at.set(sequence, [...(at.get(sequence) ?? []), { hash, reason: forged ?? reason }]);
  };
  for (const checkpoint of stored.values()) expect(checkpoint, null);
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
      and event.sequence <= (select settled from audit_sealing)
    order by event.sequence limit 1`);
  const [row] = rows;
  if (!row) return null;
  return {
    sequence: row.sequence === null ? last + 1 : Number(row.sequence),
    id: row.id,
    reason: reasons.event_unsealed,
  };
}
