import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET } from '@/app/api/invited/route';
import type { InvitedPage } from '@/lib/contract/invited';
import type { InvitationStatus } from '@/lib/contract/invitations';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import { everyone } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import {
  batches,
  customerDomains,
  customers,
  customerUsers,
  invitations,
  staffMembers,
  userSeats,
} from '@/lib/server/db/schema';
import { listInvited } from '@/lib/server/invitations/list-invited';
import { endRows } from '@/tests/support/batch-rows';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  desk.sandbox.remotepc.state.addUser({ username: 'here@north.example' });
});
beforeEach(async () => {
  await db().delete(batches);
  await db().delete(userSeats);
});
afterAll(() => desk.close());

type Row = [email: string, status: InvitationStatus, seats?: number];

/** A batch whose rows ended like this at this moment. */
async function batchOf(id: string, at: string, rows: Row[], accountId = 'rpc_sandbox') {
  await db()
    .insert(batches)
    .values({
      ...{ id, accountId, name: id === 'bat_noname' ? null : `Batch ${id}`, requestId: 'req' },
      ...{ total: rows.length, createdById: 'stf_1', createdByEmail: 'manager@desk.example' },
    });
  await db()
    .insert(invitations)
    .values(rows.map(([email, , seats = 0], index) => ({ batchId: id, index, email, seats })));
  await endRows(
    id,
    rows.map(([, status]) => status),
  );
  await db()
    .update(invitations)
    .set({ updatedAt: new Date(at) })
    .where(eq(invitations.batchId, id));
}

async function find(query = '', as: Role = 'viewer'): Promise<InvitedPage> {
  const response = await desk.call(GET, `GET /api/invited?${query}`, { as });
  expect(response.status).toBe(200);
  return (await response.json()) as InvitedPage;
}
const emails = async (query = '') => (await find(query)).items.map(({ email }) => email);

