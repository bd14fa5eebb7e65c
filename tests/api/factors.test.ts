import { fork } from 'node:child_process';
import { once } from 'node:events';
import { eq, sql } from 'drizzle-orm';
import { NextRequest } from 'next/server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { POST as RENEW } from '@/app/api/factors/recovery-codes/route';
import { GET } from '@/app/api/factors/route';
import { POST as CONFIRM } from '@/app/api/factors/totp/confirm/route';
import { DELETE, POST as START } from '@/app/api/factors/totp/route';
import { GET as PROFILE } from '@/app/api/profile/route';
import { DELETE as RESET } from '@/app/api/staff/[id]/factors/route';
import { POST as STEP_UP } from '@/app/api/step-up/route';
import type { Factors, NewTotp, RecoveryCodes } from '@/lib/contract/factors';
import { systemActor } from '@/lib/server/actor';
import { useCode } from '@/lib/server/auth/factors/use-code';
import { recordCountedRefusals } from '@/lib/server/auth/record-refusal';
import { openSession, startSession } from '@/lib/server/auth/sessions';
import { db } from '@/lib/server/db/client';
import { auditEvents, recoveryCodes, staffMembers, totpSeeds } from '@/lib/server/db/schema';
import { cookieOf } from '@/tests/support/call-route';
import {
  addTotp,
  codeAt,
  middleOfStep,
  newSession,
  newTotp,
  withoutFactors,
} from '@/tests/support/factors';
import { forgetGuesses, passGuessSeconds } from '@/tests/support/guesses';
import {
  codeOf,
  STAFF_PASSWORD,
  startPolicyDesk,
  type PolicyDesk,
} from '@/tests/support/policy-desk';
import { program } from '@/tests/support/program';
import { signIn } from '@/tests/support/sign-in';

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

const factors = async () =>
  (await (await desk.call(GET, 'GET /api/factors', { as })).json()) as Factors;
const start = () => desk.call(START, 'POST /api/factors/totp', { as });
const confirm = (code: string) =>
  desk.call(CONFIRM, 'POST /api/factors/totp/confirm', { as, json: { code } });
const renew = () => desk.call(RENEW, 'POST /api/factors/recovery-codes', { as });
const remove = () => desk.call(DELETE, 'DELETE /api/factors/totp', { as });
const enter = (code?: string, password = STAFF_PASSWORD) =>
  signIn({ email, password, ...(code !== undefined && { code }) });
const confirmWith = (json: unknown) => desk.call(STEP_UP, 'POST /api/step-up', { as, json });

/** As if all codes were used long ago. */
const forgetSteps = () => db().update(totpSeeds).set({ lastStep: null });

