import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { Problem } from '@/lib/contract/problem';
import { db } from '@/lib/server/db/client';
import { signInAttempts } from '@/lib/server/db/schema';
import { forgetUpstreams } from '@/tests/support/call-route';
import { codeOf, PASSWORD, startPolicyDesk, type PolicyDesk } from '@/tests/support/policy-desk';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(() => desk.begin());
afterAll(() => desk.close());

const ticketed = { ticketPattern: 'INC-####' };
const reasoned = { reasonRequired: true, reasonMinLength: 8 };

type Case = [string, Partial<AccountPolicy>, Record<string, string>, number, string];

describe('the account’s policy', () => {
  const refused: Case[] = [
    ['no reason', reasoned, {}, 422, 'reason_required'],
    ['a reason of blanks', reasoned, { reason: ' '.repeat(20) }, 422, 'reason_required'],
    ['a short reason', reasoned, { reason: 'printer' }, 422, 'reason_required'],
    ['one character repeated', reasoned, { reason: 'x'.repeat(20) }, 422, 'reason_required'],
    ['dots alone', reasoned, { reason: '. . . . . . .' }, 422, 'reason_required'],
    ['no ticket', ticketed, {}, 422, 'ticket_required'],
    ['another ticket', ticketed, { ticket: 'INC-12' }, 422, 'ticket_required'],
    ['more than a ticket', ticketed, { ticket: 'INC-1234 or so' }, 422, 'ticket_required'],
    ['no step-up', { stepUp: 'password' }, {}, 403, 'step_up_required'],
    ['no approval', { approval: 'second_person' }, {}, 403, 'approval_required'],
    [
      'this customer blocked',
      { blockedCustomers: ['ANN@South.example'] },
      {},
      403,
      'customer_blocked',
    ],
    ['the domain blocked', { blockedCustomers: ['south.example'] }, {}, 403, 'customer_blocked'],
    [
      'the domain above blocked',
      { blockedCustomers: ['@north.example'] },
      { username: 'eve@sub.north.example', password: PASSWORD },
      403,
      'customer_blocked',
    ],
  ];
  it.each(refused)(
    'refuses %s before asking the vault or the vendor',
    async (_, policy, form, status, code) => {
      await desk.setPolicy(policy);
      for (const typed of [{}, { password: PASSWORD }] as Record<string, string>[]) {
        expect(await codeOf(await desk.signIn({ ...form, ...typed }))).toEqual([status, code]);
      }
      expect(desk.calls()).toEqual([]);
      const isPrompt = code === 'step_up_required';
      expect(await desk.denials()).toEqual(
        isPrompt ? [] : Array(2).fill(`auto_login.denied ${code}`),
      );
      if (isPrompt) expect(await desk.said()).toContain('auto_login.step_up_required unknown');
      expect(await desk.said()).not.toContain('auto_login.requested unknown');
    },
  );

  const admitted: [string, Partial<AccountPolicy>, Record<string, string>][] = [
    ['nothing where nothing is laid down', {}, {}],
    ['a reason in words', reasoned, { reason: 'Printer broken' }],
    ['a ticket of the form, in any case', ticketed, { ticket: 'inc-1234' }],
    [
      'a customer beside the blocked ones',
      { blockedCustomers: ['th.example', 'an@south.example'] },
      {},
    ],
  ];
  it.each(admitted)('accepts %s', async (_, policy, form) => {
    await desk.setPolicy(policy);
    expect((await desk.signIn(form)).status).toBe(303);
    expect(desk.calls()).toEqual(['signin']);
  });

  it('names the field that was refused, and the page asks for it', async () => {
    await desk.setPolicy({ ...reasoned, ...ticketed });
    const problem = (await (await desk.signIn({ reason: 'short' })).json()) as Problem;
    expect(problem.errors).toEqual([
      {
        path: 'reason',
        code: 'reason_required',
        message: 'The reason must have at least 8 characters.',
      },
    ]);
    const { POST } = await import('@/app/api/auto-login/route');
    const page = await desk.call(POST, 'POST /api/auto-login', {
      as: 'technician',
      form: { username: 'ann@south.example', reason: 'a <b>', ticket: 'INC-7' },
      headers: { accept: 'text/html' },
    });
    const html = await page.text();
    expect(html).toContain('name="reason" value="a &lt;b&gt;"');
    expect(html).toContain('name="ticket" value="INC-7"');
    expect(html).not.toContain('type="password"');
  });
});

