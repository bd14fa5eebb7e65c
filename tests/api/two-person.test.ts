import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PUT as PUT_POLICY } from '@/app/api/accounts/[id]/policy/route';
import { DELETE as DELETE_ACCOUNT, PATCH as CHANGE_ACCOUNT } from '@/app/api/accounts/[id]/route';
import { POST as ADD_ACCOUNT } from '@/app/api/accounts/route';
import { POST as WITHDRAW } from '@/app/api/approvals/[id]/withdraw/route';
import { GET as CHANGES } from '@/app/api/approvals/changes/route';
import { GET as NEWS } from '@/app/api/approvals/news/route';
import { DELETE as DELETE_ROLE, PATCH as CHANGE_ROLE } from '@/app/api/roles/[id]/route';
import { POST as ADD_ROLE } from '@/app/api/roles/route';
import { PATCH as STAFF_POLICY } from '@/app/api/staff-policy/route';
import { PATCH as CHANGE_STAFF } from '@/app/api/staff/[id]/route';
import { POST as NEW_LINK } from '@/app/api/staff/[id]/set-up-link/route';
import { POST as INVITE } from '@/app/api/staff/route';
import type { ApprovalsNews } from '@/lib/contract/approvals';
import type { ChangesPage } from '@/lib/contract/changes';
import type { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/staff';
import { hostActor } from '@/lib/server/actor';
import { startSession } from '@/lib/server/auth/sessions';
import { forgetExpiredSecrets } from '@/lib/server/changes/decide-change';
import { db } from '@/lib/server/db/client';
import {
  accounts,
  changeSecrets,
  pendingChanges,
  roles,
  staffMembers,
  staffPolicies,
} from '@/lib/server/db/schema';
import { findPolicy, findStaffPolicy } from '@/lib/server/policies/find-policies';
import { changeStaffPolicy } from '@/lib/server/staff/change-staff-policy';
import { cookieOf, type RouteCall } from '@/tests/support/call-route';
import { accessTo, storedAccount } from '@/tests/support/operation-setup';
import { codeOf, startPolicyDesk, type PolicyDesk } from '@/tests/support/policy-desk';

let desk: PolicyDesk;
/** A second administrator's cookie. */
let second: Record<string, string>;

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(async () => {
  await db().delete(pendingChanges);
  await db().delete(roles);
  await desk.begin();
  await desk.staff('viewer');
  await db().delete(staffMembers).where(eq(staffMembers.id, 'stf_second'));
  second = await addAdmin('stf_second', 'second@desk.example');
  await desk.setStaffPolicy({ twoPersonSettings: true });
});
afterAll(() => desk.close());

async function addAdmin(id: string, email: string): Promise<Record<string, string>> {
  await db()
    .insert(staffMembers)
    .values({ id, email, name: id, role: 'administrator', passwordHash: 'never verified' });
  const sessionId = await startSession(id, { ip: null, userAgent: null });
  return { cookie: await cookieOf({ sessionId }) };
}

const sandbox = { params: { id: 'rpc_sandbox' } };
const savePolicy = (json: object, call: RouteCall = {}) =>
  desk.call(PUT_POLICY, 'PUT /api/accounts/rpc_sandbox/policy', { json, ...sandbox, ...call });
const blocking = { blockedCustomers: ['south.example'] };

async function idOf(response: Response): Promise<string> {
  const body = (await response.json()) as { approvalId?: string };
  expect([response.status, Object.keys(body)]).toEqual([202, ['approvalId']]);
  return body.approvalId ?? '';
}

async function decide(id: string, headers = second, json: object = { approve: true }) {
  const { POST } = await import('@/app/api/approvals/[id]/decide/route');
  return desk.call(POST, `POST /api/approvals/${id}/decide`, {
    ...{ as: null, headers, json, params: { id } },
  });
}

async function approve(response: Response): Promise<void> {
  const decided = await decide(await idOf(response));
  expect([decided.status, await decided.json()]).toMatchObject([200, { state: 'done' }]);
}

async function changes(as: Role = 'administrator'): Promise<ChangesPage> {
  const response = await desk.call(CHANGES, 'GET /api/approvals/changes', { as });
  return (await response.json()) as ChangesPage;
}

async function detailOf(response: Response): Promise<string> {
  return ((await response.json()) as Problem).detail;
}

describe('a change of a policy, with the two-person rule', () => {
  it('waits, shows before and after, and is made when someone else approves it', async () => {
    const id = await idOf(await savePolicy(blocking));
    expect((await findPolicy('rpc_sandbox')).blockedCustomers).toEqual([]);
    const waiting = (await changes('administrator')).pending;
    expect(waiting).toMatchObject([
      {
        ...{ id, kind: 'account_policy', setting: 'policy:rpc_sandbox', state: 'pending' },
        changes: [{ field: 'blockedCustomers', before: [], after: ['south.example'] }],
        askedBy: { email: 'administrator@desk.example' },
        ...{ isMine: true, mayDecide: false },
      },
    ]);
    expect(await (await decide(id)).json()).toMatchObject({ id, state: 'done' });
    expect((await findPolicy('rpc_sandbox')).blockedCustomers).toEqual(['south.example']);
    expect((await changes()).past).toMatchObject([
      { id, state: 'done', decidedBy: { email: 'second@desk.example' } },
    ]);
    const events = (await desk.events()).filter(({ action }) => action !== 'staff.policy_changed');
    expect(events.map(({ action, actorEmail }) => [action, actorEmail])).toEqual([
      ['change.asked', 'administrator@desk.example'],
      ['account.policy_changed', 'administrator@desk.example'],
      ['change.approved', 'second@desk.example'],
    ]);
    expect(events[2]?.requestId).toBe(events[1]?.requestId);
  });

  it('is never approved by its asker, nor with an account of the same mailbox', async () => {
    const alias = await addAdmin('stf_alias', 'administrator+2@desk.example');
    const id = await idOf(await savePolicy(blocking));
    const own = await cookieOf(await desk.staff('administrator'));
    for (const headers of [{ cookie: own }, alias]) {
      expect(await codeOf(await decide(id, headers))).toEqual([403, 'forbidden']);
    }
    expect(await desk.denials()).toEqual(Array(2).fill('change.own_decision_denied forbidden'));
    expect((await findPolicy('rpc_sandbox')).blockedCustomers).toEqual([]);
    await db().delete(staffMembers).where(eq(staffMembers.id, 'stf_alias'));
  });

  it('isn’t approved by someone whose password the asker’s link may have set', async () => {
    const params = { id: 'stf_second' };
    const id = await idOf(await savePolicy(blocking));
    await desk.call(NEW_LINK, 'POST /api/staff/stf_second/set-up-link', { params });
    const refused = await decide(id);
    expect(refused.status).toBe(403);
    expect(await detailOf(refused)).toContain('created your last link');
  });

  it('isn’t approved by someone who couldn’t make it: by role or by scope', async () => {
    const id = await idOf(await savePolicy(blocking));
    const manager = { cookie: await cookieOf(await desk.staff('manager')) };
    expect(await codeOf(await decide(id, manager))).toEqual([404, 'not_found']);
    await db()
      .update(staffMembers)
      .set({ accountIds: ['rit_sandbox'] })
      .where(eq(staffMembers.id, 'stf_second'));
    expect(await codeOf(await decide(id))).toEqual([404, 'not_found']);
    expect((await findPolicy('rpc_sandbox')).blockedCustomers).toEqual([]);
  });

  it('is one at a time: the second asker hears who asked', async () => {
    await idOf(await savePolicy(blocking));
    const other = await savePolicy({ perHourLimit: 3 }, { as: null, headers: second });
    expect(other.status).toBe(409);
    expect(await detailOf(other)).toContain('administrator@desk.example has already asked');
    expect(await codeOf(await savePolicy({ perHourLimit: 4 }))).toEqual([409, 'conflict']);
    await db().delete(pendingChanges);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, count) => savePolicy({ perHourLimit: count + 1 })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      202,
      ...Array<number>(9).fill(409),
    ]);
  });

  it('is made exactly once, however many approve it at once', async () => {
    const third = await addAdmin('stf_third', 'third@desk.example');
    const id = await idOf(await savePolicy(blocking));
    const answers = await Promise.all([
      decide(id),
      decide(id, third),
      decide(id),
      decide(id, third),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    const said = await desk.said();
    expect(said.filter((text) => text === 'account.policy_changed success')).toHaveLength(1);
    expect(said.filter((text) => text === 'change.approved success')).toHaveLength(1);
    await db().delete(staffMembers).where(eq(staffMembers.id, 'stf_third'));
  });

  it('is withdrawn or approved, never both', async () => {
    for (let round = 0; round < 6; round += 1) {
      const id = await idOf(await savePolicy({ perHourLimit: round + 10 }));
      const params = { id };
      const answers = await Promise.all([
        desk.call(WITHDRAW, `POST /api/approvals/${id}/withdraw`, { params }),
        decide(id),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      const isMade = (await findPolicy('rpc_sandbox')).perHourLimit === round + 10;
      expect(isMade).toBe(answers[1].status === 200);
    }
  });

  it('is out of date once the setting has changed, and has to be asked for again', async () => {
    const id = await idOf(await savePolicy(blocking));
    await db().execute(sql`
      update account_policies set policy = jsonb_set(policy, '{perHourLimit}', '7')`);
    const late = await decide(id);
    expect(late.status).toBe(409);
    expect(await detailOf(late)).toContain('out of date');
    expect((await changes()).past).toMatchObject([{ id, state: 'outdated' }]);
    expect((await findPolicy('rpc_sandbox')).blockedCustomers).toEqual([]);
    await approve(await savePolicy(blocking));
  });

  it('expires, and can be declined', async () => {
    const id = await idOf(await savePolicy(blocking));
    await desk.passMinutes('pending_changes', ['expires_at'], 24 * 60 + 1);
    expect(await codeOf(await decide(id))).toEqual([409, 'conflict']);
    expect((await changes()).past).toMatchObject([{ id, state: 'expired' }]);
    const other = await idOf(await savePolicy(blocking));
    const declined = await decide(other, second, { approve: false, note: 'Not now' });
    expect(await declined.json()).toMatchObject({ state: 'declined', note: 'Not now' });
    expect((await findPolicy('rpc_sandbox')).blockedCustomers).toEqual([]);
  });

  it('isn’t made for an asker who may no longer make it', async () => {
    const id = await idOf(await savePolicy(blocking));
    const viewer = { role: 'viewer' as const };
    const isAsker = eq(staffMembers.id, 'stf_administrator');
    await db().update(staffMembers).set(viewer).where(isAsker);
    expect(await codeOf(await decide(id))).toEqual([409, 'conflict']);
    expect((await findPolicy('rpc_sandbox')).blockedCustomers).toEqual([]);
    await db().update(staffMembers).set({ role: 'administrator' }).where(isAsker);
  });

  it('is news for its asker, and waits for the others', async () => {
    const id = await idOf(await savePolicy(blocking));
    const newsOf = async (call: RouteCall) =>
      (await (await desk.call(NEWS, 'GET /api/approvals/news', call)).json()) as ApprovalsNews;
    expect(await newsOf({ as: null, headers: second })).toMatchObject({ toDecide: 1, changes: [] });
    expect(await newsOf({})).toMatchObject({ toDecide: 0, own: 1, changes: [] });
    await decide(id, second, { approve: false });
    expect((await newsOf({})).changes).toMatchObject([{ id, state: 'declined', by: 'stf_second' }]);
    const { POST } = await import('@/app/api/approvals/news/route');
    const json = { seen: [{ id, state: 'declined' }] };
    await desk.call(POST, 'POST /api/approvals/news', { json });
    expect((await newsOf({})).changes).toEqual([]);
  });

  it('that changes nothing is simply saved', async () => {
    expect((await savePolicy(await findPolicy('rpc_sandbox'))).status).toBe(200);
    expect((await changes()).pending).toEqual([]);
  });
});

describe('the rule', () => {
  const setRule = (json: object, call: RouteCall = {}) =>
    desk.call(STAFF_POLICY, 'PATCH /api/staff-policy', { json, ...call });

  it('guards itself once it is on', async () => {
    const id = await idOf(await setRule({ twoPersonSettings: false }));
    expect((await findStaffPolicy()).twoPersonSettings).toBe(true);
    await decide(id);
    expect((await findStaffPolicy()).twoPersonSettings).toBe(false);
    expect((await savePolicy(blocking)).status).toBe(200);
  });

  it('can’t be turned on with a single person who could approve', async () => {
    await db().delete(staffPolicies);
    await db().delete(staffMembers).where(eq(staffMembers.id, 'stf_second'));
    const refused = await setRule({ twoPersonSettings: true });
    expect(refused.status).toBe(409);
    expect(await detailOf(refused)).toContain('Only administrator@desk.example could approve');
  });

  it('names the way out if only one is left, and the host’s command is one, with an event', async () => {
    await db().delete(staffMembers).where(eq(staffMembers.id, 'stf_second'));
    const refused = await savePolicy(blocking);
    expect(refused.status).toBe(409);
    expect(await detailOf(refused)).toContain('npm run staff -- two-person-off');
    await changeStaffPolicy(hostActor('request-1'), { twoPersonSettings: false });
    expect((await desk.events()).at(-1)).toMatchObject({
      action: 'staff.policy_changed',
      actorId: 'host',
    });
    expect((await savePolicy(blocking)).status).toBe(200);
  });

  it('doesn’t hold up disabling someone', async () => {
    const params = { id: 'stf_technician' };
    const call = { params, json: { isDisabled: true } };
    const done = await desk.call(CHANGE_STAFF, 'PATCH /api/staff/stf_technician', call);
    expect(done.status).toBe(204);
    const back = { params, json: { isDisabled: false } };
    await approve(await desk.call(CHANGE_STAFF, 'PATCH /api/staff/stf_technician', back));
  });
});

describe('roles and people, with the two-person rule', () => {
  it('are changed once approved: a custom role is added, changed and deleted', async () => {
    const json = { name: 'Night shift', permissions: ['users.read'] };
    await approve(await desk.call(ADD_ROLE, 'POST /api/roles', { json }));
    const [role] = await db().select().from(roles);
    expect(role?.name).toBe('Night shift');
    const params = { id: role?.id ?? '' };
    const wider = { permissions: ['devices.read'] };
    await approve(
      await desk.call(CHANGE_ROLE, `PATCH /api/roles/${params.id}`, { json: wider, params }),
    );
    expect((await db().select().from(roles))[0]?.permissions).toContain('devices.read');
    await approve(await desk.call(DELETE_ROLE, `DELETE /api/roles/${params.id}`, { params }));
    expect(await db().select().from(roles)).toEqual([]);
  });

  it('are changed once approved: someone’s role, and a new person', async () => {
    const params = { id: 'stf_viewer' };
    const json = { role: 'technician' };
    await approve(await desk.call(CHANGE_STAFF, 'PATCH /api/staff/stf_viewer', { params, json }));
    const invitation = { email: 'new@desk.example', name: 'New', role: 'administrator' };
    await approve(await desk.call(INVITE, 'POST /api/staff', { json: invitation }));
    const rows = await db().select().from(staffMembers);
    expect(rows.find(({ id }) => id === 'stf_viewer')?.role).toBe('technician');
    expect(rows.find(({ email }) => email === 'new@desk.example')?.role).toBe('administrator');
  });

  it('are refused at once if the change couldn’t be made', async () => {
    const json = { email: 'second@desk.example', name: 'X', role: 'viewer' };
    expect(await codeOf(await desk.call(INVITE, 'POST /api/staff', { json }))).toEqual([
      409,
      'email_exists',
    ]);
  });
});

describe('accounts, with the two-person rule', () => {
  const names = async () => (await db().select().from(accounts)).map(({ name }) => name);

  it('are connected once approved; their key waits in the vault, and nowhere in clear', async () => {
    const json = { upstream: 'remotepc', name: 'North', ...accessTo(desk) };
    const id = await idOf(await desk.call(ADD_ACCOUNT, 'POST /api/accounts', { json }));
    const key = json.secret.apiKey;
    const [sealed] = await db().select().from(changeSecrets);
    expect(sealed?.sealed.includes(key)).toBe(false);
    const everything = await db().execute(sql`
      select (select jsonb_agg(to_jsonb(c)) from pending_changes c)::text
        || (select jsonb_agg(to_jsonb(e)) from audit_events e)::text as text`);
    expect(JSON.stringify(everything.rows)).not.toContain(key);
    expect(JSON.stringify(await changes())).not.toContain(key);
    expect(await names()).not.toContain('North');
    expect((await decide(id)).status).toBe(200);
    expect(await names()).toContain('North');
    expect(await db().select().from(changeSecrets)).toEqual([]);
  });

  it('are tested before they are asked for, and again when they are approved', async () => {
    const bad = { ...accessTo(desk), secret: { apiKey: 'wrong' } };
    const refused = { json: { upstream: 'remotepc', name: 'South', ...bad } };
    expect(await codeOf(await desk.call(ADD_ACCOUNT, 'POST /api/accounts', refused))).toEqual([
      422,
      'account_refused',
    ]);
    const json = { upstream: 'remotepc', name: 'South', ...accessTo(desk) };
    const id = await idOf(await desk.call(ADD_ACCOUNT, 'POST /api/accounts', { json }));
    desk.sandbox.remotepc.faults.set('list', { status: 401 });
    const failed = await decide(id);
    expect(failed.status).toBe(422);
    expect(await names()).not.toContain('South');
    desk.sandbox.remotepc.faults.clear();
    expect((await decide(id)).status).toBe(200);
  });

  it('are renamed, get another key, are disabled and deleted once approved', async () => {
    await changeStaffPolicy(hostActor('request-1'), { twoPersonSettings: false });
    const id = await storedAccount(desk);
    await changeStaffPolicy(hostActor('request-1'), { twoPersonSettings: true });
    const params = { id };
    for (const json of [
      { name: 'Renamed' },
      { secret: accessTo(desk).secret },
      { isDisabled: true },
    ]) {
      await approve(await desk.call(CHANGE_ACCOUNT, `PATCH /api/accounts/${id}`, { params, json }));
    }
    const [row] = await db().select().from(accounts).where(eq(accounts.id, id));
    expect(row).toMatchObject({ name: 'Renamed', version: 2, isDisabled: true });
    await approve(await desk.call(DELETE_ACCOUNT, `DELETE /api/accounts/${id}`, { params }));
    expect(await names()).not.toContain('Renamed');
  });

  it('leave no secret behind if no one decides', async () => {
    const json = { upstream: 'remotepc', name: 'West', ...accessTo(desk) };
    await idOf(await desk.call(ADD_ACCOUNT, 'POST /api/accounts', { json }));
    await forgetExpiredSecrets();
    expect(await db().select().from(changeSecrets)).toHaveLength(1);
    await desk.passMinutes('pending_changes', ['expires_at'], 24 * 60 + 1);
    await forgetExpiredSecrets();
    expect(await db().select().from(changeSecrets)).toEqual([]);
  });
});
