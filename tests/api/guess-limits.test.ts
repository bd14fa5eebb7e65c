import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { desc, eq } from 'drizzle-orm';
import { NextRequest } from 'next/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as SIGN_IN } from '@/app/api/auth/[...nextauth]/route';
import { POST as SET_UP } from '@/app/api/set-up/route';
import { signInCounters, verifyGuess } from '@/lib/server/auth/guesses';
import { recordCountedRefusals } from '@/lib/server/auth/record-refusal';
import { verifySignIn } from '@/lib/server/auth/verify-sign-in';
import { db } from '@/lib/server/db/client';
import { auditEvents, guessCounters } from '@/lib/server/db/schema';
import { readKey } from '@/lib/server/env';
import { createSetUpLink } from '@/lib/server/staff/set-up-links';
import { forgetGuesses, passGuessSeconds } from '@/tests/support/guesses';
import { knownToNext } from '@/tests/support/next-headers';
import { STAFF_PASSWORD, startPolicyDesk, type PolicyDesk } from '@/tests/support/policy-desk';
import { program } from '@/tests/support/program';

let desk: PolicyDesk;
const email = 'technician@desk.example';

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(async () => {
  await desk.begin();
  await forgetGuesses();
});
afterAll(() => desk.close());

/** Signs in as a browser does. @returns the error, or the cookie that marks the browser */
async function signIn(
  given: { email?: string; password?: string; ip?: string; cookie?: string } = {},
): Promise<{ error: string | null; known: string }> {
  const csrfToken = 'f'.repeat(64);
  const proof = createHash('sha256')
    .update(csrfToken + readKey('AUTH_SECRET'))
    .digest('hex');
  const request = new NextRequest('http://localhost:3000/api/auth/callback/credentials', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-forwarded-for': given.ip ?? '203.0.113.7',
      cookie: `next-auth.csrf-token=${csrfToken}%7C${proof}; ${given.cookie ?? ''}`,
    },
    body: new URLSearchParams({
      ...{ csrfToken, json: 'true', email: given.email ?? email },
      password: given.password ?? STAFF_PASSWORD,
    }).toString(),
  });
  const params = Promise.resolve({ nextauth: ['callback', 'credentials'] });
  const response = await knownToNext((known) => SIGN_IN(known, { params }))(request, { params });
  const { url } = (await response.json()) as { url: string };
  const cookie = response.headers.getSetCookie().find((text) => text.includes('.known-')) ?? '';
  return { error: new URL(url).searchParams.get('error'), known: cookie.split(';')[0] ?? '' };
}

const wrong = (given: Parameters<typeof signIn>[0] = {}) =>
  signIn({ ...given, password: 'a wrong one, though long' });

async function tally(guesses: Promise<{ error: string | null }>[]) {
  const errors = (await Promise.all(guesses)).map(({ error }) => error ?? 'signed in');
  return Object.fromEntries(
    [...new Set(errors)].sort().map((name) => [name, errors.filter((e) => e === name).length]),
  );
}

const times = <T>(count: number, work: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => work(index));

