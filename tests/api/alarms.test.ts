import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GET as EXPORT } from '@/app/api/users/export/route';
import { systemActor } from '@/lib/server/actor';
import { everyone } from '@/lib/server/actor';
import { recordEvents } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { countReachedLimits } from '@/lib/server/overview/summaries';
import { startPolicyDesk, type PolicyDesk } from '@/tests/support/policy-desk';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk();
  await desk.begin();
});
afterAll(() => desk.close());

const alarms = (action: string) => db().$count(auditEvents, eq(auditEvents.action, action));

it('alerts administrators once about the fifth export within an hour, and stops none (S34)', async () => {
  for (let taken = 1; taken <= 6; taken += 1) {
    expect((await desk.call(EXPORT, 'GET /api/users/export', { as: 'viewer' })).status).toBe(200);
    expect(await alarms('many_exports.limit_reached'), `after ${taken}`).toBe(taken < 5 ? 0 : 1);
  }
  expect(await countReachedLimits(systemActor('request-1'))).toEqual({
    people: 1,
    latest: 'viewer@desk.example',
  });
});

it('alerts administrators once about the fiftieth sign-in within an hour, and stops none (S34)', async () => {
  const { id, email, role } = await desk.staff('technician');
  const actor = {
    id,
    email,
    role,
    permissions: [],
    sessionId: null,
    ...everyone,
    ip: null,
    requestId: 'request-1',
  };
  const before = { action: 'auto_login.requested', outcome: 'success' } as const;
  await recordEvents(actor, Array(48).fill(before));
  for (const [username, told] of [
    ['ann@south.example', 0],
    ['bob@north.example', 1],
    ['eve@sub.north.example', 1],
  ] as const) {
    desk.forgetClicks();
    const answer = await desk.signIn({ username, password: 'canary-Cust0mer-77' });
    expect(answer.status).not.toBe(429);
    expect(await alarms('many_sign_ins.limit_reached'), username).toBe(told);
  }
});
