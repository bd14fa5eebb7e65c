import 'server-only';

/** The most that the vendor returns in one page. */
export const PAGE_SIZE = 1_000;
/** Each page starts this many rows before the end of the last, to verify that they join. */
const OVERLAP = 20;
const MAX_PASSES = 3;
/** Guards against a list that always claims to have more. */
const MAX_PAGES = 500;

type Page = {
  items: readonly unknown[];
  /** The length of the whole list when this page was read. */
  total: number;
  hasMore: boolean;
};

/**
 * All rows of a list that is read by offset and may change meanwhile. A row that disappears before
 * the offset pulls the next ones back past it, so rows would be lost; one that is added pushes
 * known ones forward, so rows would be duplicated. So pages overlap: if a page doesn't join the one
 * before, everything is read again, and each id is kept once.
 * @param idOf null for a row that can't be identified; such rows are left out
 * @returns null if the list never stayed the same for one pass
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
