import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GET as OVERVIEW } from '@/app/api/overview/route';
import { GET as EXPORT_USERS } from '@/app/api/users/export/route';
import type { Overview } from '@/lib/contract/overview';
import { db } from '@/lib/server/db/client';
import { accountPolicies, auditEvents } from '@/lib/server/db/schema';
import { codeOf, PASSWORD, startPolicyDesk, type PolicyDesk } from '@/tests/support/policy-desk';

// A new desk for each test: the audit log, which is counted, only grows.
let desk: PolicyDesk;

beforeEach(async () => {
  desk = await startPolicyDesk();
  await desk.begin();
});
afterEach(() => desk.close());

describe('a limit per person per hour', () => {
  it('stops a script that works through customers and exports, with one alert each (N46)', async () => {
    await desk.setPolicy({ perHourLimit: 10 });
    await desk.setStaffPolicy({ exportsPerHour: 3 });
    const customers = Array.from({ length: 50 }, (_, index) => `customer${index}@east.example`);
    for (const name of customers) {
      desk.sandbox.remotepc.state.addUser({ username: name, password: PASSWORD });
    }
    const signIns: Response[] = [];
    for (const name of customers) {
      signIns.push(await desk.signIn({ username: name, password: PASSWORD }));
    }
    expect(signIns.map(({ status }) => status)).toEqual([
      ...Array(10).fill(303),
      ...Array(40).fill(429),
    ]);
    expect(desk.calls().filter((name) => name === 'signin')).toHaveLength(10);

    const files: Response[] = [];
    for (let count = 0; count < 8; count += 1) {
      files.push(await desk.call(EXPORT_USERS, 'GET /api/users/export', { as: 'technician' }));
    }
    expect(files.map(({ status }) => status)).toEqual([
      ...Array(3).fill(200),
      ...Array(5).fill(429),
    ]);

    for (const refused of [...signIns.slice(10), ...files.slice(3)]) {
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500);
      expect(await codeOf(refused)).toEqual([429, 'rate_limited']);
    }
    const alarms = (await desk.said()).filter((said) => said.includes('limit_reached'));
    expect(alarms).toEqual(['auto_login.limit_reached denied', 'export.limit_reached denied']);
    const overview = (await (await desk.call(OVERVIEW, 'GET /api/overview')).json()) as Overview;
    expect(overview.reachedLimits).toEqual({
      isAvailable: true,
      people: 1,
      latest: 'technician@desk.example',
    });
    await desk.forgetClicks();
    expect((await desk.signIn({}, 'manager')).status).toBe(303);
  });

  it('doesn’t let two simultaneous calls both be the last one under the limit', async () => {
    await desk.setPolicy({ perHourLimit: 2 });
    // Enough that they don't happen to follow each other.
    const people = Array.from({ length: 12 }, (_, index) => `person${index}@x.example`);
    for (const username of people) {
      desk.sandbox.remotepc.state.addUser({ username, password: PASSWORD });
    }
    const answers = await Promise.all(
      people.map((username) => desk.signIn({ username, password: PASSWORD })),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
    expect(desk.calls().filter((name) => name === 'signin')).toHaveLength(2);
  });

  it('doesn’t count sign-ins that let no one in, except wrong passwords, which could otherwise be guessed', async () => {
    await desk.setPolicy({ perHourLimit: 2 });
    for (const name of ['nobody@x.example', 'no.one@x.example', 'none@x.example']) {
      const refused = await desk.signIn({ username: name, password: PASSWORD });
      expect(await codeOf(refused)).toEqual([404, 'user_not_found']);
    }
    const customers = ['bob@north.example', 'eve@sub.north.example'];
    for (const name of customers) {
      const refused = await desk.signIn({ username: name, password: 'a guess' });
      expect(await codeOf(refused)).toEqual([422, 'upstream_rejected']);
    }
    expect(await codeOf(await desk.signIn())).toEqual([429, 'rate_limited']);
  });

  it('is 500 by default', async () => {
    const { GET } = await import('@/app/api/accounts/[id]/policy/route');
    await db().delete(accountPolicies);
    const response = await desk.call(GET, 'GET /api/accounts/rpc_sandbox/policy', {
      params: { id: 'rpc_sandbox' },
    });
    expect(await response.json()).toMatchObject({ perHourLimit: 500 });
    const { id } = await desk.staff('technician');
    await db()
      .insert(auditEvents)
      .values(
        Array.from({ length: 500 }, (_, index) => ({
          id: `evt_${index}`,
          accountId: 'rpc_sandbox',
          actorId: id,
          actorEmail: 'technician@desk.example',
          action: 'auto_login.requested',
          outcome: 'success' as const,
          requestId: 'r',
        })),
      );
    expect(await codeOf(await desk.signIn())).toEqual([429, 'rate_limited']);
  });
});
