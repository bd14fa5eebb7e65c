import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET } from '@/app/api/factors/route';
import { DELETE, PATCH } from '@/app/api/passkeys/[id]/route';
import { POST as REGISTRATION_OPTIONS } from '@/app/api/passkeys/registration-options/route';
import { POST as ADD } from '@/app/api/passkeys/route';
import { POST as SIGN_IN_OPTIONS } from '@/app/api/passkeys/sign-in-options/route';
import { POST as STEP_UP_OPTIONS } from '@/app/api/passkeys/step-up-options/route';
import { POST as STEP_UP } from '@/app/api/step-up/route';
import type { Factors } from '@/lib/contract/factors';
import type { Role } from '@/lib/contract/staff';
import { db } from '@/lib/server/db/client';
import { passkeyChallenges, passkeys, staffMembers, staffSessions } from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import {
  addPasskey,
  newSession,
  registrationOptions,
  withoutFactors,
} from '@/tests/support/factors';
import { forgetGuesses } from '@/tests/support/guesses';
import {
  codeOf,
  STAFF_PASSWORD,
  startPolicyDesk,
  type PolicyDesk,
} from '@/tests/support/policy-desk';
import { callSignIn, signIn } from '@/tests/support/sign-in';
import { SoftPasskey } from '@/tests/support/soft-passkey';

let desk: PolicyDesk;
const as = 'technician' as const;
const email = 'technician@desk.example';

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(async () => {
  await desk.begin();
  await forgetGuesses();
  await withoutFactors(desk, as);
  await withoutFactors(desk, 'manager');
});
afterAll(() => desk.close());

type Challenge = { challenge: string };

const factors = async () =>
  (await (await desk.call(GET, 'GET /api/factors', { as })).json()) as Factors;
const challengeOf = async (response: Response) => (await response.json()) as Challenge;
const askSignIn = () =>
  desk.call(SIGN_IN_OPTIONS, 'POST /api/passkeys/sign-in-options', { as: null });
const signInOptions = async () => challengeOf(await askSignIn());
const stepUpOptions = async (role: Role = as) =>
  challengeOf(await desk.call(STEP_UP_OPTIONS, 'POST /api/passkeys/step-up-options', { as: role }));
const add = (json: unknown) => desk.call(ADD, 'POST /api/passkeys', { as, json });
const confirm = (passkey: unknown, role: Role = as) =>
  desk.call(STEP_UP, 'POST /api/step-up', { as: role, json: { passkey } });

/** @returns the error, or null with a session */
async function enter(answer: unknown): Promise<string | null> {
  const response = await callSignIn('passkey', { response: JSON.stringify(answer) });
  const { url } = (await response.json()) as { url: string };
  const error = new URL(url).searchParams.get('error');
  const cookies = response.headers.getSetCookie().join();
  expect(cookies.includes('reseller-desk.session=ey')).toBe(error === null);
  return error;
}

describe('a copy of the cookie from before a confirmation', () => {
  it('doesn’t lead to the confirmed session by adding the first factor within its last seconds', async () => {
    await newSession(desk, as, { isConfirmed: false });
    const staff = await desk.staff(as);
    const copy = staff.sessionId;
    const passkey = new SoftPasskey(staff.id);
    const answer = passkey.register(await registrationOptions(desk, as));
    await desk.stepUp(STAFF_PASSWORD);
    const confirmed = staff.sessionId;
    expect(confirmed).not.toBe(copy);
    staff.sessionId = copy;
    const response = await add(answer);
    expect([response.status, response.headers.get('set-cookie')]).toEqual([401, null]);
    staff.sessionId = confirmed;
    expect(await factors()).toMatchObject({ passkeys: [] });
  });
});