describe('adding an authenticator app', () => {
  it('needs a code before it is in use, and then shows ten recovery codes once', async () => {
    const response = await start();
    expect(response.status).toBe(201);
    const { secret, uri } = (await response.json()) as NewTotp;
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(uri).toBe(
      `otpauth://totp/Reseller%20Desk:technician%40desk.example?secret=${secret}&issuer=Reseller%20Desk`,
    );
    expect(await factors()).toMatchObject({ totp: null, recoveryCodesLeft: 0 });
    expect((await enter()).error).toBeNull();

    expect(await codeOf(await confirm('000000'))).toEqual([422, 'second_factor_wrong']);
    const confirmed = await confirm(` ${(await codeAt(secret)).replace(/(...)/, '$1 ')}`);
    expect(confirmed.status).toBe(200);
    const { recoveryCodes: codes } = (await confirmed.json()) as RecoveryCodes;
    expect(new Set(codes).size).toBe(10);
    const isWell = (code: string) =>
      /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/.test(code);
    expect(codes.filter((code) => !isWell(code))).toEqual([]);
    expect((await enter()).error).toBe('second_factor_required');
    expect(await desk.said()).toContain('factor.added success');
  });

  it('stores neither the secret nor a recovery code as text, and shows them to no one again', async () => {
    const { secret, recoveryCodes: codes } = await addTotp(desk, as);
    const [seed] = await db().select().from(totpSeeds);
    expect(seed?.sealed.includes(secret)).toBe(false);
    const rows = await db().select().from(recoveryCodes);
    expect(rows.map(({ hash }) => hash.slice(0, 10))).toEqual(Array(10).fill('$argon2id$'));
    const texts = [JSON.stringify(await factors()), JSON.stringify(await desk.events())];
    for (const text of texts) {
      expect(text).not.toContain(secret);
      expect(codes.filter((code) => text.includes(code))).toEqual([]);
    }
  });

  it('ends the person’s other sessions and moves this one to a new id (N13)', async () => {
    const elsewhere = await startSession('stf_technician', { ip: null, userAgent: null });
    const { sessionId: before } = await desk.staff(as);
    const confirmed = await confirm(await codeAt(await newTotp(desk, as)));
    expect(confirmed.headers.get('set-cookie')).toMatch(/^reseller-desk\.session=/);
    const call = async (sessionId: string) =>
      desk.call(PROFILE, 'GET /api/profile', {
        as: null,
        headers: { cookie: await cookieOf({ sessionId }) },
      });
    expect((await call(elsewhere)).status).toBe(401);
    expect((await call(before)).status).toBe(401);
  });

  it('needs no confirmation for the first factor, and one for everything after it (N17)', async () => {
    await newSession(desk, as, { isConfirmed: false });
    expect((await confirm(await codeAt(await newTotp(desk, as)))).status).toBe(200);
    await newSession(desk, as, { isConfirmed: false });
    for (const refused of [await start(), await confirm('1'), await remove(), await renew()]) {
      expect(await codeOf(refused)).toEqual([403, 'step_up_required']);
    }
    expect((await factors()).totp).not.toBeNull();
  });

  it('is refused while there is one, and a second confirmation of it, too', async () => {
    const { secret } = await addTotp(desk, as);
    expect(await codeOf(await start())).toEqual([409, 'conflict']);
    expect(await codeOf(await confirm(await codeAt(secret)))).toEqual([409, 'conflict']);
    expect((await enter(await codeAt(secret))).error).toBeNull();
  });
});

