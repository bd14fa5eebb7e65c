import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PUT as PUT_POLICY } from '@/app/api/accounts/[id]/policy/route';
import { POST as TEST_ACCOUNT } from '@/app/api/accounts/[id]/test/route';
import { GET as EXPORT_ACTIVITY } from '@/app/api/activity/export/route';
import { GET as ASK_ADMISSION } from '@/app/api/admission/route';
import { POST as AUTO_LOGIN } from '@/app/api/auto-login/route';
import { GET as EXPORT_DEVICES } from '@/app/api/devices/export/route';
import { GET as EXPORT_RESULTS } from '@/app/api/batches/[id]/results/route';
import { PATCH as CHANGE_STAFF_POLICY } from '@/app/api/staff-policy/route';
import { POST as REVOKE } from '@/app/api/staff/[id]/revoke-sessions/route';
import { DELETE as DELETE_STAFF, PATCH as CHANGE_STAFF } from '@/app/api/staff/[id]/route';
import { DELETE as END_ALL } from '@/app/api/staff/[id]/sessions/route';
import { POST as NEW_LINK } from '@/app/api/staff/[id]/set-up-link/route';
import { POST as INVITE_STAFF } from '@/app/api/staff/route';
import { POST as IMPORT_PASSWORDS } from '@/app/api/stored-passwords/import/route';
import { DELETE as FORGET, PUT as STORE } from '@/app/api/stored-passwords/route';
import { GET as EXPORT_USERS, POST as EXPORT_CHOSEN } from '@/app/api/users/export/route';
import { POST as ADD_USER } from '@/app/api/users/route';
import { sensitiveWork, type SensitiveWork } from '@/lib/contract/staff-policy';
import { endSessionsOf, startSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import {
  accountPolicies,
  staffMembers,
  staffPolicies,
  staffSessions,
  storedPasswords,
} from '@/lib/server/db/schema';
import type { Handler } from '@/lib/server/http/route';
import { startBatch } from '@/tests/support/batch-rows';
import { cookieOf, type RouteCall } from '@/tests/support/call-route';
import {
  codeOf,
  PASSWORD,
  STAFF_PASSWORD,
  startPolicyDesk,
  username,
  type PolicyDesk,
} from '@/tests/support/policy-desk';

const opened = vi.hoisted(() => ({ secrets: 0 }));
vi.mock('@/lib/server/vault/seal', async (importActual) => {
  const actual = await importActual<typeof import('@/lib/server/vault/seal')>();
  return {
    ...actual,
    unseal: (...given: Parameters<typeof actual.unseal>) => {
      opened.secrets += 1;
      return actual.unseal(...given);
    },
  };
});

let desk: PolicyDesk;
let batchId: string;

beforeAll(async () => {
  desk = await startPolicyDesk({ upstreamTimeoutMs: 5_000 });
  await desk.begin();
  batchId = await startBatch(['one@x.example']);
});
beforeEach(async () => {
  await desk.begin();
  await db().update(staffSessions).set({ steppedUpAt: null, revokedAt: null });
  await db()
    .insert(staffMembers)
    .values({ id: 'stf_other', email: 'other@desk.example', name: 'Other', role: 'viewer' })
    .onConflictDoUpdate({ target: staffMembers.id, set: { role: 'viewer', isDisabled: false } });
  opened.secrets = 0;
});
afterAll(() => desk.close());

type Case = [work: SensitiveWork, line: string, handler: Handler, call: () => RouteCall];

const other = { params: { id: 'stf_other' } };
const list = { text: `${username};another one` };
let people = 0;
/** A different one each time. */
const email = () => `new${(people += 1)}@x.example`;
const newUser = () => ({ firstName: 'A', lastName: 'B', email: email(), password: PASSWORD });
const typed = { username, password: PASSWORD, storePassword: 'on' };

const cases: Case[] = [
  ['passwords', 'PUT /api/stored-passwords', STORE, () => ({ json: { username, password: 'x' } })],
  ['passwords', 'DELETE /api/stored-passwords', FORGET, () => ({ json: { username } })],
  [
    'passwords',
    'POST /api/stored-passwords/import?mode=store',
    IMPORT_PASSWORDS,
    () => ({ json: list }),
  ],
  [
    'passwords',
    'POST /api/stored-passwords/import?mode=check',
    IMPORT_PASSWORDS,
    () => ({ json: list }),
  ],
  [
    'passwords',
    'POST /api/users',
    ADD_USER,
    () => ({ json: { ...newUser(), storePassword: true } }),
  ],
  ['passwords', 'POST /api/auto-login', AUTO_LOGIN, () => ({ form: typed })],
  ['exports', 'GET /api/users/export', EXPORT_USERS, () => ({})],
  ['exports', 'POST /api/users/export', EXPORT_CHOSEN, () => ({ json: { usernames: [username] } })],
  ['exports', 'GET /api/activity/export', EXPORT_ACTIVITY, () => ({})],
  ['exports', 'GET /api/devices/export', EXPORT_DEVICES, () => ({})],
  ['exports', 'GET /api/batches/x/results', EXPORT_RESULTS, () => ({ params: { id: batchId } })],
  ['exports', 'GET /api/admission?to=exports', ASK_ADMISSION, () => ({})],
  ['passwords', 'GET /api/admission?to=passwords', ASK_ADMISSION, () => ({})],
  [
    'access',
    'POST /api/staff',
    INVITE_STAFF,
    () => ({ json: { email: email(), name: 'New', role: 'viewer' } }),
  ],
  [
    'access',
    'PATCH /api/staff/stf_other',
    CHANGE_STAFF,
    () => ({ ...other, json: { role: 'administrator' } }),
  ],
  ['access', 'DELETE /api/staff/stf_other', DELETE_STAFF, () => other],
  ['access', 'POST /api/staff/stf_other/revoke-sessions', REVOKE, () => other],
  ['access', 'POST /api/staff/stf_other/set-up-link', NEW_LINK, () => other],
  ['access', 'DELETE /api/staff/stf_other/sessions', END_ALL, () => other],
  [
    'access',
    'PUT /api/accounts/rpc_sandbox/policy',
    PUT_POLICY,
    () => ({ params: { id: 'rpc_sandbox' }, json: { reasonRequired: true } }),
  ],
  ['access', 'PATCH /api/staff-policy', CHANGE_STAFF_POLICY, () => ({ json: {} })],
  [
    'access',
    'POST /api/accounts/rpc_sandbox/test',
    TEST_ACCOUNT,
    () => ({ params: { id: 'rpc_sandbox' } }),
  ],
];

/** Everything that those calls can change. */
async function standing(): Promise<string> {
  const tables = [storedPasswords, staffMembers, staffPolicies, accountPolicies];
  const rows = await Promise.all(tables.map((table) => db().select().from(table)));
  return JSON.stringify(rows);
}

describe('work that requires password confirmation (N16)', () => {
  it.each(cases)(
    '%s: %s is refused before anything is read, decrypted or done',
    async (...given) => {
      const [work, line, handler, call] = given;
      await desk.setStaffPolicy({ stepUpBefore: [work] });
      const before = await standing();
      const refused = await desk.call(handler, line, call());
      expect(await codeOf(refused)).toEqual([403, 'step_up_required']);
      expect(await standing()).toBe(before);
      expect(desk.calls()).toEqual([]);
      expect(opened.secrets).toBe(0);
      expect(await desk.denials()).toEqual([]);
      expect(await desk.said()).toContain('access.step_up_required unknown');

      await desk.stepUp(STAFF_PASSWORD, 'administrator');
      const done = await desk.call(handler, line, call());
      expect(done.status).toBeLessThan(400);
      await done.text();
    },
  );

  it.each(cases)('%s: %s isn’t refused if the policy requires nothing', async (...given) => {
    const [, line, handler, call] = given;
    const done = await desk.call(handler, line, call());
    expect(done.status).toBeLessThan(400);
    await done.text();
  });

  it.each([
    ['passwords', 'exports'],
    ['exports', 'passwords'],
    ['access', 'exports'],
    ['access', 'passwords'],
  ] as const)('required for %s, it isn’t required for %s', async (named, other) => {
    await desk.setStaffPolicy({ stepUpBefore: [named] });
    const line = `GET /api/admission?to=${other}`;
    expect((await desk.call(ASK_ADMISSION, line)).status).toBe(204);
  });

  const store = (headers?: Record<string, string>) =>
    desk.call(STORE, 'PUT /api/stored-passwords', {
      as: headers ? null : 'manager',
      json: { username, password: PASSWORD },
      headers,
    });

  it('counts only in the session it was given in', async () => {
    await desk.setStaffPolicy({ stepUpBefore: ['passwords'] });
    const { id } = await desk.staff('manager');
    const elsewhere = await startSession(id, { ip: null, userAgent: 'another browser' });
    await desk.stepUp(STAFF_PASSWORD, 'manager');
    expect((await store()).status).toBe(204);
    const cookie = await cookieOf({ sessionId: elsewhere });
    expect(await codeOf(await store({ cookie }))).toEqual([403, 'step_up_required']);
  });

  it('expires after ten minutes, however often it was used', async () => {
    await desk.setStaffPolicy({ stepUpBefore: ['passwords'] });
    await desk.stepUp(STAFF_PASSWORD, 'manager');
    await desk.passMinutes('staff_sessions', ['stepped_up_at'], 9);
    expect((await store()).status).toBe(204);
    await desk.passMinutes('staff_sessions', ['stepped_up_at'], 1);
    expect(await codeOf(await store())).toEqual([403, 'step_up_required']);
  });

  it('ends with the session', async () => {
    await desk.setStaffPolicy({ stepUpBefore: ['passwords'] });
    await desk.stepUp(STAFF_PASSWORD, 'manager');
    const { id } = await desk.staff('manager');
    await endSessionsOf(id);
    expect(await codeOf(await store())).toEqual([401, 'unauthorized']);
    const next = await startSession(id, { ip: null, userAgent: 'vitest' });
    const cookie = await cookieOf({ sessionId: next });
    expect(await codeOf(await store({ cookie }))).toEqual([403, 'step_up_required']);
  });

  it.each(['passwords', 'exports'] as const)(
    'required for %s, it is also required for everything that could remove the requirement',
    async (named) => {
      await desk.setStaffPolicy({ stepUpBefore: [named] });
      const ways = cases.filter(([work]) => work === 'access');
      expect(ways).toHaveLength(9);
      for (const [, line, handler, call] of ways) {
        const refused = await desk.call(handler, line, call());
        expect(await codeOf(refused)).toEqual([403, 'step_up_required']);
      }
    },
  );

  it('isn’t asked of anyone whose role isn’t enough', async () => {
    await desk.setStaffPolicy({ stepUpBefore: [...sensitiveWork] });
    const refused = await desk.call(STORE, 'PUT /api/stored-passwords', {
      as: 'technician',
      json: { username, password: PASSWORD },
    });
    expect(await codeOf(refused)).toEqual([403, 'forbidden']);
  });

  it('isn’t required for adding and signing in if no password is stored', async () => {
    await desk.setStaffPolicy({ stepUpBefore: ['passwords'] });
    const added = await desk.call(ADD_USER, 'POST /api/users', {
      json: newUser(),
    });
    expect(added.status).toBe(201);
    expect((await desk.signIn()).status).toBe(303);
    expect(opened.secrets).toBe(1);
  });
});