describe('guessing one account (S3, N19)', () => {
  it('compares ten of two hundred simultaneous guesses across two servers', async () => {
    const [condition = '', file = ''] = await program('tests/support/guess-process.ts');
    const child = fork(file, [email, 'a wrong one, though long', '100'], { execArgv: [condition] });
    await once(child, 'message');
    const theirs = once(child, 'message');
    child.send('go');
    const headers = new Headers({ 'x-forwarded-for': '203.0.113.7' });
    const ours = await Promise.all(
      times(100, () => verifySignIn(headers, { email, password: 'a wrong one, though long' })),
    );
    const [outcomes] = (await theirs) as [string[]];
    const all = [
      ...ours.map((outcome) => outcome ?? 'compared'),
      ...outcomes.map((o) => (o === 'compared' ? o : 'held')),
    ];
    expect(all.filter((outcome) => outcome === 'compared')).toHaveLength(10);
    expect(all.filter((outcome) => outcome === 'held')).toHaveLength(190);
  }, 60_000);

  it('allows ten a minute from anywhere, then 1, 2, 4 … 60 seconds apart', async () => {
    const from = (index: number) => ({ ip: `198.51.100.${index}` });
    expect(await tally(times(60, (index) => wrong(from(index))))).toEqual({
      CredentialsSignin: 10,
      too_many_attempts: 50,
    });
    await passGuessSeconds(60);
    for (const [index, seconds] of [0, 2, 4, 8, 16, 32, 60, 60].entries()) {
      await passGuessSeconds(seconds / 2);
      if (seconds > 0) expect((await wrong(from(200))).error).toBe('too_many_attempts');
      await passGuessSeconds(seconds / 2);
      expect((await wrong(from(100 + index))).error, `after ${seconds} s`).toBe(
        'CredentialsSignin',
      );
    }
    await passGuessSeconds(60);
    expect((await signIn({ ip: '192.0.2.1' })).error).toBeNull();
  });

  it('counts an IPv6 network as one, in any spelling, and an IPv4 address as one', async () => {
    const spelled = (index: number) => `2001:db8:1:1::${(index + 1).toString(16)}`;
    const guesses = times(40, (index) =>
      wrong({ email: `p${index}@desk.example`, ip: spelled(index) }),
    );
    expect(await tally(guesses)).toEqual({ CredentialsSignin: 30, too_many_attempts: 10 });
    expect((await wrong({ ip: '2001:0db8:0001:0001:ffff::' })).error).toBe('too_many_attempts');
    expect((await wrong({ ip: '2001:db8:1:2::1' })).error).toBe('CredentialsSignin');
  });

  it('holds back the network that keeps guessing, not the person who signs in elsewhere', async () => {
    for (let minute = 0; minute < 12; minute += 1) {
      await tally(times(20, () => wrong()));
      await passGuessSeconds(60);
    }
    await tally(times(20, () => wrong()));
    await passGuessSeconds(1);
    expect((await signIn({ ip: '192.0.2.1' })).error).toBeNull();
    expect((await signIn()).error).toBe('too_many_attempts');
  });

  it('requires an hour between attempts after a hundred failures in a row, and never locks', async () => {
    await wrong();
    await db().update(guessCounters).set({ inARow: 100 });
    await passGuessSeconds(3_598);
    expect((await signIn()).error).toBe('too_many_attempts');
    await passGuessSeconds(2);
    expect((await signIn()).error).toBeNull();
    expect((await wrong()).error).toBe('CredentialsSignin');
  });

  it('signs one person in ten times at once without counting any', async () => {
    expect(await tally(times(10, () => signIn()))).toEqual({ 'signed in': 10 });
    expect(await tally(times(10, () => wrong()))).toEqual({ CredentialsSignin: 10 });
  });
});

describe('a browser used before (S4)', () => {
  it('lets its user in while others guess from everywhere and from the same address', async () => {
    const { known } = await signIn();
    await tally(times(100, () => wrong()));
    await tally(times(60, (index) => wrong({ ip: `198.51.100.${index}` })));
    expect((await signIn()).error).toBe('too_many_attempts');
    expect((await signIn({ cookie: known })).error).toBeNull();
  });

  it('counts only for its user, and only with a cookie we signed', async () => {
    const { known } = await signIn();
    await tally(times(40, (index) => wrong({ email: `p${index}@desk.example` })));
    const manager = { email: 'manager@desk.example' };
    expect((await signIn({ ...manager, cookie: known })).error).toBe('too_many_attempts');
    const [name, value = ''] = known.split('=');
    // The last of 43 letters can have only sixteen values, `A` among them.
    const forged = value.endsWith('A') ? 'E' : 'A';
    for (const cookie of [
      `${name}=`,
      `${name}=${value.slice(0, -1)}${forged}`,
      `${name}=${'A'.repeat(22)}${value.slice(22)}`,
      known.replace(/known-\w+/, 'known-000000000000'),
    ]) {
      expect((await signIn({ cookie })).error, cookie).toBe('too_many_attempts');
    }
  });

  it('is limited separately: someone with a copied cookie gets ten guesses a minute', async () => {
    const { known } = await signIn();
    expect(await tally(times(40, () => wrong({ cookie: known })))).toEqual({
      CredentialsSignin: 10,
      too_many_attempts: 30,
    });
  });

  it('is marked by a cookie that scripts can’t read', async () => {
    const { known } = await signIn();
    expect(known).toMatch(/^reseller-desk\.known-[0-9a-f]{12}=[\w-]{22}\.\d{10}\.[\w-]{43}$/);
  });
});