describe('GET /api/invited', () => {
  it('lists who was invited and isn’t a user, each with their latest invitation', async () => {
    await batchOf('bat_spring', '2026-11-03T10:00:00Z', [
      ['ann@north.example', 'invited', 2],
      ['here@north.example', 'invited'],
      ['bob@north.example', 'rejected'],
      ['cleo@north.example', 'already_invited'],
    ]);
    await batchOf('bat_noname', '2026-11-05T10:00:00Z', [
      ['ann@north.example', 'already_invited', 3],
      ['dan@north.example', 'unconfirmed'],
    ]);
    expect(await find()).toEqual({
      items: [
        {
          ...{ accountId: 'rpc_sandbox', email: 'ann@north.example', status: 'already_invited' },
          ...{ seats: 3, at: '2026-11-05T10:00:00.000Z', by: 'manager@desk.example' },
          ...{ batchId: 'bat_noname', batchName: null },
        },
        {
          ...{ accountId: 'rpc_sandbox', email: 'cleo@north.example', status: 'already_invited' },
          ...{ seats: 0, at: '2026-11-03T10:00:00.000Z', by: 'manager@desk.example' },
          ...{ batchId: 'bat_spring', batchName: 'Batch bat_spring' },
        },
      ],
      ...{ total: 2, page: 1, pageSize: 50 },
    });
  });

  it('finds any part of an address, however it is written, and takes no sign for a wildcard', async () => {
    await batchOf('bat_1', '2026-11-03T10:00:00Z', [
      ['ann_b@north.example', 'invited'],
      ['annxb@xn--bcher-kva.example', 'invited'],
    ]);
    expect(await emails('search=NORTH')).toEqual(['ann_b@north.example']);
    expect(await emails('search=n_b')).toEqual(['ann_b@north.example']);
    expect(await emails(`search=${encodeURIComponent('Bücher')}`)).toEqual([
      'annxb@xn--bcher-kva.example',
    ]);
    expect(await emails('search=nobody')).toEqual([]);
  });

  it('shows one page, and how many there are', async () => {
    const rows = Array.from({ length: 5 }, (_, n): Row => [`p${n}@north.example`, 'invited']);
    await batchOf('bat_1', '2026-11-03T10:00:00Z', rows);
    expect(await find('page=2&pageSize=2')).toMatchObject({
      items: [{ email: 'p2@north.example' }, { email: 'p3@north.example' }],
      ...{ total: 5, page: 2, pageSize: 2 },
    });
    expect(await find('page=9&pageSize=2')).toMatchObject({ items: [], total: 5 });
  });

  it('keeps the order of the list for those of one moment', async () => {
    await batchOf('bat_spring', '2026-11-03T10:00:00Z', [
      ['p9@north.example', 'invited'],
      ['p10@north.example', 'invited'],
      ['p1@north.example', 'invited'],
    ]);
    expect(await emails()).toEqual(['p9@north.example', 'p10@north.example', 'p1@north.example']);
  });

  it('leaves out who came and was removed again, until they are invited again', async () => {
    await batchOf('bat_1', '2026-11-03T10:00:00Z', [['left@north.example', 'invited']]);
    const seen = { accountId: 'rpc_sandbox', username: 'left@north.example' };
    await db()
      .insert(userSeats)
      .values([
        { ...seen, day: '2026-11-04', seats: 1, seatsUsed: 0, isLatest: false },
        { ...seen, day: '2026-11-06', seats: null, seatsUsed: null, isLatest: true },
      ]);
    expect(await emails()).toEqual([]);
    await batchOf('bat_2', '2026-11-07T10:00:00Z', [['left@north.example', 'invited']]);
    expect(await emails()).toEqual(['left@north.example']);
  });

  it('shows nothing of another account', async () => {
    await batchOf('bat_1', '2026-11-03T10:00:00Z', [['ann@north.example', 'invited']], 'rpc_other');
    expect(await emails()).toEqual([]);
    expect(await emails('account=all')).toEqual([]);
  });

  describe('of a customer', () => {
    beforeEach(async () => {
      const named = (id: string) => ({ id, name: id, nameKey: id, tags: [] });
      const vip = { of: 'users', kind: 'name', value: 'vip.*' } as const;
      await db()
        .insert(customers)
        .values([named('cus_acme'), { ...named('cus_birch'), rules: [vip] }]);
      await db().insert(customerDomains).values({ domain: 'acme.example', customerId: 'cus_acme' });
      const byHand = { accountId: 'rpc_sandbox', assignedBy: 'stf_1', customerId: 'cus_birch' };
      await db()
        .insert(customerUsers)
        .values({ ...byHand, itemId: 'hand@acme.example' });
      await batchOf('bat_1', '2026-11-03T10:00:00Z', [
        ['ann@acme.example', 'invited'],
        ['eve@elsewhere.example', 'invited'],
        ['hand@acme.example', 'invited'],
        ['vip.bo@acme.example', 'invited'],
      ]);
    });
    afterEach(() => db().delete(customers));

    it('are those whom a hand, a rule or the domain makes theirs', async () => {
      expect(await emails('customer=cus_acme')).toEqual(['ann@acme.example']);
      expect(await emails('customer=cus_birch')).toEqual([
        'hand@acme.example',
        'vip.bo@acme.example',
      ]);
      expect(await emails('customer=cus_birch&search=hand')).toEqual(['hand@acme.example']);
      expect(await emails('customer=cus_acme,none')).toEqual([
        'ann@acme.example',
        'eve@elsewhere.example',
      ]);
      expect(await find('customer=cus_birch&pageSize=1')).toMatchObject({
        items: [{ email: 'hand@acme.example' }],
        total: 2,
      });
      expect(await emails('customer=cus_gone')).toEqual([]);
    });

    it('are never of another customer, for someone confined to some', async () => {
      const viewer = { ...everyone, customerIds: ['cus_birch'] };
      const first = { search: '', page: 1, pageSize: 50 };
      const all = await listInvited(viewer, first);
      expect(all.items.map(({ email }) => email)).toEqual([
        'hand@acme.example',
        'vip.bo@acme.example',
      ]);
      expect(await listInvited(viewer, { ...first, customer: ['cus_acme'] })).toMatchObject({
        items: [],
        total: 0,
      });
    });

    it('are closed to them over HTTP: batches are of whole accounts', async () => {
      await desk.staff('manager');
      const isManager = eq(staffMembers.role, 'manager');
      const confine = (customerIds: string[] | null) =>
        db().update(staffMembers).set({ customerIds }).where(isManager);
      await confine(['cus_birch']);
      const path = 'GET /api/invited?customer=cus_birch';
      expect((await desk.call(GET, path, { as: 'manager' })).status).toBe(404);
      await confine(null);
      expect((await desk.call(GET, path, { as: 'manager' })).status).toBe(200);
    });
  });

  it('requires the permission to see invitations, and a valid page', async () => {
    const refused = await desk.call(GET, 'GET /api/invited', { as: 'auditor' });
    expect(refused.status).toBe(403);
    const invalid = await desk.call(GET, 'GET /api/invited?pageSize=501', { as: 'viewer' });
    expect(((await invalid.json()) as Problem).errors).toEqual([
      expect.objectContaining({ path: 'pageSize' }),
    ]);
  });
});
