import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CircuitBreaker } from '@/lib/server/upstreams/channel/circuit-breaker';
import { httpMessage } from '@/tests/support/raw-upstream';
import {
  remoteitCalls,
  remoteitOver,
  startFaultyRemoteit,
  type RemoteitCallCase,
} from './remoteit-calls';
import { failureOf } from './upstream-calls';

const NOW = Date.UTC(2026, 10, 22, 12);
const at = (seconds: number) => new Date(NOW + seconds * 1_000).toUTCString();

type Answer = {
  status: 429 | 503;
  retryAfter?: string;
  /** How long remote.it is left alone: as long as it requested. */
  waitSeconds: number;
  /** What is reported if it requested no readable time. */
  toldSeconds?: number;
  /** How often a read is sent: waits of up to two seconds are waited for. */
  reads: number;
};

const answers: [name: string, answer: Answer][] = [
  ['429 with seconds', { status: 429, retryAfter: '120', waitSeconds: 120, reads: 1 }],
  ['429 with one second', { status: 429, retryAfter: '1', waitSeconds: 1, reads: 3 }],
  ['429 with a date', { status: 429, retryAfter: at(90), waitSeconds: 90, reads: 1 }],
  [
    '429 with a date that is past',
    { status: 429, retryAfter: at(-90), waitSeconds: 0, toldSeconds: 30, reads: 3 },
  ],
  [
    '429 with a negative number',
    { status: 429, retryAfter: '-5', waitSeconds: 0, toldSeconds: 30, reads: 3 },
  ],
  ['429 with a huge number', { status: 429, retryAfter: '99999999', waitSeconds: 300, reads: 1 }],
  [
    '429 with a text',
    { status: 429, retryAfter: 'soon', waitSeconds: 0, toldSeconds: 30, reads: 3 },
  ],
  ['429 with nothing', { status: 429, waitSeconds: 0, toldSeconds: 30, reads: 3 }],
  ['503 with seconds', { status: 503, retryAfter: '45', waitSeconds: 45, reads: 1 }],
  ['503 with a date', { status: 503, retryAfter: at(45), waitSeconds: 45, reads: 1 }],
  ['503 with a text', { status: 503, retryAfter: 'soon', waitSeconds: 0, reads: 3 }],
  ['503 with nothing', { status: 503, waitSeconds: 0, reads: 3 }],
];

let upstream: Awaited<ReturnType<typeof startFaultyRemoteit>>;

beforeAll(async () => {
  upstream = await startFaultyRemoteit();
});
afterAll(() => upstream.close());

/** A separate client for which time passes only by waiting. */
function startCalls(call: RemoteitCallCase) {
  const time = { nowMs: 0 };
  const waits: number[] = [];
  const clock = {
    now: () => time.nowMs,
    sleep: (ms: number) => {
      waits.push(ms);
      time.nowMs += ms;
      return Promise.resolve();
    },
    random: () => 0.5,
  };
  const breaker = new CircuitBreaker(() => time.nowMs);
  const client = remoteitOver(call.api, upstream.origin, { clock, breaker });
  upstream.faulty(call.path);
  return {
    time,
    waits,
    attempt: () => call.call(client),
    sent: () => upstream.requests.filter(({ path }) => path === call.path).length,
  };
}

function answerWith({ status, retryAfter }: Pick<Answer, 'status' | 'retryAfter'>): void {
  const headers = { date: at(0), ...(retryAfter && { 'retry-after': retryAfter }) };
  upstream.answerWith((socket) => socket.write(httpMessage(status, '', headers)));
}

describe.each(remoteitCalls)('N57: $name', (call) => {
  it.each(answers)('answered by %s leaves remote.it alone for that long', async (_name, answer) => {
    const { toldSeconds = answer.waitSeconds } = answer;
    const { time, attempt, sent } = startCalls(call);
    answerWith(answer);
    expect(await failureOf(attempt())).toMatchObject(
      answer.status === 429
        ? { type: 'rate_limited', outcome: 'refused', retryAfterMs: toldSeconds * 1_000 }
        : { type: 'unavailable', outcome: 'maybe_sent' },
    );
    const attempts = call.kind === 'read' ? answer.reads : 1;
    expect(sent()).toBe(attempts);

    upstream.answerWith((socket) => socket.write(httpMessage(200, call.golden)));
    if (answer.waitSeconds > 0) {
      time.nowMs += answer.waitSeconds * 1_000 - 1;
      expect(await failureOf(attempt())).toMatchObject({
        type: 'rate_limited',
        outcome: 'not_sent',
        retryAfterMs: 1,
      });
      expect(sent()).toBe(attempts);
      time.nowMs += 1;
    }
    expect(await attempt()).toEqual(call.result);
    expect(sent()).toBe(attempts + 1);
  });
});

const reads = remoteitCalls.filter(({ kind }) => kind === 'read');

describe.each(reads)('N57: $name', (call) => {
  it('waits as long as requested if that is short, otherwise a growing, jittered time', async () => {
    const short = startCalls(call);
    answerWith({ status: 429, retryAfter: '2' });
    await failureOf(short.attempt());
    expect(short.waits).toEqual([2_000, 2_000]);

    const unsaid = startCalls(call);
    answerWith({ status: 503 });
    await failureOf(unsaid.attempt());
    expect(unsaid.waits).toEqual([250, 500]);
  });

  it('is repeated ten times in total while remote.it keeps failing', async () => {
    const { time, attempt, sent } = startCalls(call);
    answerWith({ status: 503 });
    const attempts: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      const before = sent();
      await failureOf(attempt());
      attempts.push(sent() - before);
      time.nowMs += 30_000;
    }
    expect(attempts).toEqual([3, 3, 3, 3, 3, 1, 1]);
  });
});

describe.each(['v27', 'graphql'] as const)('N57: over %s', (api) => {
  it('one call that is asked to wait holds back the account’s other calls', async () => {
    const [list, connect, stop] = remoteitCalls.filter(
      (call) => call.api === api && call.kind !== 'login',
    );
    if (!list || !connect || !stop) throw new Error('a call is missing');
    const client = remoteitOver(api, upstream.origin);
    upstream.faulty(connect.path);
    answerWith({ status: 429, retryAfter: '60' });
    await failureOf(connect.call(client));
    upstream.requests.length = 0;
    for (const call of [list, connect, stop]) {
      expect(await failureOf(call.call(client))).toMatchObject({ outcome: 'not_sent' });
    }
    expect(upstream.requests).toEqual([]);
  });
});

it('N57: over GraphQL an error about too many requests counts as a 429', async () => {
  const call = remoteitCalls.find(({ name }) => name === 'GraphQL connect');
  if (!call) throw new Error('the call is missing');
  const { attempt } = startCalls(call);
  const body = '{"data":null,"errors":[{"message":"Too many requests"}]}';
  upstream.answerWith((socket) => {
    socket.write(httpMessage(200, body, { 'retry-after': '17' }));
  });
  expect(await failureOf(attempt())).toMatchObject({
    type: 'rate_limited',
    outcome: 'refused',
    retryAfterMs: 17_000,
  });
});
