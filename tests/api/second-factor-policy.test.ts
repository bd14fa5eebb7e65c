import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { GET } from '@/app/api/factors/route';
import { GET as PROFILE } from '@/app/api/profile/route';
import { PATCH as CHANGE_STAFF } from '@/app/api/staff/[id]/route';
import { GET as POLICY } from '@/app/api/staff-policy/route';
import { GET as USERS } from '@/app/api/users/route';
import type { Factors } from '@/lib/contract/factors';
import type { Role } from '@/lib/contract/staff';
import { recordCountedRefusals } from '@/lib/server/auth/record-refusal';
import { db } from '@/lib/server/db/client';
import { addTotp, middleOfStep, newSession, withoutFactors } from '@/tests/support/factors';
import { forgetGuesses, passGuessSeconds } from '@/tests/support/guesses';
import { codeOf, startPolicyDesk, type PolicyDesk } from '@/tests/support/policy-desk';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: middleOfStep() });
  await desk.begin();
  await forgetGuesses();
  await withoutFactors(desk, 'technician');
  await withoutFactors(desk, 'manager');
  await db().execute(sql`update staff_members set role_since = now() - interval '1 year'`);
});
afterEach(() => vi.useRealTimers());
afterAll(() => desk.close());

const users = (as: Role) => desk.call(USERS, 'GET /api/users', { as });
const factors = async (as: Role) =>
  (await (await desk.call(GET, 'GET /api/factors', { as })).json()) as Factors;
/** As if the policy had been set that long ago. */
const passDays = (days: number) =>
  db().execute(sql`update staff_policies set factor_required_since = (select
    jsonb_object_agg(key, (value::timestamptz - make_interval(days => ${days}))::text)
    from jsonb_each_text(factor_required_since))`);

describe('a role that must have a second factor', () => {
  it('reaches nothing without one but what adds it, and everything with one', async () => {
    await desk.setStaffPolicy({ secondFactorFor: ['technician'] });
    expect(await codeOf(await users('technician'))).toEqual([403, 'second_factor_missing']);
    const profile = await desk.call(PROFILE, 'GET /api/profile', { as: 'technician' });
    expect(await codeOf(profile)).toEqual([403, 'second_factor_missing']);
    expect((await users('manager')).status).toBe(200);
    expect((await factors('technician')).totp).toBeNull();
    await addTotp(desk, 'technician');
    expect((await users('technician')).status).toBe(200);
  });

  it('is shut out at once when its factors are removed', async () => {
    await desk.setStaffPolicy({ secondFactorFor: ['technician'] });
    await addTotp(desk, 'technician');
    await withoutFactors(desk, 'technician');
    expect(await codeOf(await users('technician'))).toEqual([403, 'second_factor_missing']);
  });

  it('has the days of grace that the administrator set, from the day the policy named the role', async () => {
    await desk.setStaffPolicy({ secondFactorFor: ['technician'], secondFactorGraceDays: 7 });
    expect((await users('technician')).status).toBe(200);
    const { requiredBy } = await factors('technician');
    const inDays = (Date.parse(requiredBy ?? '') - Date.now()) / 86_400_000;
    expect(Math.round(inDays)).toBe(7);
    await passDays(6);
    // Naming another role, or changing something else, gives the first one no new days.
    await desk.setStaffPolicy({ secondFactorFor: ['technician', 'manager'], exportsPerHour: 7 });
    expect((await users('technician')).status).toBe(200);
    await passDays(1);
    expect(await codeOf(await users('technician'))).toEqual([403, 'second_factor_missing']);
    expect((await users('manager')).status).toBe(200);
    expect((await factors('manager')).requiredBy).not.toBeNull();
  });

  it('has it from the day a person got the role', async () => {
    await desk.setStaffPolicy({ secondFactorFor: ['manager'], secondFactorGraceDays: 7 });
    await passDays(30);
    expect(await codeOf(await users('manager'))).toEqual([403, 'second_factor_missing']);
    const params = { id: 'stf_technician' };
    const promote = (role: Role) =>
      desk.call(CHANGE_STAFF, 'PATCH /api/staff/stf_technician', { params, json: { role } });
    await promote('manager');
    await newSession(desk, 'technician');
    expect((await users('technician')).status).toBe(200);
    await promote('technician');
  });

  it('begins again when the policy names the role again', async () => {
    await desk.setStaffPolicy({ secondFactorFor: ['technician'], secondFactorGraceDays: 7 });
    await passDays(30);
    await desk.setStaffPolicy({ secondFactorFor: [] });
    expect((await users('technician')).status).toBe(200);
    await desk.setStaffPolicy({ secondFactorFor: ['technician'] });
    expect((await users('technician')).status).toBe(200);
  });

  it('is asked before its role is: a forbidden route says the same', async () => {
    await desk.setStaffPolicy({ secondFactorFor: ['viewer'] });
    await newSession(desk, 'viewer', { isConfirmed: false });
    expect(await codeOf(await users('viewer'))).toEqual([403, 'second_factor_missing']);
    expect((await desk.call(POLICY, 'GET /api/staff-policy', { as: 'viewer' })).status).toBe(403);
  });

  it('leaves one event a minute with the count, however often a page asks', async () => {
    await desk.setStaffPolicy({ secondFactorFor: ['technician'] });
    for (let asked = 0; asked < 4; asked += 1) await users('technician');
    await passGuessSeconds(61);
    await recordCountedRefusals();
    const events = (await desk.events()).filter(
      ({ action }) => action === 'access.second_factor_missing',
    );
    expect(events.map(({ details }) => details.count)).toEqual([1, 3]);
  });
});

it('someone with a short password must have a second factor whatever the policy says', async () => {
  await db().execute(
    sql`update staff_members set has_short_password = true where id = 'stf_technician'`,
  );
  expect(await codeOf(await users('technician'))).toEqual([403, 'second_factor_missing']);
  await addTotp(desk, 'technician');
  expect((await users('technician')).status).toBe(200);
  await db().execute(sql`update staff_members set has_short_password = false`);
});
