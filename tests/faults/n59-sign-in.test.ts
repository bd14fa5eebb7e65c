import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as DEVICES } from '@/app/api/devices/route';
import { GET as STAFF } from '@/app/api/staff/route';
import type { Fault } from '@/lib/sandbox/fault';
import { remember } from '@/lib/server/remember';
import { CircuitBreaker } from '@/lib/server/upstreams/channel/circuit-breaker';
import { codeOf, PASSWORD, startPolicyDesk, type PolicyDesk } from '@/tests/support/policy-desk';

let desk: PolicyDesk;
let nowMs: number;

beforeAll(async () => {
  desk = await startPolicyDesk({ upstreamTimeoutMs: 5_000 });
  for (const name of dead) desk.sandbox.remotepc.state.addUser({ username: name });
});
beforeEach(async () => {
  await desk.begin();
  nowMs = 0;
  const key = `breaker:remotepc:rpc_sandbox:${desk.sandbox.remotepc.baseUrl}`;
  remember(key, () => new CircuitBreaker(() => nowMs));
});
afterAll(() => desk.close());

const dead = Array.from({ length: 5 }, (_, index) => `dead${index}@east.example`);
const bob = { username: 'bob@north.example', password: PASSWORD };
const statusOf = async (handler: typeof STAFF, line: string) =>
  (await desk.call(handler, line)).status;

/** The shortest of several tries, to exclude what a busy machine adds. */
async function shortestMs(tries: number, work: () => Promise<unknown>): Promise<number> {
  let shortest = Infinity;
  for (let count = 0; count < tries; count += 1) {
    const startedAt = performance.now();
    await work();
    shortest = Math.min(shortest, performance.now() - startedAt);
  }
  return shortest;
}

async function failFiveTimes(fault: Fault): Promise<void> {
  desk.sandbox.remotepc.faults.set('*', fault);
  // For one user, three lost responses would be enough.
  for (const name of dead) {
    const refused = await desk.signIn({ username: name, password: PASSWORD });
    expect(await codeOf(refused)).toEqual([502, 'upstream_unavailable']);
  }
  desk.sandbox.remotepc.calls.length = 0;
}

describe('N59: sign-ins while RemotePC is dead', () => {
  it.each<[string, Fault]>([
    ['breaks connections', { resetBefore: true }],
    ['answers 500', { status: 500 }],
  ])('and %s are held back after five, and resume after one probe', async (_name, fault) => {
    await failFiveTimes(fault);
    const held = await desk.signIn(bob);
    expect(held.headers.get('retry-after')).toBe('30');
    expect(await codeOf(held)).toEqual([503, 'circuit_open']);
    // A ratio: on a busy machine everything takes longer.
    const localMs = await shortestMs(20, () => statusOf(STAFF, 'GET /api/staff'));
    const heldMs = await shortestMs(20, () => desk.signIn(bob));
    expect(heldMs).toBeLessThan(8 * localMs);
    expect(desk.calls()).toEqual([]);

    nowMs += 30_000;
    desk.sandbox.remotepc.faults.clear();
    desk.sandbox.remotepc.faults.set('signin', { delayMs: 1_000 });
    const customers = ['ann@south.example', 'bob@north.example', 'eve@sub.north.example'];
    const answers = await Promise.all(
      customers.map((username) => desk.signIn({ username, password: PASSWORD })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 503, 503]);
    expect(desk.calls()).toEqual(['signin']);
    const others = answers.flatMap(({ status }, index) => (status === 503 ? [index] : []));
    for (const index of others) {
      const username = customers[index] ?? '';
      expect((await desk.signIn({ username, password: PASSWORD })).status).toBe(303);
    }
  });

  it('don’t affect the other upstream, nor what needs none', async () => {
    const local = () => statusOf(STAFF, 'GET /api/staff');
    expect(await statusOf(DEVICES, 'GET /api/devices')).toBe(200);
    await failFiveTimes({ resetBefore: true });
    expect(await codeOf(await desk.signIn(bob))).toEqual([503, 'circuit_open']);
    desk.sandbox.remoteit.calls.length = 0;
    expect(await statusOf(DEVICES, 'GET /api/devices?refresh=1')).toBe(200);
    expect(desk.sandbox.remoteit.calls.map(({ operation }) => operation)).toContain('list');
    expect(await local()).toBe(200);
    expect(await shortestMs(10, local)).toBeLessThan(300);
  });
});