describe('rejections by the vendor', () => {
  const wrong = { password: 'wrong' };

  it('hold sign-ins as a customer before the vendor locks the account, for everyone, until the hold expires', async () => {
    for (const as of ['technician', 'manager', 'administrator'] as const) {
      expect(await codeOf(await desk.signIn(wrong, as))).toEqual([422, 'upstream_rejected']);
    }
    const held = await desk.signIn({ password: PASSWORD });
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(await codeOf(held)).toEqual([429, 'sign_in_held']);
    expect(desk.calls().filter((operation) => operation === 'signin')).toHaveLength(3);
    expect(await desk.denials()).toEqual([]);
    expect(await desk.said()).toContain('auto_login.held failure');
    const other = { username: 'bob@north.example', password: PASSWORD };
    expect((await desk.signIn(other)).status).toBe(303);
    await desk.passMinutes('sign_in_attempts', ['began_at'], 16);
    expect((await desk.signIn({ password: PASSWORD })).status).toBe(303);
  });

  it('are forgotten once a manager stores the correct password', async () => {
    for (let count = 0; count < 3; count += 1) await desk.signIn(wrong);
    expect(await codeOf(await desk.signIn())).toEqual([429, 'sign_in_held']);
    const { PUT } = await import('@/app/api/stored-passwords/route');
    const json = { username: 'ann@south.example', password: PASSWORD };
    await desk.call(PUT, 'PUT /api/stored-passwords', { as: 'manager', json });
    expect((await desk.signIn()).status).toBe(303);
  });

  it('don’t include those caused by our key or by a missing password', async () => {
    desk.sandbox.remotepc.faults.set('signin', { status: 401 });
    desk.sandbox.remotepc.faults.set('list', { status: 401 });
    for (let count = 0; count < 5; count += 1) {
      expect(await codeOf(await desk.signIn())).toEqual([502, 'upstream_unauthorized']);
    }
    expect(desk.calls().filter((operation) => operation === 'signin')).toHaveLength(1);
    desk.sandbox.remotepc.faults.clear();
    expect((await desk.signIn()).status).toBe(303);
    const bare = { username: 'bob@north.example' };
    for (let count = 0; count < 5; count += 1) {
      expect(await codeOf(await desk.signIn(bare))).toEqual([409, 'password_required']);
    }
  });

  it('for a blocked address hold only that customer for some minutes', async () => {
    const blocked = { username: 'ip@west.example', password: PASSWORD };
    expect(await codeOf(await desk.signIn(blocked))).toEqual([409, 'ip_blocked']);
    const again = await desk.signIn(blocked, 'manager');
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(290);
    const problem = (await again.json()) as Problem;
    expect([again.status, problem.code]).toEqual([503, 'circuit_open']);
    expect(problem.detail).toMatch(/ip@west\.example.* until \d\d:\d\d UTC/);
    expect((await desk.signIn()).status).toBe(303);
    expect(desk.calls()).toEqual(['signin', 'signin']);
    expect(await desk.denials()).toEqual([]);
    expect(await desk.said()).toContain('auto_login.held failure');
    await desk.passMinutes('sign_in_holds', ['held_at'], 5);
    expect(await codeOf(await desk.signIn(blocked))).toEqual([409, 'ip_blocked']);
  });

  it('for the address of a second customer within five minutes hold the account, on every server', async () => {
    const { state } = desk.sandbox.remotepc;
    state.addUser({ username: 'ip2@west.example', password: PASSWORD });
    state.blockIp('ip2@west.example');
    const blocked = (name: string) => desk.signIn({ username: name, password: PASSWORD });
    await blocked('ip@west.example');
    await desk.passMinutes('sign_in_holds', ['held_at'], 6);
    expect(await codeOf(await blocked('ip2@west.example'))).toEqual([409, 'ip_blocked']);
    await desk.passMinutes('sign_in_holds', ['held_at'], 3);
    expect(await codeOf(await blocked('ip@west.example'))).toEqual([409, 'ip_blocked']);
    forgetUpstreams();
    const other = await desk.signIn();
    const problem = (await other.json()) as Problem;
    expect([other.status, problem.code]).toEqual([503, 'circuit_open']);
    expect(problem.detail).toContain('ip2@west.example, ip@west.example');
    expect(problem.detail).toMatch(/until \d\d:\d\d UTC/);
    await desk.passMinutes('sign_in_holds', ['held_at'], 5);
    expect((await desk.signIn()).status).toBe(303);
  });

  it.each([{ delayMs: 2_000 }, { resetAfter: true as const }, { truncateAt: 30 }, { status: 500 }])(
    'may be among lost responses, so those count: %j',
    async (fault) => {
      desk.sandbox.remotepc.faults.set('signin', fault);
      for (let count = 0; count < 3; count += 1) {
        expect((await desk.signIn()).status).toBeGreaterThanOrEqual(500);
      }
      desk.sandbox.remotepc.faults.clear();
      const held = await desk.signIn();
      const problem = (await held.json()) as Problem;
      expect([held.status, problem.code]).toEqual([429, 'sign_in_held']);
      expect(problem.detail).toContain('didn’t respond to 3 sign-ins');
      expect(problem.detail).not.toContain('refused');
      expect(desk.calls().filter((operation) => operation === 'signin')).toHaveLength(3);
    },
  );

  it('may be in an undocumented code, so those count too', async () => {
    desk.sandbox.remotepc.faults.set('signin', {
      status: 400,
      body: JSON.stringify({
        status: 'BAD_REQUEST',
        code: 400,
        errors: [{ description: 'LOGIN_FAILED' }],
      }),
    });
    for (let count = 0; count < 3; count += 1) {
      expect(await codeOf(await desk.signIn())).toEqual([422, 'upstream_rejected']);
    }
    expect(await codeOf(await desk.signIn())).toEqual([429, 'sign_in_held']);
  });

  it('count if a crash came between request and response', async () => {
    const crashed = Array.from({ length: 3 }, (_, index) => ({
      id: `sia_${index}`,
      accountId: 'rpc_sandbox',
      username: 'ann@south.example',
      staffId: 'stf_gone',
      leaseUntil: sql`now() - interval '1 second'`,
    }));
    await db().insert(signInAttempts).values(crashed);
    expect(await codeOf(await desk.signIn())).toEqual([429, 'sign_in_held']);
    expect(desk.calls()).toEqual([]);
  });

  it('aren’t invented: simultaneous callers are told that someone else is signing in', async () => {
    desk.sandbox.remotepc.faults.set('signin', { delayMs: 200 });
    const others = Array.from({ length: 3 }, (_, index) => ({
      id: `sia_${index}`,
      accountId: 'rpc_sandbox',
      username: 'ann@south.example',
      staffId: `stf_${index}`,
      leaseUntil: sql`now() + interval '1 minute'`,
    }));
    await db().insert(signInAttempts).values(others);
    const fourth = await desk.signIn();
    const problem = (await fourth.json()) as Problem;
    expect([fourth.status, problem.code]).toEqual([429, 'sign_in_held']);
    expect(problem.detail).toContain('Someone else is signing in as this user');
    expect(problem.detail).not.toMatch(/rejected|3 times/);
    expect(Number(fourth.headers.get('retry-after'))).toBeLessThan(10);
    await db().delete(signInAttempts).where(eq(signInAttempts.id, 'sia_0'));
    expect((await desk.signIn()).status).toBe(303);
  });
});

