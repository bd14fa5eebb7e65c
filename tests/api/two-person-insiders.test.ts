import { randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PUT as PUT_POLICY } from '@/app/api/accounts/[id]/policy/route';
import { POST as DECIDE } from '@/app/api/approvals/[id]/decide/route';
import { GET as CHANGES } from '@/app/api/approvals/changes/route';
import { PATCH as STAFF_POLICY } from '@/app/api/staff-policy/route';
import { PATCH as CHANGE_STAFF } from '@/app/api/staff/[id]/route';
import { POST as NEW_LINK } from '@/app/api/staff/[id]/set-up-link/route';
import type { ChangesPage } from '@/lib/contract/changes';
import { startSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { pendingChanges, roles, staffMembers, staffSessions } from '@/lib/server/db/schema';
import { cookieOf } from '@/tests/support/call-route';
import { codeOf, startPolicyDesk, type PolicyDesk } from '@/tests/support/policy-desk';

type Headers = Record<string, string>;

let desk: PolicyDesk;
/** A second administrator's cookie. */
let second: Headers;

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(async () => {
  await db().delete(pendingChanges);
  await desk.begin();
  await desk.staff('viewer');
  await db().delete(staffMembers).where(eq(staffMembers.id, 'stf_second'));
  second = await addAdmin('stf_second', 'second@desk.example');
  await desk.setStaffPolicy({ twoPersonSettings: true });
});
afterAll(() => desk.close());

async function addAdmin(id: string, email: string): Promise<Headers> {
  await db()
    .insert(staffMembers)
    .values({ id, email, name: id, role: 'administrator', passwordHash: 'never verified' });
  const sessionId = await startSession(id, { ip: null, userAgent: null });
  return { cookie: await cookieOf({ sessionId }) };
}

const savePolicy = () =>
  desk.call(PUT_POLICY, 'PUT /api/accounts/rpc_sandbox/policy', {
    ...{ json: { blockedCustomers: ['south.example'] }, params: { id: 'rpc_sandbox' } },
  });
const decide = (id: string, headers: Headers, json: object = { approve: true }) =>
  desk.call(DECIDE, `POST /api/approvals/${id}/decide`, {
    ...{ as: null, headers, json, params: { id } },
  });

async function idOf(response: Response): Promise<string> {
  expect(response.status).toBe(202);
  return ((await response.json()) as { approvalId: string }).approvalId;
}

const linkFor = (id: string, headers?: Headers) =>
  desk.call(NEW_LINK, `POST /api/staff/${id}/set-up-link`, {
    params: { id },
    ...(headers && { as: null, headers }),
  });

describe('with the two-person rule, a change that an insider asks for', () => {
  it('isn’t approved by someone whom the asker could be by way of others, or with a link of their own', async () => {
    const id = await idOf(await savePolicy());
    expect((await linkFor('stf_second')).status).toBe(201);
    await db()
      .update(staffSessions)
      .set({ steppedUpAt: sql`now()` })
      .where(eq(staffSessions.staffId, 'stf_second'));
    expect((await linkFor('stf_second', second)).status).toBe(201);
    const mayDecide = async (headers: Headers) => {
      const call = { as: null, headers };
      const response = await desk.call(CHANGES, 'GET /api/approvals/changes', call);
      return ((await response.json()) as ChangesPage).pending.map((change) => change.mayDecide);
    };
    expect(await mayDecide(second)).toEqual([false]);
    expect(await codeOf(await decide(id, second))).toEqual([403, 'forbidden']);
    const third = await addAdmin('stf_third', 'third@desk.example');
    expect(await mayDecide(third)).toEqual([true]);
    expect((await linkFor('stf_third', second)).status).toBe(201);
    expect(await mayDecide(third)).toEqual([false]);
    expect(await codeOf(await decide(id, third))).toEqual([403, 'forbidden']);
    await db().delete(staffMembers).where(eq(staffMembers.id, 'stf_third'));
  });

  it('isn’t asked for if the asker could be everyone who could approve it', async () => {
    expect((await linkFor('stf_second')).status).toBe(201);
    const refused = await savePolicy();
    expect(refused.status).toBe(409);
    expect(((await refused.json()) as { detail: string }).detail).toBe(
      'Changes to settings need a second person, and no one else on the team could approve this one. Someone whose link for setting a password you created doesn’t count. Someone with access to the server can turn the rule off: npm run staff -- two-person-off',
    );
    await addAdmin('stf_third', 'third@desk.example');
    expect((await savePolicy()).status).toBe(202);
    await db().delete(staffMembers).where(eq(staffMembers.id, 'stf_third'));
  });

  it('isn’t asked for if only someone could approve it who doesn’t see whom it is about', async () => {
    await db()
      .update(staffMembers)
      .set({ accountIds: ['rpc_sandbox'] })
      .where(eq(staffMembers.id, 'stf_second'));
    const params = { id: 'stf_viewer' };
    const json = { role: 'technician' };
    const refused = await desk.call(CHANGE_STAFF, 'PATCH /api/staff/x', { params, json });
    expect(await codeOf(refused)).toEqual([409, 'conflict']);
    const policy = { sessionHours: 3 };
    const alsoRefused = await desk.call(STAFF_POLICY, 'PATCH /api/staff-policy', { json: policy });
    expect(await codeOf(alsoRefused)).toEqual([409, 'conflict']);
    expect((await savePolicy()).status).toBe(202);
  });

  it('of people and accounts outside of what someone sees isn’t shown to them, nor declined by them', async () => {
    const params = { id: 'stf_viewer' };
    const json = { accountIds: ['rpc_sandbox', 'rit_sandbox'] };
    const id = await idOf(await desk.call(CHANGE_STAFF, 'PATCH /api/staff/x', { params, json }));
    const policy = await idOf(await savePolicy());
    await db()
      .update(staffMembers)
      .set({ accountIds: ['rpc_sandbox'] })
      .where(eq(staffMembers.id, 'stf_second'));
    const response = await desk.call(CHANGES, 'GET /api/approvals/changes', {
      ...{ as: null, headers: second },
    });
    const { pending } = (await response.json()) as ChangesPage;
    expect(pending.map((change) => change.id)).toEqual([policy]);
    expect(await codeOf(await decide(id, second, { approve: false }))).toEqual([404, 'not_found']);
    expect((await decide(policy, second)).status).toBe(200);
  });
});

it('a change of someone’s role names a custom role as people know it', async () => {
  const role = `rol_${randomBytes(18).toString('base64url')}` as const;
  await db()
    .insert(roles)
    .values({ id: role, name: 'Night shift', permissions: [], createdBy: 'stf_second' });
  const params = { id: 'stf_viewer' };
  const json = { role };
  const id = await idOf(
    await desk.call(CHANGE_STAFF, 'PATCH /api/staff/stf_viewer', { params, json }),
  );
  const response = await desk.call(CHANGES, 'GET /api/approvals/changes');
  const { pending } = (await response.json()) as ChangesPage;
  expect(pending[0]?.changes).toEqual([{ field: 'role', before: 'viewer', after: 'Night shift' }]);
  expect((await decide(id, second)).status).toBe(200);
  const [viewer] = await db().select().from(staffMembers).where(eq(staffMembers.id, 'stf_viewer'));
  expect(viewer?.role).toBe(role);
});
