import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GET } from '@/app/api/activity/route';
import type { ActivityPage } from '@/lib/contract/audit';
import { db } from '@/lib/server/db/client';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

const EVENTS = 5_000;

// Every 500th is about ada, and failed; the first one is by somebody who has left.
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  await db().execute(sql`
    insert into audit_events (id, account_id, actor_id, actor_email, action, target, outcome,
      request_id, ip)
    select 'evt_' || n, 'rpc_sandbox', case n when 1 then 'stf_left' else 'stf_here' end,
      case n when 1 then 'left@desk.example' else 'here@desk.example' end, 'password.stored',
      case n % 500 when 0 then 'ada' when 1 then 'eve' else 'bob' end || n || '@corner.example',
      case n % 500 when 0 then 'failure' else 'success' end, 'req-' || n, '203.0.113.7'
    from generate_series(1, ${EVENTS}::int) as n`);
}, 60_000);
afterAll(() => desk.close());

/** The numbers of the events, over all pages, and how many pages there were. */
async function numbers(query: string): Promise<{ found: number[]; pages: number }> {
  const found: number[] = [];
  let cursor: string | null = '';
  let pages = 0;
  for (; cursor !== null; pages += 1) {
    const from = cursor && `&cursor=${cursor}`;
    const path = `GET /api/activity?action=password.stored&${query}${from}`;
    const response = await desk.call(GET, path, { as: 'auditor' });
    expect(response.status).toBe(200);
    const page = (await response.json()) as ActivityPage;
    found.push(...page.items.map(({ id }) => Number(id.slice('evt_'.length))));
    cursor = page.nextCursor;
  }
  return { found, pages };
}

const ada = [5000, 4500, 4000, 3500, 3000, 2500, 2000, 1500, 1000, 500];

test.each([
  ['a word', 'q=ada'],
  ['a result', 'outcome=failure'],
  ['a word and a result', 'q=corner&outcome=failure'],
  ['a rare and a common word', 'q=here+ada'],
])('%s finds the events of the whole log, newest first', async (_, query) => {
  expect(await numbers(`${query}&limit=50`)).toEqual({ found: ada, pages: 1 });
  expect(await numbers(`${query}&limit=3&fold=1`)).toEqual({ found: ada, pages: 4 });
});

test.each([
  ['part of the address', 'actor=LEFT%40'],
  ['the whole id', 'actor=stf_left'],
  ['a word', 'q=left'],
])('a person of the oldest event is found by %s', async (_, query) => {
  expect(await numbers(`${query}&fold=1`)).toEqual({ found: [1], pages: 1 });
});

test('an actor who did nothing is on no row', async () => {
  expect(await numbers('actor=nobody')).toEqual({ found: [], pages: 1 });
});

test('a word of every event leads through the whole log, each event once', async () => {
  const { found, pages } = await numbers('q=corner&limit=500');
  expect(found).toEqual(Array.from({ length: EVENTS }, (_, index) => EVENTS - index));
  expect(pages).toBe(10);
});

test.each([
  ['target=da5000%40CORNER', [5000]],
  ['target=DA', ada],
  ['target=ada', ada],
  ['target=a500', [5000, 500]],
  ['target=bob500%40', []],
  ['target=%25', []],
  ['target=ada&outcome=failure', ada],
])('%s finds every target that contains it, in the whole log', async (query, found) => {
  expect((await numbers(`${query}&limit=50&fold=1`)).found).toEqual(found);
});
