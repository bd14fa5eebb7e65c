import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findAccount } from '@/lib/accounts/find-account';
import { db } from '@/lib/db/client';
import { upstreamLists } from '@/lib/db/schema';
import type { AccountPolicy } from '@/lib/schemas/policy';
import type { Problem } from '@/lib/schemas/problem';
import { userList } from '@/lib/users/user-list';
import { codeOf, PASSWORD, startPolicyDesk, type PolicyDesk } from '../support/policy-desk';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(() => desk.begin());
afterAll(() => desk.close());

const ticketed = { ticketPattern: 'INC-####' };
const reasoned = { reasonRequired: true, reasonMinLength: 8 };

type Case = [string, Partial<AccountPolicy>, Record<string, string>, number, string];

describe('a policy of the account', () => {
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
  it.each(refused)('refuses %s before vault and vendor', async (_, policy, form, status, code) => {
    await desk.setPolicy(policy);
    for (const typed of [{}, { password: PASSWORD }] as Record<string, string>[]) {
      expect(await codeOf(await desk.signIn({ ...form, ...typed }))).toEqual([status, code]);
    }
    expect(desk.calls()).toEqual([]);
    expect(await desk.denials()).toEqual(Array(2).fill(`auto_login.denied ${code}`));
    expect(await desk.said()).not.toContain('auto_login.requested success');
  });

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
  it.each(admitted)('takes %s', async (_, policy, form) => {
    await desk.setPolicy(policy);
    expect((await desk.signIn(form)).status).toBe(303);
    expect(desk.calls()).toEqual(['signin']);
  });

  it('names the field of a refusal, and its page asks for it', async () => {
    await desk.setPolicy({ ...reasoned, ...ticketed });
    const problem = (await (await desk.signIn({ reason: 'short' })).json()) as Problem;
    expect(problem.errors).toEqual([
      {
        path: 'reason',
        code: 'reason_required',
        message: 'The reason needs at least 8 characters.',
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

describe('refusals by the vendor', () => {
  const wrong = { password: 'wrong' };

  it('hold a customer back before the vendor locks it, whoever tries, until the time is over', async () => {
    for (const as of ['technician', 'manager', 'administrator'] as const) {
      expect(await codeOf(await desk.signIn(wrong, as))).toEqual([422, 'upstream_rejected']);
    }
    const held = await desk.signIn({ password: PASSWORD });
    expect(Number(held.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(await codeOf(held)).toEqual([429, 'sign_in_held']);
    expect(desk.calls().filter((operation) => operation === 'signin')).toHaveLength(3);
    expect(await desk.denials()).toEqual(['auto_login.denied sign_in_held']);
    const other = { username: 'bob@north.example', password: PASSWORD };
    expect((await desk.signIn(other)).status).toBe(303);
    await desk.passMinutes('sign_in_attempts', ['began_at'], 16);
    expect((await desk.signIn({ password: PASSWORD })).status).toBe(303);
  });

  it('are forgotten where a manager stores the right password', async () => {
    for (let count = 0; count < 3; count += 1) await desk.signIn(wrong);
    expect(await codeOf(await desk.signIn())).toEqual([429, 'sign_in_held']);
    const { PUT } = await import('@/app/api/stored-passwords/route');
    const json = { username: 'ann@south.example', password: PASSWORD };
    await desk.call(PUT, 'PUT /api/stored-passwords', { as: 'manager', json });
    expect((await desk.signIn()).status).toBe(303);
  });

  it('are not those of our key, nor of a customer without a password', async () => {
    await userList(findAccount('remotepc')).saved();
    await db().delete(upstreamLists);
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

  it('of a blocked address hold back the account for some minutes', async () => {
    const blocked = { username: 'ip@west.example', password: PASSWORD };
    expect(await codeOf(await desk.signIn(blocked))).toEqual([409, 'ip_blocked']);
    const next = await desk.signIn();
    expect(Number(next.headers.get('retry-after'))).toBeGreaterThan(290);
    expect(await codeOf(next)).toEqual([503, 'circuit_open']);
    expect(desk.calls()).toEqual(['signin']);
  });
});
