import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as END } from '@/app/api/approvals/[id]/end/route';
import { POST as WITHDRAW } from '@/app/api/approvals/[id]/withdraw/route';
import { GET as NEWS, POST as SEE } from '@/app/api/approvals/news/route';
import { PATCH as CHANGE_ROLE } from '@/app/api/roles/[id]/route';
import { POST as ADD_ROLE } from '@/app/api/roles/route';
import { DELETE as DELETE_STAFF, PATCH as CHANGE_STAFF } from '@/app/api/staff/[id]/route';
import type { Approval, ApprovalsNews } from '@/lib/contract/approvals';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import { startSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { approvals, staffMembers } from '@/lib/server/db/schema';
import { giveBackApproval } from '@/lib/server/sign-in-as/spend-approval';
import { codeOf, startPolicyDesk, username, type PolicyDesk } from '@/tests/support/policy-desk';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(async () => {
  await desk.begin();
  await desk.setPolicy({ approval: 'second_person', approvalHours: 4 });
});
afterAll(() => desk.close());

async function asked(as: Role = 'technician'): Promise<string> {
  const response = await desk.ask({ reason: 'Printer broken' }, as);
  return ((await response.json()) as Approval).id;
}

async function granted(json: object = { approve: true, hours: 2 }): Promise<string> {
  const id = await asked();
  expect((await desk.decide(id, json)).status).toBe(200);
  return id;
}

const withdraw = (id: string, as: Role = 'technician') =>
  desk.call(WITHDRAW, `POST /api/approvals/${id}/withdraw`, { as, params: { id } });
const end = (id: string, as: Role = 'manager') =>
  desk.call(END, `POST /api/approvals/${id}/end`, { as, params: { id } });
const change = (json: object) =>
  desk.call(CHANGE_STAFF, 'PATCH /api/staff/stf_technician', {
    json,
    params: { id: 'stf_technician' },
  });

async function news(as: Role = 'technician'): Promise<ApprovalsNews> {
  return (await (await desk.call(NEWS, 'GET /api/approvals/news', { as })).json()) as ApprovalsNews;
}

async function detailOf(response: Response): Promise<string> {
  return ((await response.json()) as Problem).detail;
}

/** Someone who was signed out signs in again. */
async function signInAgain(): Promise<void> {
  const staff = await desk.staff('technician');
  staff.sessionId = await startSession(staff.id, { ip: null, userAgent: 'vitest' });
}

async function restore(): Promise<void> {
  const row = { role: 'technician' as const, isDisabled: false, accountIds: null };
  await db().update(staffMembers).set(row).where(eq(staffMembers.id, 'stf_technician'));
  await signInAgain();
}

describe('a pending request', () => {
  it('is withdrawn by its requester only, and can’t be approved any more', async () => {
    const id = await asked();
    expect(await codeOf(await withdraw(id, 'manager'))).toEqual([404, 'not_found']);
    expect(await (await withdraw(id)).json()).toMatchObject({ id, state: 'withdrawn' });
    const late = await desk.decide(id);
    expect(late.status).toBe(409);
    expect(await detailOf(late)).toBe(
      'technician@desk.example has withdrawn this request. Reload the list.',
    );
    expect(await codeOf(await withdraw(id))).toEqual([409, 'conflict']);
    expect(await codeOf(await desk.signIn())).toEqual([403, 'approval_required']);
    expect(await desk.said()).toContain('approval.withdrawn success');
    // Another one can be asked for.
    expect(await asked()).not.toBe(id);
  });

  it('is withdrawn or decided, never both, however close the two are', async () => {
    for (let round = 0; round < 12; round += 1) {
      const id = await asked();
      const answers = await Promise.all(
        round % 2 === 0 ? [withdraw(id), desk.decide(id)] : [desk.decide(id), withdraw(id)],
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const [row] = await db().select().from(approvals).where(eq(approvals.id, id));
      expect([row?.withdrawnAt, row?.decidedAt].filter(Boolean)).toHaveLength(1);
      await db().delete(approvals);
    }
  });

  it('isn’t approved for someone who may no longer sign in as users', async () => {
    const id = await asked();
    const viewer = { role: 'viewer' as const };
    await db().update(staffMembers).set(viewer).where(eq(staffMembers.id, 'stf_technician'));
    expect(await codeOf(await desk.decide(id))).toEqual([409, 'conflict']);
    await restore();
  });
});

describe('a grant for hours', () => {
  it('allows any number of sign-ins until then, and counts them', async () => {
    const id = await granted();
    for (let count = 0; count < 3; count += 1) {
      expect((await desk.signIn()).status).toBe(303);
      await desk.forgetClicks();
    }
    expect(await desk.approvals('manager', '?state=approved')).toMatchObject([
      { id, hours: 2, uses: 3, mayEnd: true },
    ]);
    await desk.passMinutes('approvals', ['expires_at'], 121);
    expect(await codeOf(await desk.signIn())).toEqual([403, 'approval_required']);
    expect(await desk.approvals('manager', '?state=past')).toMatchObject([{ id, state: 'used' }]);
  });

  it('is given for no more than the policy’s hours, and without them for one sign-in', async () => {
    const id = await asked();
    const refused = await desk.decide(id, { approve: true, hours: 5 });
    expect([refused.status, ((await refused.json()) as Problem).errors]).toEqual([
      400,
      [
        {
          path: 'hours',
          code: 'above_limit',
          message: 'This account’s policy allows at most 4 hours.',
        },
      ],
    ]);
    await desk.setPolicy({ approval: 'second_person' });
    expect(await detailOf(await desk.decide(id, { approve: true, hours: 1 }))).toBe(
      'This account’s policy allows approvals for one sign-in only.',
    );
    expect(await (await desk.decide(id)).json()).toMatchObject({ hours: null, uses: 0 });
    expect((await desk.signIn()).status).toBe(303);
    await desk.forgetClicks();
    expect(await codeOf(await desk.signIn())).toEqual([403, 'approval_required']);
  });

  it('ends at once when an approver ends it', async () => {
    const id = await granted();
    expect(await codeOf(await end(id, 'technician'))).toEqual([403, 'forbidden']);
    expect(await (await end(id)).json()).toMatchObject({
      state: 'ended',
      ended: { by: { email: 'manager@desk.example' }, because: null },
    });
    expect(await codeOf(await desk.signIn())).toEqual([403, 'approval_required']);
    expect(await codeOf(await end(id))).toEqual([409, 'conflict']);
    expect(await desk.said()).toContain('approval.ended success');
    expect(desk.calls()).toEqual([]);
  });

  it.each([
    ['disabled', { isDisabled: true }],
    ['role', { role: 'manager' }],
    ['scope', { accountIds: ['rpc_sandbox'] }],
  ])(
    'ends at once with the person’s change (%s), and doesn’t come back with them',
    async (because, json) => {
      const id = await granted();
      expect((await change(json)).status).toBe(204);
      await restore();
      expect(await codeOf(await desk.signIn())).toEqual([403, 'approval_required']);
      expect(await desk.approvals('manager')).toMatchObject([
        { id, state: 'ended', ended: { because } },
      ]);
    },
  );

  it('ends at once with another content of their role', async () => {
    const json = { name: 'Night shift', permissions: ['users.auto_login'] };
    const { id: role } = (await (
      await desk.call(ADD_ROLE, 'POST /api/roles', { json })
    ).json()) as {
      id: 'rol_x';
    };
    await db().update(staffMembers).set({ role }).where(eq(staffMembers.id, 'stf_technician'));
    const id = await granted();
    const wider = { permissions: ['users.auto_login', 'devices.read'] };
    const params = { id: role };
    await desk.call(CHANGE_ROLE, `PATCH /api/roles/${role}`, { json: wider, params });
    await restore();
    expect(await desk.approvals('manager')).toMatchObject([
      { id, state: 'ended', ended: { because: 'role' } },
    ]);
  });

  it('ends at once when its person is removed', async () => {
    const id = await granted();
    const params = { id: 'stf_technician' };
    const gone = await desk.call(DELETE_STAFF, 'DELETE /api/staff/stf_technician', { params });
    expect(gone.status).toBe(204);
    expect(await desk.approvals('manager')).toMatchObject([{ id, state: 'ended' }]);
    await db()
      .insert(staffMembers)
      .values({
        ...{ id: 'stf_technician', email: 'technician@desk.example', name: 'The technician' },
        role: 'technician',
      });
    await signInAgain();
    expect(await codeOf(await desk.signIn())).toEqual([403, 'approval_required']);
  });

  it.each([
    ['fewer hours', { approvalHours: 1 }],
    ['only single sign-ins', { approvalHours: 0 }],
    ['the customer blocked', { approvalHours: 4, blockedCustomers: ['south.example'] }],
  ])('ends at once with a policy that allows %s', async (_, policy) => {
    await granted();
    await desk.setPolicy({ approval: 'second_person', ...policy });
    expect(await desk.approvals('manager')).toMatchObject([
      { state: 'ended', ended: { because: 'policy' } },
    ]);
    expect((await desk.signIn()).status).toBe(403);
    await desk.setPolicy({ approval: 'second_person', approvalHours: 4 });
    expect(await codeOf(await desk.signIn())).toEqual([403, 'approval_required']);
  });
});

describe('an approval for one sign-in', () => {
  it('is shortened by a policy with fewer minutes', async () => {
    await desk.setPolicy({ approval: 'second_person', approvalMinutes: 60 });
    await granted({ approve: true });
    await desk.setPolicy({ approval: 'second_person', approvalMinutes: 10 });
    await desk.passMinutes('approvals', ['expires_at'], 11);
    expect(await codeOf(await desk.signIn())).toEqual([403, 'approval_required']);
  });

  it('that was given back twice is given back once, and not what was used since', async () => {
    const id = await granted({ approve: true });
    await db().update(approvals).set({ uses: 1, usedAt: new Date(), usedFor: 'att_1' });
    await giveBackApproval(id, 'att_1');
    await giveBackApproval(id, 'att_1');
    expect((await desk.signIn()).status).toBe(303);
    await giveBackApproval(id, 'att_1');
    await desk.forgetClicks();
    expect(await codeOf(await desk.signIn())).toEqual([403, 'approval_required']);
  });
});

describe('the news of one’s own requests', () => {
  const see = (seen: object[]) =>
    desk.call(SEE, 'POST /api/approvals/news', { as: 'technician', json: { seen } });

  it('has what was decided, until it was seen: for every session of the person', async () => {
    const id = await asked();
    expect(await news()).toEqual({ waiting: 1, toDecide: 0, own: 1, news: [], changes: [] });
    expect(await news('manager')).toEqual({
      waiting: 1,
      toDecide: 1,
      own: 0,
      news: [],
      changes: [],
    });
    await desk.decide(id, { approve: true, note: 'Go on' });
    expect(await news()).toMatchObject({
      own: 1,
      news: [{ id, state: 'approved', username, by: 'The manager', note: 'Go on' }],
    });
    expect((await news('manager')).news).toEqual([]);
    expect((await see([{ id, state: 'approved' }])).status).toBe(204);
    await signInAgain();
    expect((await news()).news).toEqual([]);
  });

  it('has that a seen approval ran out or was ended, too', async () => {
    const id = await granted({ approve: true });
    await see([{ id, state: 'approved' }]);
    await desk.passMinutes('approvals', ['expires_at'], 16);
    expect((await news()).news).toMatchObject([{ id, state: 'expired', by: null }]);
    await see([{ id, state: 'expired' }]);
    const other = await granted();
    await see([{ id: other, state: 'approved' }]);
    await end(other);
    expect((await news()).news).toMatchObject([{ id: other, state: 'ended' }]);
  });

  it('has a request that no one decided in time, and nothing of what was used or withdrawn', async () => {
    const id = await asked();
    await desk.passMinutes('approvals', ['expires_at'], 8 * 60 + 1);
    expect((await news()).news).toMatchObject([{ id, state: 'expired' }]);
    await see([{ id, state: 'expired' }]);
    await withdraw(await asked());
    await granted({ approve: true });
    expect((await desk.signIn()).status).toBe(303);
    expect((await news()).news).toEqual([]);
  });

  it('isn’t marked as seen by anyone else', async () => {
    const id = await granted();
    const json = { seen: [{ id, state: 'approved' }] };
    await desk.call(SEE, 'POST /api/approvals/news', { as: 'manager', json });
    expect((await news()).news).toHaveLength(1);
  });
});
