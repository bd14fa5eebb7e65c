import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DELETE as REMOVE } from '@/app/api/factors/totp/route';
import { POST as CHANGE_PASSWORD } from '@/app/api/password/route';
import { GET as PROFILE } from '@/app/api/profile/route';
import type { Problem } from '@/lib/contract/problem';
import { hashPassword } from '@/lib/server/auth/passwords';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { addTotp, middleOfStep, newSession, withoutFactors } from '@/tests/support/factors';
import { forgetGuesses } from '@/tests/support/guesses';
import {
  codeOf,
  STAFF_PASSWORD,
  startPolicyDesk,
  type PolicyDesk,
} from '@/tests/support/policy-desk';
import { signIn } from '@/tests/support/sign-in';

// Rates passwords in a process that first loads its dictionaries.
vi.setConfig({ testTimeout: 60_000 });

let desk: PolicyDesk;
const email = 'technician@desk.example';
const as = 'technician' as const;

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: middleOfStep() });
  await desk.begin();
  await forgetGuesses();
  await withoutFactors(desk, as);
});
afterEach(() => vi.useRealTimers());
afterAll(() => desk.close());

describe('passwords beside a second factor (N18)', () => {
  const change = (next: string) =>
    desk.call(CHANGE_PASSWORD, 'POST /api/password', {
      ...{ as, json: { current: STAFF_PASSWORD, next } },
    });
  const messages = async (response: Response) =>
    ((await response.json()) as Problem).errors?.map(({ message }) => message);

  it('need fifteen characters without one and eight with one, and are never well known', async () => {
    expect(await messages(await change('k7#vQz9!mL2xWb'))).toEqual([
      'The password must have at least 15 characters.',
    ]);
    await addTotp(desk, as);
    expect(await messages(await change('k7#vQz9'))).toEqual([
      'The password must have at least 8 characters.',
    ]);
    expect((await change('password1')).status).toBe(400);
    expect((await change('technician1')).status).toBe(400);
    expect((await change('k7#vQz9!')).status).toBe(204);
    const [staff] = await db().select().from(staffMembers).where(eq(staffMembers.email, email));
    expect(staff?.hasShortPassword).toBe(true);
  });

  it('that are short let no one past the page that adds a factor, once the factor is gone', async () => {
    await addTotp(desk, as);
    await change('k7#vQz9!');
    await newSession(desk, as);
    await desk.call(REMOVE, 'DELETE /api/factors/totp', { as });
    await newSession(desk, as, { isConfirmed: false });
    const profile = await desk.call(PROFILE, 'GET /api/profile', { as });
    expect(await codeOf(profile)).toEqual([403, 'second_factor_missing']);
    await db().update(staffMembers).set({ hasShortPassword: false });
  });
});

it('keeps old passwords and their hashes', async () => {
  await db()
    .update(staffMembers)
    .set({ passwordHash: await hashPassword('short') });
  expect((await signIn({ email, password: 'short' })).error).toBeNull();
});
