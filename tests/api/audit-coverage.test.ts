import { join } from 'node:path';
import { asc, gt, max } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATCH as CHANGE_ACCOUNT } from '@/app/api/accounts/[id]/route';
import { POST as TEST_ACCOUNT } from '@/app/api/accounts/[id]/test/route';
import { PUT as ACKNOWLEDGE } from '@/app/api/acknowledgements/route';
import { GET as EXPORT_ACTIVITY } from '@/app/api/activity/export/route';
import { GET as EXPORT_RESULTS } from '@/app/api/batches/[id]/results/route';
import { DELETE as CLOSE } from '@/app/api/connections/[id]/route';
import { POST as OPEN } from '@/app/api/connections/route';
import { POST as INVITE } from '@/app/api/staff/route';
import { POST as STEP_UP } from '@/app/api/step-up/route';
import { PUT as STORE } from '@/app/api/stored-passwords/route';
import { GET as EXPORT_DEVICES } from '@/app/api/devices/export/route';
import { GET as EXPORT_USERS } from '@/app/api/users/export/route';
import { POST as ADD_USER } from '@/app/api/users/route';
import { POST as ADD_VIEW } from '@/app/api/views/route';
import { POST as TEST_CHANNEL } from '@/app/api/notification-channels/[id]/test/route';
import { POST as TEST_WEBHOOK } from '@/app/api/webhooks/[id]/test/route';
import type { Connection } from '@/lib/contract/devices';
import type { Role } from '@/lib/contract/staff';
import { db } from '@/lib/server/db/client';
import { auditEvents, staffSessions } from '@/lib/server/db/schema';
import type { Handler } from '@/lib/server/http/route';
import { permissions, permissionsOf, type Permission } from '@/lib/shared/permissions';
import { accessMatrix } from '@/tests/support/access-matrix';
import { email, pendingBatch, stoppedBatch, storedAccount } from '@/tests/support/operation-setup';
import { permissionEvents } from '@/tests/support/permission-events';
import {
  PASSWORD,
  STAFF_PASSWORD,
  startPolicyDesk,
  username,
  type PolicyDesk,
} from '@/tests/support/policy-desk';
import { sendAll } from '@/tests/support/send-all';
import { aChannel } from '@/tests/support/notifications';
import { aWebhook } from '@/tests/support/webhooks';

const SSH = '80:00:00:00:01:00:81:a1';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await startPolicyDesk({ seed: 'demo', upstreamTimeoutMs: 10_000 });
  await desk.begin();
});
afterAll(() => desk.close());

/** What came to nothing while `work` ran, by its actions. */
async function refusedDuring(work: () => Promise<unknown>): Promise<string[]> {
  const [last] = await db()
    .select({ at: max(auditEvents.sequence) })
    .from(auditEvents);
  await work();
  const events = await db()
    .select({ action: auditEvents.action, outcome: auditEvents.outcome })
    .from(auditEvents)
    .where(gt(auditEvents.sequence, last?.at ?? 0))
    .orderBy(asc(auditEvents.sequence));
  return events.flatMap(({ action, outcome }) =>
    outcome === 'success' || /[._]requested$/.test(action) ? [] : [action],
  );
}

/** Everyone confirmed their password long ago, and the policy wants it confirmed again. */
async function longAgo(): Promise<void> {
  await desk.setStaffPolicy({ stepUpBefore: ['passwords', 'access'] });
  await db().update(staffSessions).set({ steppedUpAt: null });
}

async function overTheLimit(work: () => Promise<Response>): Promise<void> {
  await desk.setStaffPolicy({ exportsPerHour: 1 });
  for (let times = 0; times < 3; times += 1) await (await work()).text();
  await desk.setStaffPolicy({ exportsPerHour: null });
}

