import 'server-only';
import { sql } from 'drizzle-orm';
import type { db, Transaction } from '@/lib/server/db/client';
import type { AuditKey } from './audit-keys';

type Executor = Pick<ReturnType<typeof db>, 'execute'>;

const EVERY_EVENTS = 1_000;

/** What is signed, besides `signature` itself. The stand-alone verifier knows these names, too. */
export type Checkpoint = {
  type: 'reseller-desk/audit-checkpoint/1';
  /** The chain's last event, and its hash. */
  sequence: number;
  hash: string;
  at: string;
  /** The number of events since the previous checkpoint. */
  count: number;
  keyId: string;
  /** Ed25519 over the canonical JSON of the rest, in base64. */
  signature: string;
};

export const CHECKPOINT_TYPE = 'reseller-desk/audit-checkpoint/1';

/** Signs the state of the chain, in the transaction that sealed it: every n events and each hour. */
export async function signCheckpointIfDue(
  tx: Transaction,
  head: { sequence: number; hash: string },
  key: AuditKey,
): Promise<void> {
  const { rows } = await tx.execute<{ last: string; isHourOver: boolean; now: Date }>(sql`
    select coalesce(sequence, 0) as last, now()::timestamptz(3) as now,
      coalesce(at, '-infinity') <= now() - interval '1 hour' as "isHourOver"
    from (select) as one left join (
      select sequence, at from audit_checkpoints order by sequence desc limit 1
    ) as last on true`);
  const [row] = rows;
  const count = head.sequence - Number(row?.last ?? 0);
  if (!row || count <= 0 || (count < EVERY_EVENTS && !row.isHourOver)) return;
  const content = contentOf({ ...head, at: new Date(row.now).toISOString(), count, keyId: key.id });
  const signature = key.sign(content).toString('base64');
  await tx.execute(sql`
    insert into audit_checkpoints (sequence, hash, at, count, key_id, signature)
    values (${head.sequence}, decode(${head.hash}, 'hex'), ${content.at}, ${count}, ${key.id},
      decode(${signature}, 'base64'))`);
}

function contentOf(parts: Omit<Checkpoint, 'type' | 'signature'>): Omit<Checkpoint, 'signature'> {
  const { sequence, hash, at, count, keyId } = parts;
  return { type: CHECKPOINT_TYPE, sequence, hash, at, count, keyId };
}

type Row = {
  sequence: string;
  hash: string;
  atMs: number;
  count: string;
  keyId: string;
  signature: string;
};

/** In the order of the chain. */
export async function listCheckpoints(
  executor: Executor,
  { after = 0, limit = 1_000 }: { after?: number; limit?: number } = {},
): Promise<Checkpoint[]> {
  const { rows } = await executor.execute<Row>(sql`
    select sequence, encode(hash, 'hex') as hash, count, key_id as "keyId",
      (1000 * extract(epoch from at))::float8 as "atMs", encode(signature, 'base64') as signature
    from audit_checkpoints where sequence > ${after} order by sequence limit ${limit}`);
  return rows.map(toCheckpoint);
}

export async function lastCheckpoint(executor: Executor): Promise<Checkpoint | null> {
  const { rows } = await executor.execute<Row>(sql`
    select sequence, encode(hash, 'hex') as hash, count, key_id as "keyId",
      (1000 * extract(epoch from at))::float8 as "atMs", encode(signature, 'base64') as signature
    from audit_checkpoints order by sequence desc limit 1`);
  return rows[0] ? toCheckpoint(rows[0]) : null;
}

function toCheckpoint({ atMs, ...row }: Row): Checkpoint {
  return {
    ...contentOf({
      sequence: Number(row.sequence),
      hash: row.hash,
      at: Number.isFinite(atMs) ? new Date(atMs).toISOString() : String(atMs),
      count: Number(row.count),
      keyId: row.keyId,
    }),
    // PostgreSQL breaks lines of base64.
    signature: row.signature.replaceAll('\n', ''),
  };
}

/** Whether one of our keys signed it. */
export function isGenuine(
  { signature, ...content }: Checkpoint,
  keys: readonly AuditKey[],
): boolean {
  const key = keys.find(({ id }) => id === content.keyId);
  return key?.isSignedBy(contentOf(content), Buffer.from(signature, 'base64')) ?? false;
}
