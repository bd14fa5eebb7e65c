import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GET as EXPORT_ACTIVITY } from '@/app/api/activity/export/route';
import { GET as ASK_ADMISSION } from '@/app/api/admission/route';
import { GET as EXPORT_RESULTS } from '@/app/api/batches/[id]/results/route';
import { GET as ACCESS_SHEET } from '@/app/api/customers/[id]/access-sheet/route';
import { GET as EXPORT_DEVICES } from '@/app/api/devices/export/route';
import { GET as OVERVIEW } from '@/app/api/overview/route';
import { GET, PATCH } from '@/app/api/staff-policy/route';
import { GET as STATEMENT } from '@/app/api/statements/[id]/route';
import { GET as EXPORT_USERS, POST as EXPORT_CHOSEN } from '@/app/api/users/export/route';
import type { Overview } from '@/lib/contract/overview';
import type { Role } from '@/lib/contract/staff';
import { startBatch } from '@/tests/support/batch-rows';
import {
  codeOf,
  STAFF_PASSWORD,
  startPolicyDesk,
  username,
  type PolicyDesk,
} from '@/tests/support/policy-desk';

// A new desk for each test: the audit log, which is counted, only grows.
let desk: PolicyDesk;

beforeEach(async () => {
  desk = await startPolicyDesk();
  await desk.begin();
});
afterEach(() => desk.close());

const noFactors = {
  ...{ secondFactorFor: [], secondFactorGraceDays: 0 },
  ...{ sessionHours: 12, sessionIdleMinutes: 30, auditMonths: null },
  ...{ sessionHours: 12, sessionIdleMinutes: 30 },
  ...{ twoPersonSettings: false, twoPersonHours: 24 },
};

const read = async () => (await desk.call(GET, 'GET /api/staff-policy', { as: 'viewer' })).json();
const change = (json: unknown, as: Role = 'administrator') =>
  desk.call(PATCH, 'PATCH /api/staff-policy', { as, json });

describe('the team policy', () => {
  it('can be read by everyone and changed by administrators, with an event for each change', async () => {
    expect(await read()).toEqual({ ...noFactors, stepUpBefore: [], exportsPerHour: 100 });
    await desk.stepUp(STAFF_PASSWORD, 'administrator');
    const answer = await change({ stepUpBefore: ['exports', 'passwords'], exportsPerHour: 5 });
    const laidDown = { ...noFactors, stepUpBefore: ['passwords', 'exports'], exportsPerHour: 5 };
    expect(await answer.json()).toEqual(laidDown);
    expect(await read()).toEqual(laidDown);
    await change({ stepUpBefore: ['passwords', 'exports', 'exports'], exportsPerHour: 5 });
    const changes = (await desk.events())
      .filter(({ action }) => action !== 'session.stepped_up')
      .map(({ action, details }) => [action, details]);
    expect(changes).toEqual([
      [
        'staff.policy_changed',
        { before: { ...noFactors, stepUpBefore: [], exportsPerHour: 100 }, after: laidDown },
      ],
    ]);
    await change({ exportsPerHour: null });
    expect(await read()).toEqual({ ...laidDown, exportsPerHour: null });
    expect(await codeOf(await change({}, 'manager'))).toEqual([403, 'forbidden']);
  });

  it.each([
    [{ stepUpBefore: ['coffee'] }, 'stepUpBefore[0]'],
    [{ stepUpBefore: 'exports' }, 'stepUpBefore'],
    [{ exportsPerHour: 0 }, 'exportsPerHour'],
    [{ exportsPerHour: 1_001 }, 'exportsPerHour'],
    [{ exportsPerHour: 1.5 }, 'exportsPerHour'],
    [{ secondFactorFor: ['owner'] }, 'secondFactorFor[0]'],
    [{ secondFactorFor: ['viewer', 'rol_aaaaaaaaaaaaaaaaaaaaaaaa'] }, 'secondFactorFor'],
    [{ secondFactorGraceDays: -1 }, 'secondFactorGraceDays'],
    [{ secondFactorGraceDays: 91 }, 'secondFactorGraceDays'],
    [{ more: true }, 'more'],
  ])('refuses %j at its field', async (json, path) => {
    const response = await change(json);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ path }] });
    expect(await read()).toEqual({ ...noFactors, stepUpBefore: [], exportsPerHour: 100 });
  });
});

