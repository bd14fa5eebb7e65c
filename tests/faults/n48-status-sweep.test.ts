import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpMessage, type RawUpstream } from '@/tests/support/raw-upstream';
import { endOf, failureOf, SECRETS, startFaultyUpstream, upstreamCalls } from './upstream-calls';

const HTML = '<!doctype html><title>502 Bad Gateway</title><h1>Slim Application Error</h1>';
const TEXT = 'Unauthorized';

let upstream: RawUpstream;

beforeAll(async () => {
  upstream = await startFaultyUpstream();
});
afterAll(() => upstream.close());

function answerWith(status: number, body: string, headers: Record<string, string> = {}): void {
  upstream.answerWith((socket) => {
    if (status === 204 || status === 304) {
      socket.write(`HTTP/1.1 ${status} Any\r\n\r\n`);
    } else socket.write(httpMessage(status, body, headers));
  });
}

/** Every status of the sweep with how the call ended, equal neighbors merged. */
async function sweep(
  run: (origin: string) => Promise<unknown>,
  bodyFor: (status: number) => string,
): Promise<string[]> {
  const ranges: { from: number; to: number; end: string }[] = [];
  for (let status = 200; status <= 599; status += 1) {
    answerWith(status, bodyFor(status));
    const end = await endOf(run(upstream.origin));
    const last = ranges.at(-1);
    if (last?.end === end) last.to = status;
    else ranges.push({ from: status, to: status, end });
  }
  return ranges.map(({ from, to, end }) => `${from === to ? from : `${from}-${to}`} ${end}`);
}

const unreadableBodyEnds = [
  '200-400 malformed',
  '401 unauthorized',
  '402 malformed',
  '403 forbidden',
  '404-428 malformed',
  '429 rate_limited',
  '430-499 malformed',
  '500-599 unavailable',
];

const unreadableLoginEnds = [
  '200-400 malformed',
  '401 unauthorized',
  '402 malformed',
  '403 unauthorized',
  '404-428 malformed',
  '429 rate_limited',
  '430-499 malformed',
  '500-599 unavailable',
];

describe.each(upstreamCalls)('N48: each status from 200 to 599 answering $name', (call) => {
  const isLogin = call.name === 'login';
  const unreadableEnds = isLogin ? unreadableLoginEnds : unreadableBodyEnds;

  it('accepts the documented success only with status 200', async () => {
    const ends = await sweep(call.run, () => call.golden);
    expect(ends).toEqual(['200 ok', '201-599 malformed']);
  });

  it.each([
    ['an empty body', ''],
    ['an HTML page', HTML],
    ['a text', TEXT],
  ])('uses the status if the body is %s', async (_name, body) => {
    expect(await sweep(call.run, () => body)).toEqual(unreadableEnds);
  });

  it('uses status and code if an error’s envelope agrees with the status', async () => {
    const ends = await sweep(call.run, (status) =>
      isLogin
        ? '{"status":"false","reason":"something new"}'
        : `{"status":"NEW","code":${status},"errorsCount":1,"errors":[{"description":"SOMETHING_NEW "}]}`,
    );
    expect(ends).toEqual(
      isLogin
        ? [
            '200-203 unauthorized',
            '204 malformed',
            '205-299 unauthorized',
            '300-399 malformed',
            '400-428 unauthorized',
            '429 rate_limited',
            '430-499 unauthorized',
            '500-599 unavailable',
          ]
        : [
            '200-399 malformed',
            '400 rejected',
            '401 unauthorized',
            '402 rejected',
            '403 forbidden',
            '404-428 rejected',
            '429 rate_limited',
            '430-499 rejected',
            '500-599 unavailable',
          ],
    );
  });
});

const remotepcCalls = upstreamCalls.filter(({ name }) => name !== 'login');
const login = upstreamCalls.filter(({ name }) => name === 'login');

