import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET as EVENTS } from '@/app/api/activity/route';
import { GET as PROFILE } from '@/app/api/profile/route';
import { DELETE, PATCH } from '@/app/api/roles/[id]/route';
import { GET, POST } from '@/app/api/roles/route';
import { DELETE as REMOVE_STAFF, PATCH as CHANGE_STAFF } from '@/app/api/staff/[id]/route';
import { POST as LINK } from '@/app/api/staff/[id]/set-up-link/route';
import { PATCH as STAFF_POLICY } from '@/app/api/staff-policy/route';
import { POST as INVITE } from '@/app/api/staff/route';
import { GET as USERS } from '@/app/api/users/route';
import type { AuditEvent } from '@/lib/contract/audit';
import type { RoleItem } from '@/lib/contract/roles';
import type { CustomRoleId, Role } from '@/lib/contract/staff';
import { startSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import type { Handler } from '@/lib/server/http/route';
import { findStaffPolicy } from '@/lib/server/policies/find-policies';
import { startTestDesk, type RouteCall, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'demo' });
});
afterAll(() => desk.close());

const calling =
  (handler: Handler, line: string) =>
  (json?: unknown, more: RouteCall = {}) =>
    desk.call(handler, line, { ...(json !== undefined && { json }), ...more });
const add = calling(POST, 'POST /api/roles');
const of = (id: string) => ({ params: { id } });

async function added(name: string, permissions: string[]): Promise<CustomRoleId> {
  const response = await add({ name, permissions });
  expect(response.status, await response.clone().text()).toBe(201);
  return ((await response.json()) as { id: CustomRoleId }).id;
}

async function list(): Promise<RoleItem[]> {
  const response = await desk.call(GET, 'GET /api/roles');
  return ((await response.json()) as { items: RoleItem[] }).items;
}

/** The technician, from now on with that role and a new session. */
async function give(role: Role): Promise<void> {
  const person = await desk.staff('technician');
  await db().update(staffMembers).set({ role }).where(eq(staffMembers.id, person.id));
  person.sessionId = await startSession(person.id, { ip: null, userAgent: 'vitest' });
}

const detailOf = async (response: Response) =>
  ((await response.json()) as { detail: string }).detail;

describe('a role of one’s own', () => {
  it('allows what it says, what that needs, and one’s own account, and nothing else', async () => {
    const id = await added('Night shift', ['users.export']);
    expect((await list()).at(-1)).toEqual({
      id,
      name: 'Night shift',
      isBuiltIn: false,
      permissions: ['profile.write', 'users.read', 'users.export'],
      members: 0,
    });
    await give(id);
    const status = async (handler: Handler, line: string) =>
      (await desk.call(handler, line, { as: 'technician' })).status;
    expect(await status(USERS, 'GET /api/users')).toBe(200);
    expect(await status(PROFILE, 'GET /api/profile')).toBe(200);
    expect(await status(EVENTS, 'GET /api/activity')).toBe(403);
    expect((await list()).at(-1)?.members).toBe(1);
    const refused = await desk.call(DELETE, `DELETE /api/roles/${id}`, of(id));
    expect(refused.status).toBe(409);
    expect(await detailOf(refused)).toBe(
      'Team members have the role Night shift. Give them another one first.',
    );
    await give('technician');
    expect((await desk.call(DELETE, `DELETE /api/roles/${id}`, of(id))).status).toBe(204);
  });

  it('ends the sessions of everyone who has it when it allows something else', async () => {
    const id = await added('Evening shift', ['users.read']);
    await give(id);
    const change = calling(PATCH, `PATCH /api/roles/${id}`);
    const see = () => desk.call(USERS, 'GET /api/users', { as: 'technician' });
    expect((await change({ name: 'Late shift' }, of(id))).status).toBe(204);
    expect((await see()).status).toBe(200);
    expect((await change({ permissions: ['devices.read'] }, of(id))).status).toBe(204);
    expect((await see()).status).toBe(401);
    await give('technician');
  });

  it.each([
    [{ name: '', permissions: [] }, 'name'],
    [{ name: 'Odd', permissions: ['moon.land'] }, 'permissions[0]'],
    [{ name: 'Odd' }, 'permissions'],
    [{ name: 'Odd', permissions: [], isBuiltIn: true }, 'isBuiltIn'],
  ])('is refused with the path of each error: %j', async (input, path) => {
    const response = await add(input);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ path }] });
  });

  it('that is deleted isn’t one that needs a second factor any more, with its event', async () => {
    const id = await added('Weekend shift', ['users.read']);
    const json = { secondFactorFor: ['manager', id] };
    const saved = await desk.call(STAFF_POLICY, 'PATCH /api/staff-policy', { json });
    expect(saved.status).toBe(200);
    expect((await desk.call(DELETE, `DELETE /api/roles/${id}`, of(id))).status).toBe(204);
    expect((await findStaffPolicy()).secondFactorFor).toEqual(['manager']);
    const response = await desk.call(EVENTS, 'GET /api/activity?limit=2');
    expect(((await response.json()) as { items: AuditEvent[] }).items).toMatchObject([
      { action: 'role.deleted', target: 'Weekend shift' },
      {
        action: 'staff.policy_changed',
        details: {
          before: { secondFactorFor: ['manager', id] },
          after: { secondFactorFor: ['manager'] },
        },
      },
    ]);
    const none = { json: { secondFactorFor: [] } };
    await desk.call(STAFF_POLICY, 'PATCH /api/staff-policy', none);
  });

  it('has a name of its own, also beside the built-in ones', async () => {
    await added('First line', []);
    for (const name of ['first LINE', 'Viewer']) {
      const response = await add({ name, permissions: [] });
      expect(response.status).toBe(409);
      expect(await response.json()).toMatchObject({ errors: [{ path: 'name', code: 'taken' }] });
    }
  });

  it('that is built in or doesn’t exist can’t be changed', async () => {
    for (const id of ['viewer', 'rol_none']) {
      const change = calling(PATCH, `PATCH /api/roles/${id}`);
      expect((await change({ name: 'Mine' }, of(id))).status).toBe(404);
      expect((await desk.call(DELETE, `DELETE /api/roles/${id}`, of(id))).status).toBe(404);
    }
  });

  it('is given only if it exists', async () => {
    const email = 'new@desk.example';
    const invite = calling(INVITE, 'POST /api/staff');
    const unknown = await invite({ email, name: 'New', role: `rol_${'x'.repeat(24)}` });
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toMatchObject({
      errors: [{ path: 'role', code: 'unknown_role' }],
    });
    expect((await invite({ email, name: 'New', role: 'owner' })).status).toBe(400);
  });
});

