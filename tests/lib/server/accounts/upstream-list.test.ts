import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  UpstreamList,
  loadUpstreamList,
  saveUpstreamList,
} from '@/lib/server/accounts/upstream-list';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

type Fetch = { resolve: (items: string[]) => void; reject: (error: Error) => void };

/** A list whose fetches the test completes. */
function makeList(accountId: string, freshMs = 60_000, heard: string[] = []) {
  const fetches: Fetch[] = [];
  const list = new UpstreamList<string>({
    accountId,
    kind: 'users',
    freshMs: () => freshMs,
    fetch: () =>
      new Promise((resolve, reject) => {
        fetches.push({ resolve, reject });
      }),
    onFetched: async (items) => {
      heard.push(...items);
      return Promise.resolve();
    },
  });
  return { list, fetches };
}

/** Waits until the clock shows another millisecond. */
async function aMomentLater(): Promise<void> {
  const now = Date.now();
  await expect.poll(() => Date.now(), { interval: 1 }).toBeGreaterThan(now);
}

/** The list is read from the database before it is fetched. */
async function nth(fetches: Fetch[], count: number): Promise<Fetch> {
  await expect.poll(() => fetches.length).toBe(count);
  const fetch = fetches[count - 1];
  if (!fetch) throw new Error('There was no such fetch.');
  return fetch;
}

describe('UpstreamList', () => {
  it('serves all waiting callers with one fetch, and stays fresh for a while', async () => {
    const { list, fetches } = makeList('a1');
    const readers = [list.read(), list.read({ refresh: true }), list.read()];
    (await nth(fetches, 1)).resolve(['x']);
    for (const view of await Promise.all(readers)) {
      expect(view).toMatchObject({ items: ['x'], isStale: false });
    }
    await list.read();
    expect(fetches).toHaveLength(1);
    await list.saved();
  });

  it('throws the upstream’s error if nothing is known, and tries again for the next reader', async () => {
    const { list, fetches } = makeList('a2');
    const first = list.read();
    (await nth(fetches, 1)).reject(new Error('down'));
    await expect(first).rejects.toThrow('down');
    const second = list.read();
    (await nth(fetches, 2)).resolve(['y']);
    expect((await second).items).toEqual(['y']);
    await list.saved();
  });

  it('returns the old list as stale at once if the reader doesn’t wait, and the new one later', async () => {
    const { list, fetches } = makeList('a3');
    const first = list.read();
    (await nth(fetches, 1)).resolve(['old']);
    await first;
    list.invalidate();
    expect(await list.read({ waitMs: 0 })).toMatchObject({ items: ['old'], isStale: true });
    const waiting = list.read({ waitMs: 5_000 });
    (await nth(fetches, 2)).resolve(['new']);
    expect(await waiting).toMatchObject({ items: ['new'], isStale: false });
    await list.saved();
  });

  it('doesn’t treat a list requested before a write as fresh', async () => {
    const { list, fetches } = makeList('a4');
    const early = list.read();
    const before = await nth(fetches, 1);
    list.invalidate();
    const late = list.read();
    const after = await nth(fetches, 2);
    after.resolve(['with the new user']);
    expect((await late).items).toEqual(['with the new user']);
    before.resolve(['without']);
    await early;
    expect(await list.read()).toMatchObject({ items: ['with the new user'], isStale: false });
    await list.saved();
  });

  it('is known to the next process, stale until it is fetched again', async () => {
    const { list, fetches } = makeList('a5');
    const first = list.read();
    (await nth(fetches, 1)).resolve(['kept']);
    const { fetchedAt } = await first;
    await list.saved();
    const next = makeList('a5');
    const reading = next.list.read({ waitMs: 5_000 });
    (await nth(next.fetches, 1)).reject(new Error('down'));
    expect(await reading).toEqual({ items: ['kept'], fetchedAt, isStale: true });
    expect(await next.list.read()).toMatchObject({ isStale: true });
    expect(next.fetches).toHaveLength(1);
  });

  it('keeps the list requested last, not the one received last', async () => {
    const { list, fetches } = makeList('a6');
    const early = list.read();
    const before = await nth(fetches, 1);
    await aMomentLater();
    list.invalidate();
    const late = list.read();
    (await nth(fetches, 2)).resolve(['new']);
    await late;
    before.resolve(['old']);
    await early;
    await list.saved();
    expect((await makeList('a6').list.peek())?.items).toEqual(['new']);
  });

  it('isn’t replaced in the database by another process’s older one, nor announced', async () => {
    const heard: string[] = [];
    const [slow, quick] = [makeList('a7', 60_000, heard), makeList('a7', 60_000, heard)];
    const early = slow.list.refresh();
    await aMomentLater();
    const late = quick.list.refresh();
    (await nth(quick.fetches, 1)).resolve(['new']);
    await late;
    await quick.list.saved();
    (await nth(slow.fetches, 1)).resolve(['old']);
    await early;
    await slow.list.saved();
    expect((await makeList('a7').list.peek())?.items).toEqual(['new']);
    expect(heard).toEqual(['new']);
  });

  it('is replaced if the one in the database is from a wrong clock', async () => {
    const { list, fetches } = makeList('a8');
    await saveUpstreamList({
      accountId: 'a8',
      kind: 'users',
      items: ['from the future'],
      gaps: [],
      askedAt: new Date(Date.now() + 3_600_000),
      fetchedAt: new Date(),
    });
    const reading = list.refresh();
    (await nth(fetches, 1)).resolve(['now']);
    await reading;
    await list.saved();
    expect((await makeList('a8').list.peek())?.items).toEqual(['now']);
  });

  it('keeps with it what the upstream left out', async () => {
    const gap = { deviceId: null, part: null, message: 'partial outage' };
    const list = new UpstreamList<string>({
      accountId: 'a9',
      kind: 'devices',
      freshMs: () => 60_000,
      fetch: async (onGap) => {
        onGap(gap);
        return Promise.resolve(['x']);
      },
    });
    expect(await list.read()).toMatchObject({ items: ['x'], gaps: [gap] });
    await list.saved();
    const saved = await loadUpstreamList('a9', 'devices');
    expect(saved).toMatchObject({ items: ['x'], gaps: [gap] });
  });
});
