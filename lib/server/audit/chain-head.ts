import 'server-only';
import { sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { NO_HASH } from './canonical';

type Executor = Pick<ReturnType<typeof db>, 'execute'>;

/** Of the one process that is sealing: an arbitrary number, the same in every version. */
export const LOCK = 7_305_218;

/** Up to which position everything is sealed; 0 if someone removed the row: it is found out again. */
export const SETTLED = sql`coalesce((select max(settled) from audit_sealing), 0)`;

/** Before the first event, `sequence` is 0. */
export type ChainHead = { sequence: number; hash: string; at: string | null };

export async function lastSeal(executor: Executor): Promise<ChainHead> {
  const { rows } = await executor.execute<{ sequence: string; hash: string; at: Date }>(sql`
    select sequence, encode(hash, 'hex') as hash, sealed_at as at
    from audit_seals order by sequence desc limit 1`);
  const [row] = rows;
  if (!row) return { sequence: 0, hash: NO_HASH, at: null };
  return { sequence: Number(row.sequence), hash: row.hash, at: new Date(row.at).toISOString() };
}

/** Which key sealed the last event; null before the first. */
export async function lastKeyId(): Promise<string | null> {
  const { rows } = await db().execute<{ keyId: string }>(
    sql`select key_id as "keyId" from audit_seals order by sequence desc limit 1`,
  );
  return rows[0]?.keyId ?? null;
}
