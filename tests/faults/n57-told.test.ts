import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DELETE } from '@/app/api/connections/[id]/route';
import { POST as CONNECT } from '@/app/api/connections/route';
import { GET as DEVICES } from '@/app/api/devices/route';
import type { Connection } from '@/lib/contract/devices';
import type { Problem } from '@/lib/contract/problem';
import type { Fault } from '@/lib/sandbox/fault';
import { findAccount } from '@/lib/server/accounts/accounts';
import { everyone } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { auditEvents } from '@/lib/server/db/schema';
import { devicesOf } from '@/lib/server/devices/list-devices';
import { forgetUpstreams, startTestDesk, type TestDesk } from '@/tests/support/call-route';

const SSH = '80:00:00:00:01:00:81:a1';

let desk: TestDesk;

const list = () => desk.call(DEVICES, 'GET /api/devices');
const connect = () => desk.call(CONNECT, 'POST /api/connections', { json: { serviceId: SSH } });
const stop = (id: string) => desk.call(DELETE, `DELETE /api/connections/${id}`, { params: { id } });
const sent = (operation: string) =>
  desk.sandbox.remoteit.calls.filter((call) => call.operation === operation).length;

/** What people and programs get: status, code, `Retry-After`, sentence. */
async function told(response: Response) {
  const { code, detail } = (await response.json()) as Problem;
  return [response.status, code, response.headers.get('retry-after'), detail];
}

const slowDown = (seconds: string, words: string) => [
  503,
  'upstream_rate_limited',
  seconds,
  `remote.it is rate limiting requests. Try again in ${words}.`,
];

/** For a second call, moments later. */
const HELD_BACK = [503, 'upstream_rate_limited'];

const waits: [name: string, fault: Fault, seconds: string, words: string][] = [
  ['429 with seconds', { retryAfter: '7' }, '7', '7 seconds'],
  ['429 with a huge number', { retryAfter: '99999999' }, '300', '5 minutes'],
  ['429 with a negative number', { retryAfter: '-5' }, '30', '30 seconds'],
  [
    '429 with a date that is past',
    { retryAfter: 'Sun, 06 Nov 1994 08:49:37 GMT' },
    '30',
    '30 seconds',
  ],
  [
    '429 with a date that is far',
    { retryAfter: 'Fri, 06 Nov 2093 08:49:37 GMT' },
    '300',
    '5 minutes',
  ],
  ['429 with a text', { retryAfter: 'soon' }, '30', '30 seconds'],
  ['429 with nothing', { status: 429 }, '30', '30 seconds'],
];
/** It requested a readable time: until then nothing is sent, and no read is retried. */
const asksToWait = ({ retryAfter }: Fault) => /^[\dF]/.test(retryAfter ?? '');
const longWaits = waits.filter(([, fault]) => asksToWait(fault));

describe.each(['v27', 'graphql'] as const)('N57: over %s our response', (remoteit) => {
  beforeAll(async () => {
    desk = await startTestDesk({ remoteit });
  });
  afterAll(async () => {
    // A list is saved after its response: not into the next desk's database.
    await devicesOf(await findAccount(everyone, 'remoteit')).saved();
    await desk.close();
  });
  beforeEach(() => {
    forgetUpstreams();
    desk.sandbox.remoteit.faults.clear();
    desk.sandbox.remoteit.calls.length = 0;
  });

  const reads = remoteit === 'v27' ? (['login', 'list'] as const) : (['list'] as const);

  describe.each(reads)('to a request for devices that gets %s', (operation) => {
    it.each(longWaits)('%s, says when to try again', async (_name, fault, seconds, words) => {
      desk.sandbox.remoteit.faults.set(operation, fault, { times: 1 });
      expect(await told(await list())).toEqual(slowDown(seconds, words));
      expect((await told(await list())).slice(0, 2)).toEqual(HELD_BACK);
      expect(sent(operation)).toBe(1);
    });

    it('503 with seconds, says when to try again', async () => {
      const fault = { status: 503, headers: { 'retry-after': '45' } };
      desk.sandbox.remoteit.faults.set(operation, fault, { times: 1 });
      expect(await told(await list())).toEqual([
        502,
        'upstream_unavailable',
        '45',
        'remote.it is unavailable or can’t be reached. Try again in 45 seconds.',
      ]);
      expect((await told(await list())).slice(0, 2)).toEqual(HELD_BACK);
      expect(sent(operation)).toBe(1);
    });
  });

  it('to a request for devices is the last known list while remote.it is left alone', async () => {
    expect((await list()).status).toBe(200);
    desk.sandbox.remoteit.faults.set('list', { retryAfter: '60' });
    for (let reader = 0; reader < 3; reader += 1) {
      const response = await desk.call(DEVICES, 'GET /api/devices?refresh=1');
      expect(await response.json()).toMatchObject({ total: 30, isStale: true });
    }
    expect(sent('list')).toBe(2);
  });

  it.each(waits)(
    'to a connect that gets %s says when to try again, and nothing is opened',
    async (_name, fault, seconds, words) => {
      desk.sandbox.remoteit.faults.set('connect', fault, { times: 1 });
      expect(await told(await connect())).toEqual(slowDown(seconds, words));
      if (asksToWait(fault)) expect((await told(await connect())).slice(0, 2)).toEqual(HELD_BACK);
      expect(sent('connect')).toBe(1);
      const events = await db().select().from(auditEvents).orderBy(auditEvents.sequence);
      expect(events.slice(-2).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
        'connection.open_requested unknown',
        'connection.opened failure',
      ]);
    },
  );

  it.each(waits)(
    'to a disconnect that gets %s says when to try again',
    async (_name, fault, seconds, words) => {
      const { id } = (await (await connect()).json()) as Connection;
      desk.sandbox.remoteit.faults.set('stop', fault, { times: 1 });
      expect(await told(await stop(id))).toEqual(slowDown(seconds, words));
      if (asksToWait(fault)) {
        expect((await told(await stop(id))).slice(0, 2)).toEqual(HELD_BACK);
        forgetUpstreams();
      }
      expect(sent('stop')).toBe(1);
      expect((await stop(id)).status).toBe(204);
    },
  );

  it('to a connect that gets 503 with seconds reports an unknown outcome', async () => {
    const fault = { status: 503, headers: { 'retry-after': '45' } };
    desk.sandbox.remoteit.faults.set('connect', fault, { times: 1 });
    expect(await told(await connect())).toEqual([
      502,
      'upstream_unavailable',
      '45',
      'remote.it is unavailable or can’t be reached. The request may still have been carried out: check before you try again.',
    ]);
    expect(sent('connect')).toBe(1);
  });
});