describe.each(remotepcCalls)('N48: the envelope answering $name', (call) => {
  it.each([
    ['400', '[{"description":"CANCELLED_ACCOUNT "}]', 'rejected', 'refused', 'CANCELLED_ACCOUNT'],
    ['"400"', '["CANCELLED_ACCOUNT"]', 'rejected', 'refused', 'CANCELLED_ACCOUNT'],
    ['404', '[]', 'rejected', 'refused', 'BAD_REQUEST'],
    ['401', '[{"description":"NOT_AUTHORIZED"}]', 'unauthorized', 'refused', 'NOT_AUTHORIZED'],
    ['403', '[{"description":"Forbidden "}]', 'forbidden', 'refused', 'Forbidden'],
    ['429', '[{"description":"SLOW_DOWN"}]', 'rate_limited', 'refused', 'SLOW_DOWN'],
    ['500', '[{"description":"OOPS"}]', 'unavailable', 'maybe_sent', 'OOPS'],
    ['503', 'null', 'unavailable', 'maybe_sent', 'BAD_REQUEST'],
  ])(
    'treats the code %s with the errors %s under HTTP 200 as %s',
    async (code, errors, type, outcome, word) => {
      answerWith(200, `{"status":"BAD_REQUEST","code":${code},"errorsCount":1,"errors":${errors}}`);
      const error = await failureOf(call.run(upstream.origin));
      expect(error).toMatchObject({ type, outcome, code: word, status: Number(JSON.parse(code)) });
    },
  );

  it('uses code and errors even if the status word says OK', async () => {
    answerWith(200, '{"status":"OK","code":400,"errors":[{"description":"EMAIL_EXISTS"}]}');
    expect(await failureOf(call.run(upstream.origin))).toMatchObject({
      type: 'rejected',
      outcome: 'refused',
      code: 'EMAIL_EXISTS',
    });
  });

  it('honors a Retry-After with a 429 inside a 200', async () => {
    answerWith(200, '{"status":"TOO_MANY","code":429,"errors":[]}', { 'retry-after': '7' });
    expect(await failureOf(call.run(upstream.origin))).toMatchObject({
      type: 'rate_limited',
      retryAfterMs: 7_000,
    });
  });

  it.each([
    [
      'an error beside the result',
      (golden: string) => golden.replace('200', '400').replace('"OK"', '"BAD_REQUEST"'),
    ],
    [
      'an error whose code is 200',
      () => '{"status":"BAD_REQUEST","code":200,"errors":[{"description":"EMAIL_EXISTS"}]}',
    ],
    [
      'a code that is no error',
      () => '{"status":"MOVED","code":302,"errors":[{"description":"X"}]}',
    ],
    [
      'a code beyond all',
      () => '{"status":"BAD_REQUEST","code":999,"errors":[{"description":"X"}]}',
    ],
  ])('reports the outcome of %s as unknown', async (_what, body) => {
    answerWith(200, body(call.golden));
    expect(await failureOf(call.run(upstream.origin))).toMatchObject({
      type: 'malformed',
      outcome: 'maybe_sent',
      reason: 'envelope_disagrees',
    });
  });

  it('doesn’t treat a success under an error status as done', async () => {
    answerWith(400, call.golden);
    expect(await failureOf(call.run(upstream.origin))).toMatchObject({
      type: 'malformed',
      outcome: 'maybe_sent',
    });
  });

  it('doesn’t trust a 401 whose envelope is about something else', async () => {
    answerWith(
      401,
      '{"status":"BAD_REQUEST","code":400,"errors":[{"description":"EMAIL_EXISTS"}]}',
    );
    expect(await failureOf(call.run(upstream.origin))).toMatchObject({
      type: 'malformed',
      outcome: 'maybe_sent',
    });
  });

  it.each([
    ['"OK"', 'ok'],
    ['"ok"', 'ok'],
    ['" OK "', 'ok'],
    ['"true"', 'malformed'],
    ['true', 'malformed'],
    ['"NOT_OK"', 'malformed'],
    ['null', 'malformed'],
  ])('with the status word %s ends as %s', async (word, end) => {
    answerWith(200, call.golden.replace('"OK"', word));
    expect(await endOf(call.run(upstream.origin))).toBe(end);
  });

  it.each([
    ['"200"', 'ok'],
    ['500', 'malformed'],
    ['"OK"', 'malformed'],
    ['null', 'malformed'],
  ])('with the code %s ends as %s', async (code, end) => {
    answerWith(200, call.golden.replace('"code":200', `"code":${code}`));
    expect(await endOf(call.run(upstream.origin))).toBe(end);
  });

  it('doesn’t trust a success that names errors', async () => {
    answerWith(200, call.golden.replace('"code":200', '"code":200,"errors":[{"description":"X"}]'));
    expect(await endOf(call.run(upstream.origin))).toBe('malformed');
  });

  it.each([['null'], ['""'], ['7'], ['true'], ['"[broken"'], ['[[]]'], ['{"other":1}']])(
    'treats the message %s as malformed',
    async (message) => {
      answerWith(200, `{"status":"OK","code":200,"message":${message}}`);
      const end = await endOf(call.run(upstream.origin));
      // Any list is an answer to an invitation: one that names none of the rows.
      expect(end).toBe(call.name === 'inviteUsers' && message === '[[]]' ? 'ok' : 'malformed');
    },
  );

  it('accepts a BOM, white space and any content type', async () => {
    answerWith(200, `\uFEFF \n${call.golden}\n`, { 'content-type': 'text/html' });
    expect(await call.run(upstream.origin)).toEqual(call.result);
  });

  it('ignores a key named __proto__ in the envelope', async () => {
    answerWith(200, `{"__proto__":${call.golden}}`);
    expect(await endOf(call.run(upstream.origin))).toBe('malformed');
  });

  it('shortens a long code, makes it one line and masks an echoed secret', async () => {
    const echo = `line one\\r\\nline \\u202etwo ${SECRETS.apiKey} ${SECRETS.customerPassword} ${'x'.repeat(500)}`;
    answerWith(400, `{"status":"BAD_REQUEST","code":400,"errors":[{"description":"${echo}"}]}`);
    const error = await failureOf(call.run(upstream.origin));
    expect(error.code).toHaveLength(100);
    expect(error.code).toMatch(/^line one line two \[redacted\] /);
    expect(error.code).not.toContain(SECRETS.apiKey);
  });
});

