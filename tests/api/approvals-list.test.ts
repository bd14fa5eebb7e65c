import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { GET as LIST } from '@/app/api/approvals/route';
import { GET as OVERVIEW } from '@/app/api/overview/route';
import { approvalStates, type ApprovalsPage } from '@/lib/contract/approvals';
import type { Overview } from '@/lib/contract/overview';
import type { Role } from '@/lib/contract/staff';
import { db } from '@/lib/server/db/client';
import { startPolicyDesk, username, type PolicyDesk } from '@/tests/support/policy-desk';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(async () => {
  await desk.begin();
  await desk.setPolicy({ approval: 'second_person' });
});
afterAll(() => desk.close());

it('shows managers only their own requests if they ask for those, and no more than requested', async () => {
  await desk.ask();
  await desk.ask({}, 'manager');
  await desk.ask({ username: 'bob@north.example' }, 'manager');
  expect(await desk.approvals('manager')).toHaveLength(3);
  const own = await desk.approvals('manager', '?mine=1');
  expect(own.map((approval) => [approval.username, approval.isMine])).toEqual([
    ['bob@north.example', true],
    [username, true],
  ]);
  expect(await desk.approvals('manager', '?mine=1&limit=1')).toHaveLength(1);
});

it('keeps a pending request visible behind 600 newer ones, on the page, in the badge and on the overview', async () => {
  await desk.ask();
  const { id } = await desk.staff('administrator');
  await db().execute(sql`
    insert into approvals (id, account_id, username, asked_by_id, asked_by_email, asked_at,
      decided_at, is_approved, expires_at)
    select 'apr_' || n, 'rpc_sandbox', 'bob@north.example', ${id}, 'a@desk.example',
      now() + make_interval(secs => n), now(), false, now() from generate_series(1, 600) n`);
  const list = async (query: string, as: Role = 'manager') =>
    (await (await desk.call(LIST, `GET /api/approvals${query}`, { as })).json()) as ApprovalsPage;
  expect((await list('?state=pending')).items).toMatchObject([{ username, mayDecide: true }]);
  // The badge requests one row, and counts all.
  expect(await list('?state=pending&limit=1')).toMatchObject({ total: 1, toDecide: 1 });
  const overview = await desk.call(OVERVIEW, 'GET /api/overview', { as: 'manager' });
  expect(((await overview.json()) as Overview).approvals).toMatchObject({ waiting: 1 });
  // No one decides their own, and the sign-in form finds it among any others.
  expect(await list('?state=pending', 'technician')).toMatchObject({ total: 1, toDecide: 0 });
  const own = await list(`?mine=1&username=${username}&limit=1`, 'technician');
  expect(own.items).toMatchObject([{ username, state: 'pending' }]);

  const pages = [
    await list('?state=settled&limit=400'),
    await list('?state=settled&limit=400&page=2'),
  ];
  expect(pages.map(({ items, total }) => [items.length, total])).toEqual([
    [400, 600],
    [200, 600],
  ]);
  expect(pages[0]?.items[0]?.id).toBe('apr_600');
  expect(pages[1]?.items.at(-1)?.id).toBe('apr_1');
});

it.each([
  ['pending', { decided_at: null, is_approved: null, used_at: null }, 60],
  ['expired', { decided_at: null, is_approved: null, used_at: null }, -60],
  ['approved', { decided_at: 'now', is_approved: true, used_at: null }, 60],
  ['expired', { decided_at: 'now', is_approved: true, used_at: null }, -60],
  ['used', { decided_at: 'now', is_approved: true, used_at: 'now' }, -60],
  ['denied', { decided_at: 'now', is_approved: false, used_at: null }, -60],
  ['denied', { decided_at: 'now', is_approved: false, used_at: null }, 60],
])('finds as %s what it shows as such: %j', async (state, row, seconds) => {
  await desk.ask();
  await db().execute(sql`
    update approvals set decided_at = ${row.decided_at}, is_approved = ${row.is_approved},
      used_at = ${row.used_at}, expires_at = now() + make_interval(secs => ${seconds})`);
  for (const asked of approvalStates) {
    const found = await desk.approvals('manager', `?state=${asked}`);
    expect(found.map((approval) => approval.state)).toEqual(asked === state ? [state] : []);
  }
  const settled = await desk.approvals('manager', '?state=settled');
  expect(settled).toHaveLength(state === 'pending' ? 0 : 1);
});

it('never shows technicians other people’s requests', async () => {
  await desk.ask({}, 'manager');
  expect(await desk.approvals('technician')).toEqual([]);
  expect(await desk.approvals('technician', '?limit=500')).toEqual([]);
});