describe('a double click', () => {
  it('on two servers is one sign-in', async () => {
    desk.sandbox.remotepc.faults.set('signin', { delayMs: 150 });
    const clicks = [];
    for (let server = 0; server < 5; server += 1) {
      clicks.push(desk.signIn());
      // Nothing in the process's memory knows about the earlier click.
      forgetUpstreams();
    }
    const answers = await Promise.all(clicks);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409, 409]);
    expect(desk.calls().filter((operation) => operation === 'signin')).toHaveLength(1);
    await desk.passSeconds('sign_in_attempts', ['ended_at'], 3);
    expect((await desk.signIn()).status).toBe(303);
  });

  it('doesn’t block the next sign-in after a failure, or after a crash once its lease expires', async () => {
    expect((await desk.signIn({ password: 'wrong' })).status).toBe(422);
    expect((await desk.signIn()).status).toBe(303);
    await db().update(signInAttempts).set({ result: null });
    expect(await codeOf(await desk.signIn())).toEqual([409, 'request_in_flight']);
    await desk.passMinutes('sign_in_attempts', ['lease_until'], 2);
    expect((await desk.signIn()).status).toBe(303);
  });
});

describe('a possibly rejected key', () => {
  it('is suspected on every server', async () => {
    desk.sandbox.remotepc.faults.set('signin', { status: 403 });
    desk.sandbox.remotepc.faults.set('list', { status: 403 });
    expect(await codeOf(await desk.signIn())).toEqual([502, 'upstream_forbidden']);
    forgetUpstreams();
    const bob = { username: 'bob@north.example', password: PASSWORD };
    expect(await codeOf(await desk.signIn(bob))).toEqual([502, 'upstream_forbidden']);
    expect(desk.calls().filter((operation) => operation === 'signin')).toHaveLength(1);
  });
});
