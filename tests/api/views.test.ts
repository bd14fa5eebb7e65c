import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DELETE, PATCH } from '@/app/api/views/[id]/route';
import { GET, POST } from '@/app/api/views/route';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import type { SavedView, SavedViews } from '@/lib/contract/views';
import { db } from '@/lib/server/db/client';
import { auditEvents, savedViews, staffMembers } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
beforeEach(async () => {
  await db().delete(savedViews);
});
afterAll(() => desk.close());

const add = (json: unknown, as: Role = 'manager') =>
  desk.call(POST, 'POST /api/views', { as, json });

async function saved(json: unknown, as: Role = 'manager'): Promise<string> {
  const response = await add(json, as);
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

async function list(as: Role): Promise<SavedViews> {
  const response = await desk.call(GET, 'GET /api/views', { as });
  expect(response.status).toBe(200);
  return (await response.json()) as SavedViews;
}

const namesFor = async (as: Role) => (await list(as)).items.map(({ name }) => name);

const change = (id: string, json: unknown, as: Role = 'manager') =>
  desk.call(PATCH, 'PATCH /api/views/[id]', { as, json, params: { id } });
const remove = (id: string, as: Role = 'manager') =>
  desk.call(DELETE, 'DELETE /api/views/[id]', { as, params: { id } });

async function fault(response: Response): Promise<[number, string, string | undefined]> {
  const { code, errors } = (await response.json()) as Problem;
  return [response.status, code, errors?.[0]?.path];
}

const over = { page: 'users', name: 'Over limit', query: 'seats=over&sort=-unused' };

describe('saved views', () => {
  it('keep the filters of a page in one form, and are only their owner’s at first', async () => {
    const id = await saved({
      ...over,
      query: '?sort=-unused&seats=over&page=3&pageSize=100&search=',
      columns: ['unused', 'seats'],
    });
    expect(await list('manager')).toEqual({
      items: [
        {
          ...{ id, page: 'users', name: 'Over limit', query: 'seats=over&sort=-unused' },
          ...{ columns: ['unused', 'seats'], scope: 'me', role: null, mayChange: true },
          owner: { id: (await desk.staff('manager')).id, name: expect.any(String) as string },
        } satisfies SavedView,
      ],
      mayShare: true,
    });
    expect(await list('administrator')).toEqual({ items: [], mayShare: true });
    expect((await list('technician')).mayShare).toBe(false);
  });

  it('take the filters as an object too, and leave out the order a page has anyway', async () => {
    await saved({ ...over, query: { status: 'active', sort: 'username' } });
    expect((await list('manager')).items[0]?.query).toBe('status=active');
  });

  it.each([
    ['users', 'status=asleep'],
    ['users', 'state=active'],
    ['users', 'seats=over&seats=full'],
    ['users', 'createdFrom=2026-02-30'],
    ['users', 'account=nobody%20knows'],
    ['devices', 'offlineDays=many'],
    ['customers', 'sort=devices&account=rpc_sandbox'],
    ['invitations', 'status=active'],
    ['activity', 'when=someday'],
    ['activity', 'cursor=1'],
  ])('of %s refuse %s', async (page, query) => {
    expect(await fault(await add({ ...over, page, query }))).toEqual([
      ...[400, 'invalid_request', 'query'],
    ]);
  });

  it.each([
    ['devices', 'state=inactive&offlineDays=7&sort=-lastSeenAt'],
    ['customers', 'search=north&sort=-seats&tag=vip'],
    ['invitations', 'search=fest&status=paused'],
    ['activity', 'action=auto_login.&when=last-month'],
    ['users', 'tag=vip&password=none,refused&createdFrom=2026-01-01'],
  ])('of %s keep %s', async (page, query) => {
    await saved({ ...over, page, query });
    const [view] = (await list('manager')).items;
    expect(Object.fromEntries(new URLSearchParams(view?.query))).toEqual(
      Object.fromEntries(new URLSearchParams(query)),
    );
  });

  it('of an account that isn’t there are refused', async () => {
    const response = await add({ ...over, query: 'account=rpc_unknown' });
    expect((await fault(response))[1]).toBe('account_not_found');
  });

  it('are shared with a role or everyone by those who may, on pages that the others may open', async () => {
    await saved({ ...over, name: 'For technicians', scope: 'role', role: 'technician' });
    await saved({ ...over, name: 'For everyone', scope: 'everyone' });
    expect(await namesFor('technician')).toEqual(['For everyone', 'For technicians']);
    expect(await namesFor('viewer')).toEqual(['For everyone']);
    expect(await namesFor('auditor')).toEqual([]);
    expect(await fault(await add({ ...over, scope: 'everyone' }, 'technician'))).toEqual([
      ...[403, 'forbidden', undefined],
    ]);
    const own = await saved(over, 'technician');
    expect((await change(own, { scope: 'everyone' }, 'technician')).status).toBe(403);
    expect((await fault(await add({ ...over, scope: 'role' })))[2]).toBe('role');
    expect((await add({ ...over, page: 'users' }, 'auditor')).status).toBe(403);
  });

  it('are changed and deleted by their owner, and shared ones by an administrator', async () => {
    const own = await saved(over);
    const shared = await saved({ ...over, name: 'Shared', scope: 'everyone' });
    expect((await change(own, { name: 'Theirs' }, 'administrator')).status).toBe(404);
    expect((await change(shared, { name: 'Ours' }, 'technician')).status).toBe(404);
    expect((await remove(shared, 'technician')).status).toBe(404);
    expect(
      (await change(shared, { name: 'Ours', query: 'seats=full' }, 'administrator')).status,
    ).toBe(204);
    expect((await list('viewer')).items).toMatchObject([
      { name: 'Ours', query: 'seats=full', mayChange: false },
    ]);
    expect((await change(own, { query: 'status=asleep' })).status).toBe(400);
    expect((await remove(shared, 'administrator')).status).toBe(204);
    expect((await remove(own)).status).toBe(204);
    expect((await remove(own)).status).toBe(404);
    expect(await namesFor('manager')).toEqual([]);
  });

  it('have names of their own, whatever the case', async () => {
    const id = await saved(over);
    expect(await fault(await add({ ...over, name: 'over LIMIT' }))).toEqual([
      ...[409, 'conflict', undefined],
    ]);
    expect((await add({ ...over, page: 'devices', query: '' })).status).toBe(201);
    expect((await add(over, 'administrator')).status).toBe(201);
    const other = await saved({ ...over, name: 'Full' });
    expect((await change(other, { name: 'Over limit' })).status).toBe(409);
    expect((await change(id, { name: 'OVER limit' })).status).toBe(204);
  });

  it('of an account outside someone’s scope don’t exist for them', async () => {
    await saved({
      ...over,
      name: 'Of the sandbox',
      query: 'account=rpc_sandbox',
      scope: 'everyone',
    });
    await saved({ ...over, name: 'Of all', query: 'account=all', scope: 'everyone' });
    const { id } = await desk.staff('viewer');
    const confine = (accountIds: string[] | null) =>
      db().update(staffMembers).set({ accountIds }).where(eq(staffMembers.id, id));
    expect(await namesFor('viewer')).toEqual(['Of all', 'Of the sandbox']);
    await confine(['rit_sandbox']);
    expect(await namesFor('viewer')).toEqual(['Of all']);
    await confine(null);
  });

  it('are recorded: saved, changed with before and after, deleted', async () => {
    const id = await saved(over);
    await change(id, { name: 'Over', query: 'seats=over' });
    await remove(id);
    const events = await db().select().from(auditEvents);
    const recorded = events
      .filter(({ details }) => (details as { id?: string }).id === id)
      .map(({ action, target, outcome }) => [action, target, outcome]);
    expect(recorded).toEqual([
      ['view.saved', 'Over limit', 'success'],
      ['view.changed', 'Over', 'success'],
      ['view.deleted', 'Over', 'success'],
    ]);
  });
});
