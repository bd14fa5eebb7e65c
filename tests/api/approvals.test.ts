import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Approval } from '@/lib/contract/approvals';
import {
  codeOf,
  PASSWORD,
  STAFF_PASSWORD,
  startPolicyDesk,
  username,
  type PolicyDesk,
} from '@/tests/support/policy-desk';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(async () => {
  await desk.begin();
  await desk.setPolicy({ approval: 'second_person', approvalMinutes: 20 });
});
afterAll(() => desk.close());

async function asked(): Promise<Approval> {
  const response = await desk.ask({ reason: 'Printer broken', ticket: 'INC-7' });
  expect(response.status).toBe(201);
  return (await response.json()) as Approval;
}

describe('a second person’s approval', () => {
  it('is requested, listed, granted, and used up by one sign-in', async () => {
    const request = await asked();
    expect(request).toMatchObject({
      username,
      reason: 'Printer broken',
      ticket: 'INC-7',
      state: 'pending',
      askedBy: { email: 'technician@desk.example' },
      isMine: true,
      mayDecide: false,
    });
    expect(await codeOf(await desk.signIn())).toEqual([403, 'approval_required']);
    expect(await desk.approvals('manager')).toMatchObject([{ id: request.id, mayDecide: true }]);
    const decided = await desk.decide(request.id, { approve: true, note: 'Go on' });
    expect(await decided.json()).toMatchObject({
      state: 'approved',
      note: 'Go on',
      decidedBy: { email: 'manager@desk.example' },
    });
    expect((await desk.signIn()).status).toBe(303);
    await desk.forgetClicks();
    expect(await codeOf(await desk.signIn())).toEqual([403, 'approval_required']);
    expect(desk.calls()).toEqual(['signin']);
    expect(await desk.approvals()).toMatchObject([{ state: 'used' }]);
    expect(await desk.said()).toEqual([
      'account.policy_changed success',
      'approval.asked success',
      'auto_login.denied denied',
      'approval.given success',
      'auto_login.requested unknown',
      'auto_login.opened success',
      'auto_login.denied denied',
    ]);
  });

  it('can’t be granted by the requester or by a technician', async () => {
    const response = await desk.ask({}, 'manager');
    const { id } = (await response.json()) as Approval;
    expect(await codeOf(await desk.decide(id, { approve: true }, 'manager'))).toEqual([
      403,
      'forbidden',
    ]);
    expect(await codeOf(await desk.decide(id, { approve: true }, 'technician'))).toEqual([
      403,
      'forbidden',
    ]);
    expect(await codeOf(await desk.signIn({}, 'manager'))).toEqual([403, 'approval_required']);
    expect(desk.calls()).toEqual([]);
    expect(await desk.denials()).toEqual([
      'approval.own_decision_denied forbidden',
      'access.denied forbidden',
      'auto_login.denied approval_required',
    ]);
  });

  it('is valid for no other person and no other customer', async () => {
    await desk.decide((await asked()).id);
    expect(await codeOf(await desk.signIn({}, 'administrator'))).toEqual([
      403,
      'approval_required',
    ]);
    const other = { username: 'bob@north.example', password: PASSWORD };
    expect(await codeOf(await desk.signIn(other))).toEqual([403, 'approval_required']);
    expect(desk.calls()).toEqual([]);
  });

  it('expires, both before and after it is granted', async () => {
    const request = await asked();
    await desk.decide(request.id);
    await desk.passMinutes('approvals', ['expires_at'], 21);
    expect(await codeOf(await desk.signIn())).toEqual([403, 'approval_required']);
    const again = await asked();
    expect(again.id).not.toBe(request.id);
    await desk.passMinutes('approvals', ['expires_at'], 8 * 60 + 1);
    expect(await codeOf(await desk.decide(again.id))).toEqual([409, 'conflict']);
    expect(await desk.approvals('manager', '?state=expired')).toHaveLength(2);
    expect(desk.calls()).toEqual([]);
  });

  it('is valid for the approved reason and ticket only, and names them', async () => {
    const { id } = await asked();
    await desk.decide(id);
    for (const other of [
      { reason: 'completely other purpose', ticket: 'T-99' },
      { reason: 'completely other purpose' },
      { ticket: 'T-99' },
    ] as Record<string, string>[]) {
      expect(await codeOf(await desk.signIn(other))).toEqual([403, 'approval_required']);
    }
    expect(await desk.approvals()).toMatchObject([{ id, state: 'approved' }]);
    // If left out, the approved ones are used.
    await desk.setPolicy({ approval: 'second_person', reasonRequired: true });
    expect((await desk.signIn()).status).toBe(303);
    const events = await desk.events();
    for (const action of ['approval.given', 'auto_login.requested', 'auto_login.opened']) {
      expect(events.find((event) => event.action === action)).toMatchObject({
        reason: 'Printer broken',
        ticket: 'INC-7',
      });
    }
  });

  it('granted without a reason allows none to be added, unless the policy has since required one', async () => {
    const { id } = (await (await desk.ask()).json()) as Approval;
    await desk.decide(id);
    const added = { reason: 'Made up afterwards' };
    expect(await codeOf(await desk.signIn(added))).toEqual([403, 'approval_required']);
    await desk.setPolicy({ approval: 'second_person', reasonRequired: true });
    expect((await desk.signIn(added)).status).toBe(303);
  });

  it('can be declined, and is decided only once', async () => {
    const { id } = await asked();
    const answers = await Promise.all([
      desk.decide(id, { approve: false }),
      desk.decide(id, { approve: true }, 'administrator'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await codeOf(await desk.decide('apr_none'))).toEqual([404, 'not_found']);
    expect((await desk.decide(id, { approve: 'yes' })).status).toBe(400);
  });

  it('lets no one in if it was declined', async () => {
    await desk.decide((await asked()).id, { approve: false, note: 'Not today' });
    expect(await desk.approvals()).toMatchObject([{ state: 'denied' }]);
    expect(await codeOf(await desk.signIn())).toEqual([403, 'approval_required']);
    expect(await codeOf(await desk.signIn({ password: PASSWORD }))).toEqual([
      403,
      'approval_required',
    ]);
    expect(desk.calls()).toEqual([]);
    expect(await desk.said()).not.toContain('auto_login.requested unknown');
  });

  it('requires the approver’s password if the policy requires the technician’s', async () => {
    await desk.setPolicy({ approval: 'second_person', stepUp: 'password' });
    const { id } = await asked();
    expect(await codeOf(await desk.decide(id))).toEqual([403, 'step_up_required']);
    expect(await desk.denials()).toEqual([]);
    expect(await desk.said()).toContain('approval.step_up_required unknown');
    expect(await desk.approvals()).toMatchObject([{ id, state: 'pending' }]);
    await desk.stepUp(STAFF_PASSWORD, 'manager');
    expect(await (await desk.decide(id)).json()).toMatchObject({ id, state: 'approved' });

    const other = (await (await desk.ask({}, 'administrator')).json()) as Approval;
    const declined = await desk.decide(other.id, { approve: false });
    expect(declined.status).toBe(200);
  });

  it('is used once by two simultaneous clicks', async () => {
    await desk.decide((await asked()).id);
    desk.sandbox.remotepc.faults.set('signin', { delayMs: 50 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => desk.signIn()));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(desk.calls()).toEqual(['signin']);
  });

  it('is returned if the sign-in didn’t happen', async () => {
    await desk.decide((await asked()).id);
    expect((await desk.signIn({ password: 'wrong' })).status).toBe(422);
    expect((await desk.signIn()).status).toBe(303);
  });

  it('is requested with the reason and ticket that the policy requires, once at a time, and only if needed', async () => {
    expect((await asked()).id).toBe((await asked()).id);
    await desk.setPolicy({ approval: 'second_person', reasonRequired: true });
    expect(await codeOf(await desk.ask())).toEqual([422, 'reason_required']);
    await desk.setPolicy({ approval: 'second_person', blockedCustomers: [username] });
    expect(await codeOf(await desk.ask())).toEqual([403, 'customer_blocked']);
    await desk.setPolicy({});
    expect(await codeOf(await desk.ask())).toEqual([409, 'conflict']);
    expect(await desk.denials()).toEqual([
      'approval.refused reason_required',
      'approval.refused customer_blocked',
    ]);
  });

  it('is visible to the requester and to those who may decide', async () => {
    await desk.ask({}, 'manager');
    await asked();
    expect(await desk.approvals('technician')).toHaveLength(1);
    expect(await desk.approvals('administrator', '?state=pending')).toHaveLength(2);
    expect(await desk.approvals('administrator', '?state=used')).toEqual([]);
  });
});
