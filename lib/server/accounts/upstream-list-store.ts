import 'server-only';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { and, eq, sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { upstreamLists } from '@/lib/server/db/schema';
import type { ListGap } from '@/lib/contract/devices';

type List<T> = {
  items: readonly T[];
  /** What the upstream left out of it. */
  gaps: readonly ListGap[];
  fetchedAt: Date;
};
type Kind = 'users' | 'devices';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/**
 * Keeps a fetched list for the next start and for other processes. One that was asked for before
 * the list that is there never replaces it, however late it came; a moment in the future is a clock
 * that was put back, and holds nothing off.
 * @returns whether it was kept
 */
export async function saveUpstreamList(
  list: List<unknown> & {
    accountId: string;
    kind: Kind;
    /** When the upstream was asked: of two lists the one asked for later is the newer. */
    askedAt: Date;
  },
): Promise<boolean> {
  const { accountId, kind, askedAt, fetchedAt, items, gaps } = list;
  const content = gaps.length > 0 ? { items, gaps } : items;
  const body = await compress(JSON.stringify(content), { level: 1 });
  const kept = await db()
    .insert(upstreamLists)
    .values({ accountId, kind, askedAt, fetchedAt, body })
    .onConflictDoUpdate({
      target: [upstreamLists.accountId, upstreamLists.kind],
      set: { askedAt, fetchedAt, body },
      setWhere: sql`coalesce(${upstreamLists.askedAt}, ${upstreamLists.fetchedAt}) <= excluded.asked_at
        or ${upstreamLists.askedAt} > now() + interval '1 minute'`,
    })
    .returning({ kind: upstreamLists.kind });
  return kept.length > 0;
}

/** @returns null where none was saved, or not one that can be read */
export async function loadUpstreamList<T>(accountId: string, kind: Kind): Promise<List<T> | null> {
  const [row] = await db()
    .select({ fetchedAt: upstreamLists.fetchedAt, body: upstreamLists.body })
    .from(upstreamLists)
    .where(and(eq(upstreamLists.accountId, accountId), eq(upstreamLists.kind, kind)));
  if (!row) return null;
  const text = (await expand(row.body)).toString('utf8');
  const content = JSON.parse(text) as T[] | { items: T[]; gaps: ListGap[] };
  const { items, gaps } = Array.isArray(content) ? { items: content, gaps: [] } : content;
  return { fetchedAt: row.fetchedAt, items, gaps };
}