it('lets a person in within a minute after a hundred failed sign-ins from their address (S4, N19)', async () => {
  await tally(times(100, (index) => wrong({ email: `p${index}@desk.example` })));
  expect((await signIn()).error).toBe('too_many_attempts');
  await passGuessSeconds(60);
  expect((await signIn()).error).toBeNull();
});

describe('the log', () => {
  const recorded = async (action: string) =>
    db()
      .select({ actor: auditEvents.actorEmail, details: auditEvents.details })
      .from(auditEvents)
      .where(eq(auditEvents.action, action))
      .orderBy(desc(auditEvents.sequence));

  it('has one event a minute for refused sign-ins per person and network, with their number', async () => {
    const before = (await recorded('session.refused')).length;
    await tally(times(8, () => wrong()));
    await recordCountedRefusals();
    expect((await recorded('session.refused')).slice(0, -before || undefined)).toEqual([
      { actor: email, details: { count: 1 } },
    ]);
    await passGuessSeconds(61);
    await Promise.all([recordCountedRefusals(), recordCountedRefusals()]);
    const [last, ...others] = await recorded('session.refused');
    expect(last).toMatchObject({ actor: email, details: { count: 7 } });
    expect(others).toHaveLength(before + 1);
    await passGuessSeconds(61);
    await recordCountedRefusals();
    expect(await recorded('session.refused')).toHaveLength(before + 2);
  });

  it('has one event a minute for all unknown names from one network', async () => {
    const before = (await recorded('session.refused')).length;
    await tally(times(40, (index) => wrong({ email: `p${index}@desk.example` })));
    expect(await recorded('session.refused')).toHaveLength(before + 1);
  });

  it('has one event per hold, however many attempts it refuses', async () => {
    const before = (await recorded('session.held')).length;
    await tally(times(60, () => wrong()));
    await passGuessSeconds(30);
    await tally(times(20, () => wrong()));
    const held = (await recorded('session.held')).slice(0, -before || undefined);
    expect(held).toEqual([
      { actor: email, details: { by: expect.any(String), seconds: expect.any(Number) } },
    ]);
  });

  it('has refused setup links once a minute; a valid link still works', async () => {
    const setUp = async (token: string) =>
      desk.call(SET_UP, 'POST /api/set-up', {
        as: null,
        json: { token, password: 'four winds over Lund 8' },
      });
    const answers = await Promise.all(times(40, () => setUp('x'.repeat(43))));
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(30);
    const held = answers.filter(({ status }) => status === 429);
    expect(held).toHaveLength(10);
    expect(Number(held[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await recorded('staff.set_up_refused')).toHaveLength(1);
    expect(await recorded('staff.set_up_held')).toHaveLength(1);
    const { id } = await desk.staff('technician');
    const { url } = await createSetUpLink(id);
    expect((await setUp(new URL(url).searchParams.get('token') ?? '')).status).toBe(204);
  });
});

it('what was right so far takes back only what it counted: it doesn’t speed up the guesses of others', async () => {
  const guess = async (ip: string, outcome: false | 'unfinished') => {
    await passGuessSeconds(120);
    const counters = signInCounters(email, ip, null);
    const onHold = () => Promise.reject(new Error('held'));
    await verifyGuess({ counters, isKnown: false, onHold }, async () => outcome);
  };
  const ofAccount = async () => {
    const rows = await db().select().from(guessCounters);
    return rows.find(({ key }) => key.startsWith('account'))?.inARow;
  };
  for (let n = 0; n < 12; n += 1) await guess('203.0.113.7', false);
  for (let n = 0; n < 3; n += 1) await guess('198.51.100.9', false);
  const before = await ofAccount();
  expect(before).toBe(13);
  for (let n = 0; n < 5; n += 1) await guess('203.0.113.7', 'unfinished');
  expect(await ofAccount()).toBe(before);
  await guess('198.51.100.9', 'unfinished');
  expect(await ofAccount()).toBe(before);
});
