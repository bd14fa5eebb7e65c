import 'server-only';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { and, eq, sql } from 'drizzle-orm';
import { db } from '../db/client';
import { upstreamLists } from '../db/schema';

type SavedList<T> = { items: readonly T[]; fetchedAt: Date };
type Kind = 'users' | 'devices';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** Keeps a fetched list for the next start. An older one never replaces a newer. */
export async function saveUpstreamList(list: {
  accountId: string;
  kind: Kind;
  fetchedAt: Date;
  items: readonly unknown[];
}): Promise<void> {
  const { accountId, kind, fetchedAt, items } = list;
  const body = await compress(JSON.stringify(items), { level: 1 });
  await db()
    .insert(upstreamLists)
    .values({ accountId, kind, fetchedAt, body })
    .onConflictDoUpdate({
      target: [upstreamLists.accountId, upstreamLists.kind],
      set: { fetchedAt, body },
      setWhere: sql`${upstreamLists.fetchedAt} <= excluded.fetched_at`,
    });
}

/** @returns null where none was saved, or not one that can be read */
export async function loadUpstreamList<T>(
  accountId: string,
  kind: Kind,
): Promise<SavedList<T> | null> {
  const [row] = await db()
    .select({ fetchedAt: upstreamLists.fetchedAt, body: upstreamLists.body })
    .from(upstreamLists)
    .where(and(eq(upstreamLists.accountId, accountId), eq(upstreamLists.kind, kind)));
  if (!row) return null;
  const text = (await expand(row.body)).toString('utf8');
  return { fetchedAt: row.fetchedAt, items: JSON.parse(text) as T[] };
}
