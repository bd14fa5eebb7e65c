import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as TEST } from '@/app/api/accounts/[id]/test/route';
import type { Role } from '@/lib/contract/staff';
import type { Fault } from '@/lib/sandbox/fault';
import { findAccount } from '@/lib/server/accounts/accounts';
import { everyone } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { signInAttempts, storedPasswords } from '@/lib/server/db/schema';
import { userList } from '@/lib/server/users/user-list';
import { codeOf, PASSWORD, startPolicyDesk, type PolicyDesk } from '@/tests/support/policy-desk';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk({ upstreamTimeoutMs: 10_000 });
});
beforeEach(async () => {
  await desk.begin();
});
afterAll(async () => {
  await userList(await findAccount(everyone, 'remotepc')).saved();
  await desk.close();
});

function answerKeyWith(fault: Fault): void {
  desk.sandbox.remotepc.faults.set('signin', fault);
  desk.sandbox.remotepc.faults.set('list', fault);
}
const callsOf = (name: string) => desk.calls().filter((operation) => operation === name);
const attempts = async () => (await db().select().from(signInAttempts)).length;

describe('a sign-in with a key that RemotePC rejects', () => {
  it.each([
    [401, 'upstream_unauthorized', ['signin', 'list', 'list', 'list', 'list', 'list', 'signin']],
    [403, 'upstream_forbidden', ['signin', 'list', 'list', 'list', 'list', 'signin']],
  ])(
    'with %i is sent once; after that the list is requested first',
    async (status, code, calls) => {
      answerKeyWith({ status });
      for (let count = 0; count < 3; count += 1) {
        expect(await codeOf(await desk.signIn())).toEqual([502, code]);
      }
      // The suspicion concerns the key, not a customer.
      const bob = { username: 'bob@north.example', password: PASSWORD };
      expect(await codeOf(await desk.signIn(bob))).toEqual([502, code]);
      expect(await attempts()).toBe(0);
      desk.sandbox.remotepc.faults.clear();
      expect((await desk.signIn()).status).toBe(303);
      expect(desk.calls()).toEqual(calls);
      expect(await desk.said()).toEqual([
        ...Array.from({ length: 4 }, () => [
          'auto_login.requested unknown',
          'auto_login.failed failure',
        ]).flat(),
        'auto_login.requested unknown',
        'auto_login.opened success',
      ]);
    },
  );

  it('returns the approval it used, each time', async () => {
    await desk.setPolicy({ approval: 'second_person' });
    await desk.ask();
    const [asked] = await desk.approvals();
    await desk.decide(asked?.id ?? '');
    answerKeyWith({ status: 401 });
    for (let count = 0; count < 3; count += 1) {
      expect(await codeOf(await desk.signIn())).toEqual([502, 'upstream_unauthorized']);
    }
    desk.sandbox.remotepc.faults.clear();
    expect((await desk.signIn()).status).toBe(303);
  });

  it.each([
    [
      'a good test of the account',
      async () => {
        const id = 'rpc_sandbox';
        await desk.call(TEST, `POST /api/accounts/${id}/test`, { params: { id } });
      },
    ],
    [
      'any list that comes',
      async () => {
        await userList(await findAccount(everyone, 'remotepc')).refresh();
      },
    ],
  ])('continues without another list after %s', async (_name, prove) => {
    answerKeyWith({ status: 401 });
    await desk.signIn();
    desk.sandbox.remotepc.faults.clear();
    desk.sandbox.remotepc.calls.length = 0;
    await prove();
    expect((await desk.signIn()).status).toBe(303);
    expect(desk.calls()).toEqual(['list', 'signin']);
  });

  it('continues if the list can’t be read for another reason', async () => {
    answerKeyWith({ status: 401 });
    await desk.signIn();
    desk.sandbox.remotepc.faults.clear();
    desk.sandbox.remotepc.faults.set('list', { status: 400, html: true });
    expect((await desk.signIn()).status).toBe(303);
    expect(callsOf('signin')).toHaveLength(2);
  });

  it('is reported to fifty simultaneous callers from one shared list, and no one’s password is blamed', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `c${index}@many.example`);
    const roles: Role[] = ['technician', 'manager', 'administrator'];
    const clickAll = async () => {
      const clicks = names.map((name, index) =>
        desk.signIn({ username: name, password: PASSWORD }, roles[index % 3]),
      );
      return new Set((await Promise.all((await Promise.all(clicks)).map(codeOf))).map(String));
    };
    answerKeyWith({ status: 401 });
    expect(await codeOf(await desk.signIn())).toEqual([502, 'upstream_unauthorized']);
    desk.sandbox.remotepc.faults.set('list', { status: 401, delayMs: 500 });
    desk.sandbox.remotepc.calls.length = 0;
    expect(await clickAll()).toEqual(new Set(['502,upstream_unauthorized']));
    expect(callsOf('signin')).toEqual([]);
    expect(callsOf('list').length).toBeLessThan(10);
    // If they arrive before anyone knows, some are sent, and none of them is blamed either.
    await desk.begin();
    answerKeyWith({ status: 401 });
    expect(await clickAll()).toEqual(new Set(['502,upstream_unauthorized']));
    expect(await attempts()).toBe(0);
    const [stored] = await db().select().from(storedPasswords);
    expect(stored?.refusedAt).toBeNull();
  });
});
