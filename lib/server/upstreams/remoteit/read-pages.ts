import 'server-only';

/** What the vendor gives at most in one page. */
export const PAGE_SIZE = 1_000;
/** Each page begins this many rows before the end of the last, so that both are seen to join. */
const OVERLAP = 20;
const MAX_PASSES = 3;
/** Against a list that says for ever that there is more. */
const MAX_PAGES = 500;

type Page = {
  items: readonly unknown[];
  /** How long the whole list is at the moment of this page. */
  total: number;
  hasMore: boolean;
};

/**
 * All rows of a list that is read by offset and may move meanwhile. A row that goes in front of the
 * offset pulls the next ones back past it, which is how rows get lost; one that comes pushes known
 * ones forward, which is how they get doubled. So pages overlap: where a page doesn't join the one
 * before, the whole is read again, and each id is kept once.
 * @param idOf null for a row that can't be told from others; such rows are left out
 * @returns null where the list never held still for one pass
 */
export async function readPages(
  readPage: (from: number, size: number) => Promise<Page>,
  idOf: (item: unknown) => string | null,
): Promise<unknown[] | null> {
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const found = await readPass(readPage, idOf);
    if (found !== null) return [...found.values()];
  }
  return null;
}

async function readPass(
  readPage: (from: number, size: number) => Promise<Page>,
  idOf: (item: unknown) => string | null,
): Promise<Map<string, unknown> | null> {
  const found = new Map<string, unknown>();
  let end = 0;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const from = Math.max(0, end - OVERLAP);
    const { items, total, hasMore } = await readPage(from, PAGE_SIZE);
    const ids = items.map(idOf);
    const isJoined = from === 0 || ids.some((id) => id !== null && found.has(id));
    if (!isJoined) return null;
    items.forEach((item, index) => {
      const id = ids[index];
      if (id !== null && id !== undefined) found.set(id, item);
    });
    const hasGrown = from + items.length > end;
    end = Math.max(end, from + items.length);
    if (hasGrown && (hasMore || end < total)) continue;
    return end < total ? null : found;
  }
  return null;
}
