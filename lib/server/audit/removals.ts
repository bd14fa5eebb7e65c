import 'server-only';
import { createHash } from 'node:crypto';
import { asc, desc } from 'drizzle-orm';
import { z } from 'zod';
import { db } from '@/lib/server/db/client';
import { auditRemovals } from '@/lib/server/db/schema';
import type { AuditKey } from './audit-keys';
import { canonicalJson, NO_HASH } from './canonical';

const REMOVAL_TYPE = 'reseller-desk/audit-removal/1';

const summarySchema = z.strictObject({
  type: z.literal(REMOVAL_TYPE),
  /** The numbers of the first and the last event. */
  from: z.int(),
  to: z.int(),
  count: z.int(),
  /** Per month (UTC) and action. */
  counts: z.record(z.string(), z.record(z.string(), z.int())),
  /** Of the event before the first one. */
  previousHash: z.string(),
  firstHash: z.string(),
  lastHash: z.string(),
  /** `audit_events.sequence` of the last one. */
  lastPosition: z.int(),
  /** The policy, and what it meant: all events are from before. */
  months: z.int(),
  before: z.string(),
  at: z.string(),
  keyId: z.string(),
});

/** What is left of removed events, sealed. The stand-alone verifier knows these names, too. */
export type RemovalSummary = z.infer<typeof summarySchema>;
export type SignedRemoval = RemovalSummary & { signature: string };

type Executor = Pick<ReturnType<typeof db>, 'select' | 'insert'>;
type Row = typeof auditRemovals.$inferSelect;

/** How far events are removed. `sequence` 0: none are. */
export type Floor = { sequence: number; hash: string; position: number };

export const NO_FLOOR: Floor = { sequence: 0, hash: NO_HASH, position: 0 };

const macOf = (content: object, key: AuditKey) =>
  key.mac(createHash('sha256').update(canonicalJson(content)).digest('hex'));

export async function addRemoval(
  executor: Executor,
  summary: Omit<RemovalSummary, 'type' | 'keyId'>,
  key: AuditKey,
): Promise<void> {
  const content = { ...summary, type: REMOVAL_TYPE, keyId: key.id };
  await executor.insert(auditRemovals).values({
    fromSequence: summary.from,
    toSequence: summary.to,
    hash: Buffer.from(summary.lastHash, 'hex'),
    position: summary.lastPosition,
    content,
    mac: Buffer.from(macOf(content, key), 'hex'),
    keyId: key.id,
    signature: key.sign(content),
  });
}

/** In the order of the chain, as exports have them. */
export async function listRemovals(executor: Executor = db()): Promise<SignedRemoval[]> {
  const rows = await executor.select().from(auditRemovals).orderBy(asc(auditRemovals.fromSequence));
  return rows.flatMap((row) => {
    const content = summarySchema.safeParse(row.content);
    return content.success
      ? [{ ...content.data, signature: row.signature.toString('base64') }]
      : [];
  });
}

export async function lastRemoval(
  executor: Executor,
  keys: readonly AuditKey[],
): Promise<{ floor: Floor; summary: RemovalSummary | null }> {
  const [row] = await executor
    .select()
    .from(auditRemovals)
    .orderBy(desc(auditRemovals.fromSequence))
    .limit(1);
  if (!row) return { floor: NO_FLOOR, summary: null };
  const summary = genuineSummary(row, keys);
  const floor = {
    sequence: row.toSequence,
    hash: row.hash.toString('hex'),
    position: row.position,
  };
  return { floor, summary };
}

/** Null: it isn't as one of our keys sealed it. */
function genuineSummary(row: Row, keys: readonly AuditKey[]): RemovalSummary | null {
  const parsed = summarySchema.safeParse(row.content);
  const key = keys.find(({ id }) => id === row.keyId);
  if (!parsed.success || !key) return null;
  const { data: content } = parsed;
  const isAsSealed =
    macOf(content, key) === row.mac.toString('hex') && key.isSignedBy(content, row.signature);
  const fits =
    content.keyId === row.keyId &&
    content.from === row.fromSequence &&
    content.to === row.toSequence &&
    content.lastPosition === row.position &&
    content.lastHash === row.hash.toString('hex') &&
    content.count === content.to - content.from + 1;
  return isAsSealed && fits ? content : null;
}

/**
 * Verifies the summaries of all removed events and how they follow on each other.
 * @returns where the events begin that are kept, and the first number without a good summary
 */
export async function verifyRemovals(
  keys: readonly AuditKey[],
): Promise<{ floor: Floor; ends: ReadonlyMap<number, string>; bad: number | null }> {
  const rows = await db().select().from(auditRemovals).orderBy(asc(auditRemovals.fromSequence));
  const ends = new Map<number, string>();
  let floor = NO_FLOOR;
  for (const row of rows) {
    const summary = genuineSummary(row, keys);
    const follows =
      summary !== null &&
      summary.from === floor.sequence + 1 &&
      summary.previousHash === floor.hash;
    if (!follows) return { floor, ends, bad: floor.sequence + 1 };
    floor = { sequence: summary.to, hash: summary.lastHash, position: summary.lastPosition };
    ends.set(floor.sequence, floor.hash);
  }
  return { floor, ends, bad: null };
}
