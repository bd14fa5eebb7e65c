import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPages } from '@/lib/server/upstreams/remoteit/read-pages';

type Row = { id: string };

const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: `row-${index}` }));
const ids = (found: readonly unknown[] | null) => found?.map((row) => (row as Row).id);
const idOf = (row: unknown) =>
  typeof row === 'object' && row !== null && 'id' in row ? String(row.id) : null;

/** A list that may change before each of its pages is read. */
function aList(
  start: readonly Row[],
  change: (list: Row[], page: number) => void = () => undefined,
) {
  const list = [...start];
  const asked: string[] = [];
  const readPage = async (from: number, size: number) => {
    change(list, asked.length);
    asked.push(`${from}+${size}`);
    const items = list.slice(from, from + size);
    return { items, total: list.length, hasMore: from + items.length < list.length };
  };
  return { asked, read: () => readPages(readPage, idOf) };
}

describe('a list read in pages', () => {
  it.each([0, 1, 999, 1_000, 1_001, 2_000, 10_000])(
    'of %i rows is read completely',
    async (count) => {
      const { read } = aList(rows(count));
      expect(ids(await read())).toEqual(rows(count).map(({ id }) => id));
    },
  );

  it('is requested with overlapping offsets from 0, a thousand rows at a time', async () => {
    const { read, asked } = aList(rows(2_500));
    await read();
    expect(asked).toEqual(['0+1000', '980+1000', '1960+1000']);
  });

  it('loses no remaining row if rows disappear from its front in between', async () => {
    const { read, asked } = aList(rows(2_500), (list, page) => {
      if (page === 1) list.splice(0, 7);
    });
    const found = new Set(ids(await read()));
    expect(rows(2_500).filter(({ id }) => !found.has(id))).toEqual([]);
    expect(asked).toHaveLength(3);
  });

  it('duplicates no row if rows are added at its front in between', async () => {
    const { read } = aList(rows(2_500), (list, page) => {
      if (page === 1) list.unshift({ id: 'new-1' }, { id: 'new-2' });
    });
    const found = ids(await read()) ?? [];
    expect(found).toHaveLength(new Set(found).size);
    expect(rows(2_500).every(({ id }) => found.includes(id))).toBe(true);
  });

  it('is read again if more rows disappeared than the pages overlap by', async () => {
    const { read, asked } = aList(rows(2_500), (list, page) => {
      if (page === 1) list.splice(0, 400);
    });
    expect(ids(await read())).toEqual(
      rows(2_500)
        .slice(400)
        .map(({ id }) => id),
    );
    expect(asked.slice(0, 3)).toEqual(['0+1000', '980+1000', '0+1000']);
  });

  it('is given up after three passes if it keeps changing', async () => {
    const { read } = aList(rows(9_000), (list, page) => {
      if (page > 0) list.splice(0, 500);
    });
    expect(await read()).toBeNull();
  });

  it('isn’t trusted to end before its total', async () => {
    const readPage = async (from: number) => ({
      items: from === 0 ? rows(10) : [],
      total: 25,
      hasMore: false,
    });
    expect(await readPages(readPage, idOf)).toBeNull();
  });

  it('that always claims to have more ends once nothing new comes', async () => {
    const readPage = async (from: number) => ({
      items: rows(30).slice(from),
      total: 30,
      hasMore: true,
    });
    expect(await readPages(readPage, idOf)).toHaveLength(30);
  });

  it('keeps one of each duplicate row, and none without an id', async () => {
    const items = [{ id: 'a' }, null, { id: 'b' }, { id: 'a' }];
    const found = await readPages(async () => ({ items, total: 4, hasMore: false }), idOf);
    expect(ids(found)).toEqual(['a', 'b']);
  });

  it('has every lasting row exactly once, whatever comes and goes', async () => {
    const moves = fc.array(fc.record({ at: fc.nat(3_000), drop: fc.nat(30), add: fc.nat(30) }), {
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(moves, async (steps) => {
        const gone = new Set<string>();
        const { read } = aList(rows(3_000), (list, page) => {
          const step = page === 0 ? undefined : steps[page - 1];
          if (!step) return;
          const added = rows(step.add).map(({ id }) => ({ id: `${page}-${id}` }));
          for (const { id } of list.splice(step.at, step.drop)) gone.add(id);
          // A new registration comes last, as the list is sorted by registration.
          list.push(...added);
        });
        const found = ids(await read()) ?? [];
        expect(found).toHaveLength(new Set(found).size);
        const seen = new Set(found);
        expect(rows(3_000).filter(({ id }) => !gone.has(id) && !seen.has(id))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