describe('signing in with a second factor (N17)', () => {
  it('opens no session without a code, with a wrong one, or with a code for a wrong password', async () => {
    const { secret } = await addTotp(desk, as);
    expect(await enter()).toEqual({ error: 'second_factor_required', cookie: null });
    expect(await enter('  ')).toEqual({ error: 'second_factor_required', cookie: null });
    expect(await enter('123456')).toEqual({ error: 'second_factor_wrong', cookie: null });
    expect(await enter('not a code')).toEqual({ error: 'second_factor_wrong', cookie: null });
    const right = await codeAt(secret);
    expect(await enter(right, 'not the password')).toEqual({
      error: 'CredentialsSignin',
      cookie: null,
    });
    const entered = await enter(right);
    expect(entered.error).toBeNull();
    expect(entered.cookie).toMatch(/^reseller-desk\.session=/);
  });

  it('says the same about a wrong password with and without a second factor', async () => {
    await addTotp(desk, as);
    for (const code of [undefined, '123456']) {
      const theirs = await signIn({ email, password: 'a wrong one', ...(code && { code }) });
      const others = await signIn({
        ...{ email: 'manager@desk.example', password: 'a wrong one' },
        ...(code && { code }),
      });
      expect(theirs).toEqual({ error: 'CredentialsSignin', cookie: null });
      expect(others).toEqual(theirs);
    }
  });

  it('ignores a code of someone who has no second factor', async () => {
    expect((await enter('123456')).error).toBeNull();
  });

  it('accepts a code of the step before and after, and none further away', async () => {
    const { secret } = await addTotp(desk, as);
    for (const [steps, error] of [
      [-2, 'second_factor_wrong'],
      [2, 'second_factor_wrong'],
      [-10, 'second_factor_wrong'],
      [10, 'second_factor_wrong'],
      [-1, null],
      [0, null],
      [1, null],
    ] as const) {
      expect([steps, (await enter(await codeAt(secret, steps))).error]).toEqual([steps, error]);
    }
  });

  it('refuses a code that was used, and an older one', async () => {
    const { secret } = await addTotp(desk, as);
    expect((await enter(await codeAt(secret))).error).toBeNull();
    expect((await enter(await codeAt(secret))).error).toBe('second_factor_wrong');
    expect((await enter(await codeAt(secret, -1))).error).toBe('second_factor_wrong');
    expect((await enter(await codeAt(secret, 1))).error).toBeNull();
  });

  it('lets one of several simultaneous uses of a code succeed, across two servers', async () => {
    const { secret } = await addTotp(desk, as);
    const [condition = '', file = ''] = await program('tests/support/code-process.ts');
    const code = await codeAt(secret, 1);
    const child = fork(file, ['stf_technician', code], { execArgv: [condition] });
    await once(child, 'message');
    const theirs = once(child, 'message');
    child.send('go');
    const actor = { ...systemActor('request-1'), id: 'stf_technician' };
    const ours = await Promise.all(
      Array.from({ length: 5 }, () => useCode(actor, code, 'sign_in')),
    );
    const [outcomes] = (await theirs) as [boolean[]];
    expect([...ours, ...outcomes].filter(Boolean)).toHaveLength(1);
  }, 60_000);

  it('accepts each recovery code once, however it is typed, with an event', async () => {
    const { recoveryCodes: codes } = await addTotp(desk, as);
    const [first = '', second = ''] = codes;
    expect((await enter(first.toLowerCase().replaceAll('-', ' '))).error).toBeNull();
    expect((await enter(first)).error).toBe('second_factor_wrong');
    const typed = second.replaceAll('0', 'o').replaceAll('1', 'l');
    expect((await enter(typed)).error).toBeNull();
    expect((await factors()).recoveryCodesLeft).toBe(8);
    const used = (await desk.said()).filter((event) => event.startsWith('recovery_code.used'));
    expect(used).toEqual(['recovery_code.used success', 'recovery_code.used success']);
  });

  it('accepts one of two simultaneous uses of a recovery code', async () => {
    const { recoveryCodes: codes } = await addTotp(desk, as);
    const both = await Promise.all([enter(codes[3]), enter(codes[3])]);
    expect(both.map(({ error }) => error ?? 'signed in').sort()).toEqual([
      'second_factor_wrong',
      'signed in',
    ]);
  });

  it('isn’t passed over by a sign-in that began before the factor was added', async () => {
    const [staff] = await db().select().from(staffMembers).where(eq(staffMembers.email, email));
    await addTotp(desk, as);
    const request = new NextRequest('http://localhost:3000/');
    const actor = { ...systemActor('request-1'), id: 'stf_technician' };
    const { passwordHash = null } = staff ?? {};
    expect(await openSession(request, actor, { passwordHash, hasUsedFactor: false })).toBeNull();
  });

  it('records wrong codes as such, once a minute with their count', async () => {
    await addTotp(desk, as);
    await Promise.all(Array.from({ length: 3 }, () => enter('123456')));
    await passGuessSeconds(61);
    await recordCountedRefusals();
    const refusals = (await desk.events()).filter(
      ({ action }) => action === 'session.code_refused',
    );
    expect(refusals.map(({ details }) => details.count)).toEqual([1, 2]);
  });
});

describe('guessing codes', () => {
  it('compares ten of forty simultaneous guesses of someone who knows the password', async () => {
    await addTotp(desk, as);
    const guesses = Array.from({ length: 40 }, (_, index) => enter(String(100_000 + index)));
    const errors = (await Promise.all(guesses)).map(({ error }) => error);
    expect(errors.filter((error) => error === 'second_factor_wrong')).toHaveLength(10);
    expect(errors.filter((error) => error === 'too_many_attempts')).toHaveLength(30);
  });

  it('isn’t made cheaper by signing in halfway between the guesses', async () => {
    await addTotp(desk, as);
    for (let guess = 0; guess < 10; guess += 1) {
      expect((await enter('123456')).error).toBe('second_factor_wrong');
      await passGuessSeconds(guess === 9 ? 0 : 7);
      if (guess < 9) expect((await enter()).error).toBe('second_factor_required');
    }
    await passGuessSeconds(60);
    expect((await enter('123456')).error).toBe('second_factor_wrong');
    // Eleven in a row: the next has to wait two seconds, which half a sign-in didn’t forgive.
    expect((await enter('123456')).error).toBe('too_many_attempts');
  });
});