/** How each permission's operations come to nothing. */
const failures: Partial<Record<Permission, () => Promise<unknown>>> = {
  'profile.write': () =>
    desk.call(STEP_UP, 'POST /api/step-up', { as: 'viewer', json: { password: 'not this one' } }),
  'users.export': () =>
    overTheLimit(() => desk.call(EXPORT_USERS, 'GET /api/users/export', { as: 'manager' })),
  'devices.export': () =>
    overTheLimit(() => desk.call(EXPORT_DEVICES, 'GET /api/devices/export', { as: 'viewer' })),
  'batches.export': async () => {
    const id = await stoppedBatch();
    const call = { as: 'technician' as const, params: { id } };
    await overTheLimit(() => desk.call(EXPORT_RESULTS, 'GET /api/batches/x/results', call));
  },
  'activity.export': () =>
    overTheLimit(() => desk.call(EXPORT_ACTIVITY, 'GET /api/activity/export', { as: 'auditor' })),
  'users.auto_login': async () => {
    await desk.setPolicy({ approval: 'second_person' });
    await desk.signIn();
    await desk.setPolicy({});
    desk.sandbox.remotepc.faults.set('signin', { resetAfter: true }, { times: 1 });
    await desk.signIn({}, 'manager');
    for (let times = 0; times < 3; times += 1) {
      await desk.forgetClicks();
      await desk.signIn({ password: 'a wrong one' }, 'manager');
    }
  },
  'users.write': async () => {
    const person = { firstName: 'A', lastName: 'B', password: PASSWORD };
    const add = (address: string) =>
      desk.call(ADD_USER, 'POST /api/users', { json: { ...person, email: address } });
    await add(username);
    desk.sandbox.remotepc.faults.set('add', { resetBefore: true }, { times: 1 });
    desk.sandbox.remotepc.faults.set('list', { status: 500 });
    await add(email());
    desk.sandbox.remotepc.faults.clear();
  },
  'batches.write': async () => {
    desk.sandbox.remotepc.faults.set('invite', [
      { resetAfter: true },
      { status: 400 },
      { status: 401 },
    ]);
    for (let batch = 0; batch < 3; batch += 1) await sendAll(await pendingBatch());
    desk.sandbox.remotepc.faults.clear();
  },
  'connections.write': async () => {
    await desk.forgetClicks();
    const open = () => desk.call(OPEN, 'POST /api/connections', { json: { serviceId: SSH } });
    const { id } = (await (await open()).json()) as Connection;
    desk.sandbox.remoteit.faults.set('stop', { status: 500 });
    await desk.call(CLOSE, `DELETE /api/connections/${id}`, { params: { id } });
    desk.sandbox.remoteit.faults.clear();
    desk.sandbox.remoteit.faults.set('connect', { status: 400 });
    await desk.forgetClicks();
    await open();
    desk.sandbox.remoteit.faults.clear();
  },
  'connections.end_others': async () => {
    await desk.forgetClicks();
    const call = { as: 'technician' as const, json: { serviceId: SSH } };
    const opened = await desk.call(OPEN, 'POST /api/connections', call);
    const { id } = (await opened.json()) as Connection;
    desk.sandbox.remoteit.faults.set('stop', { status: 500 });
    await desk.call(CLOSE, `DELETE /api/connections/${id}`, { as: 'manager', params: { id } });
    desk.sandbox.remoteit.faults.clear();
  },
  'problems.acknowledge': () =>
    desk.call(ACKNOWLEDGE, 'PUT /api/acknowledgements', { as: 'viewer', json: {} }),
  'views.share': () => {
    const json = { page: 'users', name: 'Full', query: 'seats=full', scope: 'everyone' };
    return desk.call(ADD_VIEW, 'POST /api/views', { as: 'technician', json });
  },
  'passwords.write': async () => {
    await longAgo();
    await desk.call(STORE, 'PUT /api/stored-passwords', { json: { username, password: PASSWORD } });
  },
  'approvals.decide': async () => {
    await desk.setPolicy({ approval: 'second_person', stepUp: 'password' });
    await desk.stepUp(STAFF_PASSWORD, 'manager');
    await desk.stepUp(STAFF_PASSWORD);
    const asked = async (as: Role) =>
      ((await (await desk.ask({}, as)).json()) as { id: string }).id;
    await desk.decide(await asked('manager'));
    const id = await asked('technician');
    await db().update(staffSessions).set({ steppedUpAt: null });
    await desk.decide(id);
  },
  'staff.write': async () => {
    await longAgo();
    const json = { email: email(), name: 'New', role: 'administrator' };
    await desk.call(INVITE, 'POST /api/staff', { json });
  },
  'accounts.write': async () => {
    const call = {
      params: { id: await storedAccount(desk) },
      json: { secret: { apiKey: 'a-wrong-key' } },
    };
    await desk.call(CHANGE_ACCOUNT, 'PATCH /api/accounts/x', call);
    await longAgo();
    await desk.call(CHANGE_ACCOUNT, 'PATCH /api/accounts/x', call);
  },
  'webhooks.manage': async () => {
    const params = { id: await aWebhook('http://127.0.0.1:9/') };
    await desk.call(TEST_WEBHOOK, 'POST /api/webhooks/x/test', { params });
  },
  'notifications.manage': async () => {
    const params = { id: await aChannel('http://127.0.0.1:9/') };
    await desk.call(TEST_CHANNEL, 'POST /api/notification-channels/x/test', { params });
  },
  'accounts.test': async () => {
    await longAgo();
    const params = { id: 'rpc_sandbox' };
    await desk.call(TEST_ACCOUNT, 'POST /api/accounts/x/test', { params });
  },
};

describe('what comes to nothing is in the log (N69)', () => {
  const routes = Object.entries(accessMatrix).flatMap(([route, methods]) =>
    Object.entries(methods).map(([method, access]) => ({ route, method, access })),
  );

  it('being kept out of an operation is, for each permission that someone can lack', async () => {
    const tried = new Set<string>();
    for (const { route, method, access } of routes) {
      const role = (['auditor', 'viewer'] as const).find(
        (one) => !(permissionsOf[one] as readonly string[]).includes(access),
      );
      if (!(permissions as readonly string[]).includes(access) || !role) continue;
      const file = (await import(join(process.cwd(), 'app', route, 'route.ts'))) as unknown;
      const handler = (file as Record<string, Handler>)[method] as Handler;
      const call = { as: role, params: { id: 'none' }, ...(method !== 'GET' && { json: {} }) };
      const events = await refusedDuring(() => desk.call(handler, `${method} ${route}`, call));
      expect(events, `${method} ${route}`).toEqual(['access.denied']);
      tried.add(access);
    }
    const unreachable = permissions.filter((one) => !tried.has(one));
    // Everyone has the first and the last; the others are asked for within an operation.
    expect(unreachable).toEqual([
      ...['profile.write', 'views.share', 'connections.end_others', 'activity.read'],
    ]);
  });

  it.each(permissions.filter((one) => permissionEvents[one] !== null))(
    '%s: each way to fail leaves its event, and no other',
    async (permission) => {
      await desk.begin();
      const events = await refusedDuring(failures[permission] ?? (() => Promise.resolve()));
      const expected = permissionEvents[permission]?.refused ?? [];
      expect([...new Set(events)].sort()).toEqual(expected.toSorted());
    },
  );
});