describe('the limit on exports per person per hour (N46)', () => {
  const exportUsers = (as: Role = 'viewer') =>
    desk.call(EXPORT_USERS, 'GET /api/users/export', { as });

  it('counts all kinds of files, then refuses and alerts administrators once', async () => {
    await desk.setStaffPolicy({ exportsPerHour: 5 });
    const batchId = await startBatch(['one@x.example']);
    const results = { params: { id: batchId } };
    const chosen = { json: { usernames: [username] } };
    const files = [
      await exportUsers('administrator'),
      await desk.call(EXPORT_USERS, 'GET /api/users/export?format=xlsx'),
      await desk.call(EXPORT_CHOSEN, 'POST /api/users/export', chosen),
      await desk.call(EXPORT_RESULTS, `GET /api/batches/${batchId}/results`, results),
      await desk.call(EXPORT_ACTIVITY, 'GET /api/activity/export'),
    ];
    for (const file of files) {
      expect(file.status).toBe(200);
      await file.arrayBuffer();
    }
    const refused = [
      await exportUsers('administrator'),
      await desk.call(EXPORT_CHOSEN, 'POST /api/users/export', chosen),
      await desk.call(EXPORT_RESULTS, `GET /api/batches/${batchId}/results`, results),
      await desk.call(EXPORT_ACTIVITY, 'GET /api/activity/export'),
      await desk.call(ASK_ADMISSION, 'GET /api/admission?to=exports'),
    ];
    for (const answer of refused) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(3_500);
      expect(await codeOf(answer)).toEqual([429, 'rate_limited']);
    }
    expect(await desk.denials()).toEqual([
      'access.denied rate_limited',
      'export.limit_reached undefined',
      ...Array(4).fill('access.denied rate_limited'),
    ]);
    expect((await exportUsers('manager')).status).toBe(200);
    const overview = (await (await desk.call(OVERVIEW, 'GET /api/overview')).json()) as Overview;
    expect(overview.reachedLimits).toEqual({
      isAvailable: true,
      people: 1,
      latest: 'administrator@desk.example',
    });
  });

  it('is asked before by whoever may export anything, such as an auditor the audit log', async () => {
    const ask = (as: Role) => desk.call(ASK_ADMISSION, 'GET /api/admission?to=exports', { as });
    expect((await ask('auditor')).status).toBe(204);
    expect((await ask('viewer')).status).toBe(204);
  });

  it('doesn’t let two simultaneous calls both be the last one under the limit, and admission doesn’t count', async () => {
    await desk.setStaffPolicy({ exportsPerHour: 2 });
    for (let asked = 0; asked < 5; asked += 1) {
      expect(
        (await desk.call(ASK_ADMISSION, 'GET /api/admission?to=exports', { as: 'viewer' })).status,
      ).toBe(204);
    }
    const answers = await Promise.all(Array.from({ length: 6 }, () => exportUsers()));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 200, 429, 429, 429, 429]);
  });

  it('doesn’t exist if an administrator removes it', async () => {
    await desk.setStaffPolicy({ exportsPerHour: 1 });
    await exportUsers();
    expect((await exportUsers()).status).toBe(429);
    await desk.setStaffPolicy({ exportsPerHour: null });
    expect((await exportUsers()).status).toBe(200);
  });
});

describe('POST /api/users/export', () => {
  it('contains the selected rows in the order on screen, and none that are no longer listed', async () => {
    const names = ['eve@sub.north.example', 'gone@x.example', 'bob@north.example'];
    const response = await desk.call(EXPORT_CHOSEN, 'POST /api/users/export?sort=-username', {
      as: 'viewer',
      json: { usernames: names },
    });
    const lines = (await response.text()).trim().split('\r\n');
    expect(lines.map((line) => line.split(',')[0])).toEqual([
      'E-mail',
      'eve@sub.north.example',
      'bob@north.example',
    ]);
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="users-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const [event] = await desk.events();
    expect(event).toMatchObject({ action: 'users.exported', details: { format: 'csv', rows: 2 } });
  });

  it('contains names that aren’t addresses like any other', async () => {
    const names = ['kiosk-pc', 'ann@localhost', 'a,b@x.example'];
    for (const name of names)
      desk.sandbox.remotepc.state.addUser({ username: name, password: 'x' });
    const json = { usernames: [...names, username] };
    const response = await desk.call(EXPORT_CHOSEN, 'POST /api/users/export?format=txt', { json });
    expect(await response.text()).toBe(
      'a,b@x.example\nann@localhost\nann@south.example\nkiosk-pc\n',
    );
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  it.each([[{ usernames: [] }], [{ usernames: [''] }], [{ usernames: [1] }], [{}]])(
    'refuses %j',
    async (json) => {
      const response = await desk.call(EXPORT_CHOSEN, 'POST /api/users/export', { json });
      expect(await codeOf(response)).toEqual([400, 'invalid_request']);
    },
  );

  it.each(['cross-site', 'same-site'])(
    'refuses a %s link, which would use up the limit',
    async (site) => {
      const headers = { 'sec-fetch-site': site };
      for (const [handler, line] of [
        [EXPORT_USERS, 'GET /api/users/export'],
        [EXPORT_ACTIVITY, 'GET /api/activity/export'],
        [EXPORT_DEVICES, 'GET /api/devices/export'],
        [STATEMENT, 'GET /api/statements/stm_1?format=csv'],
        [ACCESS_SHEET, 'GET /api/customers/cus_1/access-sheet?month=2026-11&format=csv'],
      ] as const) {
        const answer = await desk.call(handler, line, { headers });
        expect(await codeOf(answer)).toEqual([403, 'cross_origin']);
      }
      expect(await desk.said()).not.toContain('users.exported success');
    },
  );
});
