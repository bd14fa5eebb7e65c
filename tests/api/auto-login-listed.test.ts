import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/server/db/client';
import { upstreamLists } from '@/lib/server/db/schema';
import { forgetUpstreams } from '@/tests/support/call-route';
import { codeOf, PASSWORD, startPolicyDesk, type PolicyDesk } from '@/tests/support/policy-desk';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(() => desk.begin());
afterAll(() => desk.close());

const signIn = (username: string, password = PASSWORD) => desk.signIn({ username, password });
const sentNames = () =>
  desk.sandbox.remotepc.calls
    .filter(({ operation }) => operation === 'signin')
    .map(({ body }) => (body as { username: string }).username);

describe('a user who isn’t in RemotePC’s list', () => {
  it.each(['nobody@south.example', 'ann@south.example.org', 'ann@sóuth.example'])(
    'isn’t sent to RemotePC: %s',
    async (name) => {
      expect(await codeOf(await signIn(name))).toEqual([404, 'user_not_found']);
      expect(sentNames()).toEqual([]);
      expect(await desk.said()).toEqual(['auto_login.not_found failure']);
    },
  );

  it('is found if just added at RemotePC', async () => {
    desk.sandbox.remotepc.state.addUser({ username: 'new@south.example', password: PASSWORD });
    expect((await signIn('new@south.example')).status).toBe(303);
    expect(desk.calls()).toEqual(['list', 'signin']);
  });

  it('isn’t sent if no list is available', async () => {
    await db().delete(upstreamLists);
    forgetUpstreams();
    desk.sandbox.remotepc.faults.set('list', { status: 500 });
    expect(await codeOf(await signIn('ann@south.example'))).toEqual([502, 'upstream_unavailable']);
    expect(sentNames()).toEqual([]);
    expect(await desk.said()).toEqual(['auto_login.held failure']);
    desk.sandbox.remotepc.faults.clear();
    expect((await signIn('ann@south.example')).status).toBe(303);
  });

  it('is found in the last known list while no new one is available', async () => {
    desk.sandbox.remotepc.faults.set('list', { status: 500 });
    expect((await signIn('ann@south.example')).status).toBe(303);
    expect(desk.calls()).toEqual(['signin']);
  });

  it('costs no call if the policy refuses anyway', async () => {
    await desk.setPolicy({ reasonRequired: true });
    desk.sandbox.remotepc.calls.length = 0;
    expect(await codeOf(await signIn('nobody@south.example'))).toEqual([422, 'reason_required']);
    expect(desk.calls()).toEqual([]);
  });
});

describe('a listed name spelled with other letters', () => {
  it.each(['änn@south.example', 'ａnn@south.example', 'AÑN@South.Example'])(
    'counts as the listed user for the block list and the three attempts: %s',
    async (name) => {
      await desk.setPolicy({ blockedCustomers: ['ann@south.example'] });
      expect(await codeOf(await signIn(name))).toEqual([403, 'customer_blocked']);
      expect(sentNames()).toEqual([]);
      await desk.setPolicy({});
      for (let count = 0; count < 3; count += 1) await signIn('ann@south.example', 'wrong');
      expect(await codeOf(await signIn(name))).toEqual([429, 'sign_in_held']);
      expect(sentNames()).toEqual(Array(3).fill('ann@south.example'));
    },
  );

  it('is itself if RemotePC lists both, and no one if it could be either', async () => {
    const { state } = desk.sandbox.remotepc;
    for (const username of ['zoe@x.example', 'zoé@x.example']) {
      state.addUser({ username, password: PASSWORD });
    }
    expect((await signIn('zoé@x.example')).status).toBe(303);
    expect(await codeOf(await signIn('zoë@x.example'))).toEqual([404, 'user_not_found']);
    expect(sentNames()).toEqual(['zoé@x.example']);
  });

  it('is sent to RemotePC in RemotePC’s own spelling, whatever our key is (FF-18)', async () => {
    const { state } = desk.sandbox.remotepc;
    for (const [listed, key] of [
      ['Info@Bücher.example', 'info@xn--bcher-kva.example'],
      ['John.Doe@Capital.Example', 'john.doe@capital.example'],
    ] as const) {
      state.addUser({ username: listed, password: PASSWORD });
      expect((await signIn(key)).status).toBe(303);
      expect(sentNames().at(-1)).toBe(listed);
      const requested = (await desk.events()).findLast(
        ({ action }) => action === 'auto_login.requested',
      );
      expect(requested?.target).toBe(key);
    }
  });
});