describe.each(remotepcCalls.filter(({ name }) => name !== 'addUser'))(
  'N48: a message in a string answering $name',
  (call) => {
    it('is read as the JSON it holds', async () => {
      const { message } = JSON.parse(call.golden) as { message: unknown };
      const body = { status: 'OK', code: 200, message: JSON.stringify(message) };
      answerWith(200, JSON.stringify(body));
      expect(await call.run(upstream.origin)).toEqual(call.result);
    });
  },
);

describe.each(login)('N48: the envelope answering $name', (call) => {
  it.each([
    ['"true"', 'ok'],
    ['true', 'ok'],
    ['" TRUE "', 'ok'],
    ['"false"', 'unauthorized'],
    ['false', 'unauthorized'],
    ['"OK"', 'malformed'],
    ['"pending"', 'malformed'],
    ['null', 'malformed'],
    ['1', 'malformed'],
  ])('with the status word %s ends as %s', async (word, end) => {
    answerWith(200, call.golden.replace('"true"', word));
    expect(await endOf(call.run(upstream.origin))).toBe(end);
  });

  it('masks the password and the developer key if the reason echoes them', async () => {
    const echo = `bad ${SECRETS.loginPassword} or ${SECRETS.developerKey}`;
    answerWith(400, `{"status":"false","reason":"${echo}"}`);
    expect((await failureOf(call.run(upstream.origin))).code).toBe('bad [redacted] or [redacted]');
  });
});