describe('a passkey', () => {
  it('is made for this site, to be found without typing, with user verification', async () => {
    const line = 'POST /api/passkeys/registration-options';
    const response = await desk.call(REGISTRATION_OPTIONS, line, { as });
    expect(await response.json()).toMatchObject({
      rp: { id: 'localhost', name: 'Reseller Desk' },
      user: { name: email, id: Buffer.from('stf_technician').toString('base64url') },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    expect(await (await askSignIn()).json()).toMatchObject({
      ...{ rpId: 'localhost', userVerification: 'required', allowCredentials: [] },
    });
  });

  it('signs in without a password, and makes the password need a second factor', async () => {
    const { passkey } = await addPasskey(desk, as);
    expect(await enter(passkey.authenticate(await signInOptions()))).toBeNull();
    const { error } = await signIn({ email, password: STAFF_PASSWORD });
    expect(error).toBe('second_factor_required');
    const [{ name, lastUsedAt } = { name: '', lastUsedAt: null }] = (await factors()).passkeys;
    expect([name, typeof lastUsedAt]).toEqual(['Laptop', 'string']);
    expect(await desk.said()).toEqual(
      expect.arrayContaining(['factor.added success', 'session.started success']),
    );
  });

  it('confirms sensitive work of its own person, and is asked for first', async () => {
    const { passkey } = await addPasskey(desk, as);
    expect((await factors()).confirmsWith).toEqual(['passkey', 'password']);
    expect((await confirm(passkey.authenticate(await stepUpOptions()))).status).toBe(204);
  });

  it('that was added without the password confirms nothing, though it signs in', async () => {
    await newSession(desk, as, { isConfirmed: false });
    const passkey = new SoftPasskey('stf_technician');
    expect((await add(passkey.register(await registrationOptions(desk, as)))).status).toBe(201);
    await newSession(desk, as, { isConfirmed: false });
    expect((await factors()).confirmsWith).toEqual(['password']);
    const answer = passkey.authenticate(await stepUpOptions());
    expect(await codeOf(await confirm(answer))).toEqual([403, 'step_up_failed']);
    expect(await enter(passkey.authenticate(await signInOptions()))).toBeNull();
  });

  it('of someone who signs in elsewhere needs a sign-in just now: there’s no password beside it', async () => {
    const { id, sessionId } = await desk.staff(as);
    await db().update(staffMembers).set({ passwordHash: null }).where(eq(staffMembers.id, id));
    const began = (minutes: number) =>
      db()
        .update(staffSessions)
        .set({ steppedUpAt: null, createdAt: sql`now() - make_interval(mins => ${minutes})` })
        .where(eq(staffSessions.id, sessionId));
    const ask = () =>
      desk.call(REGISTRATION_OPTIONS, 'POST /api/passkeys/registration-options', { as });
    await began(9);
    const passkey = new SoftPasskey(id);
    const answer = passkey.register(await challengeOf(await ask()));
    await began(11);
    expect(await codeOf(await ask())).toEqual([403, 'step_up_required']);
    expect(await codeOf(await add(answer))).toEqual([403, 'step_up_required']);
    expect(await factors()).toMatchObject({ passkeys: [] });
  });

  it('confirms the work of someone who signs in elsewhere and has no password', async () => {
    await db()
      .update(staffMembers)
      .set({ passwordHash: null })
      .where(eq(staffMembers.email, email));
    await newSession(desk, as, { isConfirmed: false });
    const passkey = new SoftPasskey('stf_technician');
    expect((await add(passkey.register(await registrationOptions(desk, as)))).status).toBe(201);
    await newSession(desk, as, { isConfirmed: false });
    expect((await factors()).confirmsWith).toEqual(['passkey']);
    expect((await confirm(passkey.authenticate(await stepUpOptions()))).status).toBe(204);
  });

  it('is renamed and removed by its person after a confirmation, and by no one else', async () => {
    const { id } = await addPasskey(desk, as);
    const { id: another } = await addPasskey(desk, as);
    const params = { id };
    const rename = (role: Role) =>
      desk.call(PATCH, `PATCH /api/passkeys/${id}`, { as: role, params, json: { name: 'Phone' } });
    const remove = (role: Role, which = id) =>
      desk.call(DELETE, `DELETE /api/passkeys/${which}`, { as: role, params: { id: which } });
    expect(await codeOf(await rename('manager'))).toEqual([404, 'not_found']);
    expect(await codeOf(await remove('manager'))).toEqual([404, 'not_found']);
    await newSession(desk, as, { isConfirmed: false });
    expect(await codeOf(await rename(as))).toEqual([403, 'step_up_required']);
    expect(await codeOf(await remove(as))).toEqual([403, 'step_up_required']);
    await newSession(desk, as);
    expect((await rename(as)).status).toBe(204);
    expect((await factors()).passkeys.map(({ name }) => name)).toEqual(['Phone', 'Laptop']);
    expect((await remove(as)).status).toBe(204);
    await newSession(desk, as);
    expect((await remove(as, another)).status).toBe(204);
    expect((await signIn({ email, password: STAFF_PASSWORD })).error).toBeNull();
  });
});

describe('an answer of a passkey is refused', () => {
  const site = { origin: 'http://localhost:3001' };

  it.each([
    ['without user verification', { isVerified: false }],
    ['from another origin', site],
    ['from a page that only looks like ours', { origin: 'http://localhost.evil.example:3000' }],
    ['for another RP ID', { rpId: 'evil.example' }],
    ['with another person’s user handle', { userHandle: 'stf_manager' }],
  ])('%s', async (_, otherwise) => {
    const { passkey } = await addPasskey(desk, as);
    const answer = passkey.authenticate(await signInOptions(), otherwise);
    expect(await enter(answer)).toBe('passkey_refused');
    const confirmation = passkey.authenticate(await stepUpOptions(), otherwise);
    expect(await codeOf(await confirm(confirmation))).toEqual([403, 'step_up_failed']);
    expect(await enter(passkey.authenticate(await signInOptions()))).toBeNull();
  });

  it.each([
    ['without user verification', { isVerified: false }],
    ['from another origin', site],
    ['for another RP ID', { rpId: 'evil.example' }],
  ])('at registration %s', async (_, otherwise) => {
    const passkey = new SoftPasskey('stf_technician');
    const made = passkey.register(await registrationOptions(desk, as), otherwise);
    expect(await codeOf(await add(made))).toEqual([422, 'passkey_refused']);
    expect(await db().$count(passkeys)).toBe(0);
  });

  it('a second time, with a challenge of its own, of another purpose or of no one', async () => {
    const { passkey } = await addPasskey(desk, as);
    const answer = passkey.authenticate(await signInOptions());
    expect(await enter(answer)).toBeNull();
    expect(await enter(answer)).toBe('passkey_refused');
    for (const { challenge } of [
      await stepUpOptions(),
      await registrationOptions(desk, as),
      { challenge: 'A'.repeat(43) },
      { challenge: '' },
    ]) {
      expect(await enter(passkey.authenticate({ challenge }))).toBe('passkey_refused');
    }
    expect(await codeOf(await confirm(passkey.authenticate(await signInOptions())))).toEqual([
      403,
      'step_up_failed',
    ]);
  });

  it('of two simultaneous uses of one challenge', async () => {
    const { passkey } = await addPasskey(desk, as);
    const answer = passkey.authenticate(await signInOptions());
    const both = await Promise.all([enter(answer), enter(answer)]);
    expect(both.filter((error) => error === null)).toHaveLength(1);
  });

  it('after five minutes', async () => {
    const { passkey } = await addPasskey(desk, as);
    const options = await signInOptions();
    await db()
      .update(passkeyChallenges)
      .set({ expiresAt: sql`now() - interval '1 second'` });
    expect(await enter(passkey.authenticate(options))).toBe('passkey_refused');
  });

  it('when the counter didn’t go up, as of a copied passkey', async () => {
    const { passkey } = await addPasskey(desk, as);
    expect(await enter(passkey.authenticate(await signInOptions(), { counter: 7 }))).toBeNull();
    for (const counter of [7, 3, 0]) {
      const answer = passkey.authenticate(await signInOptions(), { counter });
      expect(await enter(answer)).toBe('passkey_refused');
    }
    expect(await enter(passkey.authenticate(await signInOptions(), { counter: 8 }))).toBeNull();
  });

  it('not for a passkey that never counts', async () => {
    const { passkey } = await addPasskey(desk, as);
    for (let use = 0; use < 2; use += 1) {
      const answer = passkey.authenticate(await signInOptions(), { counter: 0 });
      expect(await enter(answer)).toBeNull();
    }
  });

  it('for another person’s confirmation, and for a challenge made for another person', async () => {
    const { passkey } = await addPasskey(desk, as);
    const theirs = passkey.authenticate(await stepUpOptions('manager'));
    expect(await codeOf(await confirm(theirs, 'manager'))).toEqual([403, 'step_up_failed']);
    const foreign = passkey.authenticate(await stepUpOptions('manager'));
    expect(await codeOf(await confirm(foreign))).toEqual([403, 'step_up_failed']);
    const made = new SoftPasskey('stf_technician').register(
      await registrationOptions(desk, 'manager'),
    );
    expect(await codeOf(await add(made))).toEqual([422, 'passkey_refused']);
  });

  it('of someone disabled, of a removed passkey, and whatever isn’t an answer', async () => {
    const { passkey } = await addPasskey(desk, as);
    const disable = (isDisabled: boolean) =>
      db().update(staffMembers).set({ isDisabled }).where(eq(staffMembers.email, email));
    await disable(true);
    expect(await enter(passkey.authenticate(await signInOptions()))).toBe('passkey_refused');
    await disable(false);
    await db().delete(passkeys);
    expect(await enter(passkey.authenticate(await signInOptions()))).toBe('passkey_refused');
    for (const odd of [null, 1, 'x', {}, [], { id: 'x' }]) {
      expect(await enter(odd)).toBe('passkey_refused');
    }
  });

  it('with a forged signature', async () => {
    await addPasskey(desk, as);
    const [row] = await db().select().from(passkeys);
    const thief = new SoftPasskey('stf_technician');
    const answer = thief.authenticate(await signInOptions());
    const credentialId = row?.credentialId ?? '';
    expect(await enter({ ...answer, id: credentialId, rawId: credentialId })).toBe(
      'passkey_refused',
    );
  });
});

it('the same passkey isn’t added twice, nor taken from another person', async () => {
  const { passkey } = await addPasskey(desk, as);
  const again = passkey.register(await registrationOptions(desk, as));
  expect(await codeOf(await add(again))).toEqual([409, 'conflict']);
});

it('strangers get as many challenges as a sign-in page needs, and no more, from our own pages', async () => {
  const answers = await Promise.all(Array.from({ length: 125 }, askSignIn));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(120);
  expect(statuses.filter((status) => status === 429)).toHaveLength(5);
  const headers = { 'sec-fetch-site': 'cross-site' };
  const line = 'POST /api/passkeys/sign-in-options';
  const foreign = await desk.call(SIGN_IN_OPTIONS, line, { as: null, headers });
  expect(await codeOf(foreign)).toEqual([403, 'cross_origin']);
});

it('an address without a host name has no passkeys, and says why', async () => {
  process.env.APP_URL = 'https://192.0.2.7';
  resetEnv();
  try {
    expect(await codeOf(await askSignIn())).toEqual([409, 'conflict']);
  } finally {
    process.env.APP_URL = 'http://localhost:3000';
    resetEnv();
  }
});