describe('confirming sensitive work with a code', () => {
  it('works with a code or a recovery code, each once', async () => {
    const { secret, recoveryCodes: codes } = await addTotp(desk, as);
    const used = await codeAt(secret, -1);
    expect((await confirmWith({ code: used })).status).toBe(204);
    await newSession(desk, as, { isConfirmed: false });
    expect(await codeOf(await confirmWith({ code: used }))).toEqual([403, 'step_up_failed']);
    expect((await confirmWith({ code: codes[0] })).status).toBe(204);
    await newSession(desk, as, { isConfirmed: false });
    expect(await codeOf(await confirmWith({ code: codes[0] }))).toEqual([403, 'step_up_failed']);
    expect((await confirmWith({ password: STAFF_PASSWORD })).status).toBe(204);
    expect((await factors()).confirmsWith).toEqual(['code', 'password']);
  });

  it('isn’t possible with a factor that was added without the password, until it was used beside it', async () => {
    await newSession(desk, as, { isConfirmed: false });
    const secret = await newTotp(desk, as);
    const confirmed = await confirm(await codeAt(secret, -1));
    const { recoveryCodes: codes } = (await confirmed.json()) as RecoveryCodes;
    await newSession(desk, as, { isConfirmed: false });
    expect((await factors()).confirmsWith).toEqual(['password']);
    for (const code of [await codeAt(secret), codes[0]]) {
      expect(await codeOf(await confirmWith({ code }))).toEqual([403, 'step_up_failed']);
    }
    expect((await enter(await codeAt(secret))).error).toBeNull();
    await forgetSteps();
    expect((await confirmWith({ code: await codeAt(secret) })).status).toBe(204);
  });

  it('accepts a password or a code, not both and not neither', async () => {
    for (const json of [
      {},
      { code: '' },
      { code: 'x'.repeat(101) },
      { password: 'a', code: 'b' },
    ]) {
      expect(await codeOf(await confirmWith(json))).toEqual([400, 'invalid_request']);
    }
  });
});

describe('recovery codes and removing', () => {
  it('replaces the codes by a new set', async () => {
    const { recoveryCodes: old } = await addTotp(desk, as);
    const response = await renew();
    const { recoveryCodes: codes } = (await response.json()) as RecoveryCodes;
    expect([response.status, codes.length]).toEqual([200, 10]);
    expect((await enter(old[0])).error).toBe('second_factor_wrong');
    expect((await enter(codes[0])).error).toBeNull();
    expect(await desk.said()).toContain('recovery_code.created success');
  });

  it('gives no codes to someone without a factor', async () => {
    expect(await codeOf(await renew())).toEqual([409, 'conflict']);
  });

  it('removes the app with its codes, and then the password is enough', async () => {
    await addTotp(desk, as);
    const response = await remove();
    expect(response.status).toBe(204);
    expect(response.headers.get('set-cookie')).toMatch(/^reseller-desk\.session=/);
    expect(await db().$count(recoveryCodes)).toBe(0);
    expect((await enter()).error).toBeNull();
    expect(await desk.said()).toContain('factor.removed success');
    await newSession(desk, as);
    expect(await codeOf(await remove())).toEqual([404, 'not_found']);
  });
});

describe('DELETE /api/staff/{id}/factors', () => {
  const reset = (id: string) =>
    desk.call(RESET, `DELETE /api/staff/${id}/factors`, { params: { id } });

  it('removes someone’s factors, ends their sessions and is recorded', async () => {
    await addTotp(desk, as);
    expect((await reset('stf_technician')).status).toBe(204);
    expect((await desk.call(GET, 'GET /api/factors', { as })).status).toBe(401);
    expect((await enter()).error).toBeNull();
    const [event] = await db()
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.action, 'factor.reset'))
      .orderBy(sql`sequence desc`);
    expect(event).toMatchObject({
      ...{ target: email, actorEmail: 'administrator@desk.example', outcome: 'success' },
      details: { factors: ['totp'] },
    });
  });

  it('isn’t a way around confirming the removal of one’s own, nor for someone who doesn’t exist', async () => {
    expect(await codeOf(await reset('stf_administrator'))).toEqual([409, 'conflict']);
    expect(await codeOf(await reset('stf_nobody'))).toEqual([404, 'not_found']);
  });
});