describe('someone who manages the team without every permission', () => {
  const as = 'technician';
  let lead: CustomRoleId;

  beforeAll(async () => {
    lead = await added('Team lead', ['staff.write', 'users.read']);
    await give(lead);
  });
  afterAll(() => give('technician'));

  it('gives and defines no role that allows more than their own', async () => {
    const refused = await add({ name: 'Wide', permissions: ['passwords.write'] }, { as });
    expect(refused.status).toBe(403);
    expect(await detailOf(refused)).toBe(
      'This role would allow more than yours, for example: “Store and delete users’ passwords”. Ask an admin.',
    );
    expect((await add({ name: 'Small', permissions: ['users.read'] }, { as })).status).toBe(201);
    const invite = calling(INVITE, 'POST /api/staff');
    const someone = { email: 'someone@desk.example', name: 'Someone' };
    expect((await invite({ ...someone, role: 'administrator' }, { as })).status).toBe(403);
    expect((await invite({ ...someone, role: 'viewer' }, { as })).status).toBe(403);
    expect((await invite({ ...someone, role: lead }, { as })).status).toBe(201);
  });

  it('can’t raise themselves', async () => {
    const { id } = await desk.staff(as);
    const change = calling(CHANGE_STAFF, `PATCH /api/staff/${id}`);
    expect((await change({ role: 'administrator' }, { as, ...of(id) })).status).toBe(403);
    const role = calling(PATCH, `PATCH /api/roles/${lead}`);
    const more = { permissions: ['staff.write', 'users.read', 'passwords.write'] };
    expect((await role(more, { as, ...of(lead) })).status).toBe(403);
  });

  it('can’t change, sign in as, or remove someone whose role allows more', async () => {
    const { id } = await desk.staff('administrator');
    const change = calling(CHANGE_STAFF, `PATCH /api/staff/${id}`);
    expect((await change({ isDisabled: true }, { as, ...of(id) })).status).toBe(403);
    const link = calling(LINK, `POST /api/staff/${id}/set-up-link`);
    expect((await link(undefined, { as, ...of(id) })).status).toBe(403);
    const remove = calling(REMOVE_STAFF, `DELETE /api/staff/${id}`);
    expect((await remove(undefined, { as, ...of(id) })).status).toBe(403);
  });
});

describe('an administrator of only some accounts', () => {
  const confined = async (accountIds: string[] | null) =>
    db().update(staffMembers).set({ accountIds }).where(eq(staffMembers.role, 'administrator'));
  afterAll(() => confined(null));

  it('doesn’t change what people may do whom they don’t see, nor the policy for everyone', async () => {
    const id = await added('Everywhere', ['users.read']);
    await give(id);
    await confined(['rpc_sandbox']);
    const change = calling(PATCH, `PATCH /api/roles/${id}`);
    const refused = await change({ permissions: ['users.read', 'users.write'] }, of(id));
    expect(refused.status).toBe(403);
    expect(await detailOf(refused)).toBe(
      'People have this role whose accounts you don’t see. Ask an admin who sees all accounts.',
    );
    const policy = calling(STAFF_POLICY, 'PATCH /api/staff-policy');
    expect((await policy({ sessionHours: 1 })).status).toBe(404);
    await db()
      .update(staffMembers)
      .set({ accountIds: ['rpc_sandbox'] })
      .where(eq(staffMembers.role, id));
    expect((await change({ permissions: ['users.read', 'users.write'] }, of(id))).status).toBe(204);
    await db().update(staffMembers).set({ accountIds: null }).where(eq(staffMembers.role, id));
    await give('technician');
  });
});

it('an auditor reads the audit log and has their own account, and nothing else', async () => {
  const status = async (handler: Handler, line: string) =>
    (await desk.call(handler, line, { as: 'auditor' })).status;
  expect(await status(EVENTS, 'GET /api/activity')).toBe(200);
  expect(await status(PROFILE, 'GET /api/profile')).toBe(200);
  expect(await status(USERS, 'GET /api/users')).toBe(403);
  expect(await status(GET, 'GET /api/roles')).toBe(403);
});
