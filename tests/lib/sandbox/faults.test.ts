import { gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '@/lib/sandbox/fault';
import { startRemoteitSandbox } from '@/lib/sandbox/remoteit-sandbox';
import { startRemotepcSandbox, type RemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import { send } from './send';

let sandbox: RemotepcSandbox;

beforeAll(async () => {
  sandbox = await startRemotepcSandbox({ seed: 'empty' });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const rows = ['a@x.example', 'b@x.example', 'c@x.example'].map((invitedUserEmailId) => ({
  invitedUserEmailId,
}));
const invited =
  '{"status":"OK","code":200,"message":[{"username":"a@x.example","status":"INVITED"},{"username":"b@x.example","status":"INVITED"},{"username":"c@x.example","status":"INVITED"}]}';

function invite(signal?: AbortSignal) {
  return send(`${sandbox.baseUrl}/user/invite`, {
    headers: { authorization: 'Bearer sandbox-remotepc-api-key' },
    body: rows,
    signal,
  });
}

async function inviteUnder(fault: Fault) {
  sandbox.faults.set('invite', fault);
  return invite();
}

const effects = () => sandbox.calls.map((call) => call.effect);

async function statusesInTurn(count: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let turn = 0; turn < count; turn += 1) statuses.push((await invite()).status);
  return statuses;
}

describe('the switch', () => {
  it('keeps one fault until it is cleared', async () => {
    sandbox.faults.set('invite', { status: 503 });
    expect(await statusesInTurn(3)).toEqual([503, 503, 503]);
    sandbox.faults.clear('invite');
    expect(await statusesInTurn(1)).toEqual([200]);
  });

  it('keeps one fault for a number of calls', async () => {
    sandbox.faults.set('invite', { status: 503 }, { times: 2 });
    expect(await statusesInTurn(3)).toEqual([503, 503, 200]);
  });

  it('works through a sequence, one fault per call; an empty fault is a normal call', async () => {
    sandbox.faults.set('invite', [{ status: 500 }, {}, { status: 502 }]);
    expect(await statusesInTurn(4)).toEqual([500, 200, 502, 200]);
  });

  it('repeats a sequence a number of times', async () => {
    sandbox.faults.set('invite', [{ status: 500 }, {}], { times: 2 });
    expect(await statusesInTurn(5)).toEqual([500, 200, 500, 200, 200]);
  });

  it('has one fault for all operations, after the operation’s own', async () => {
    sandbox.faults.set('*', { status: 503 });
    sandbox.faults.set('invite', [{ status: 500 }]);
    expect(await statusesInTurn(2)).toEqual([500, 503]);
    sandbox.faults.clear();
    expect(await statusesInTurn(1)).toEqual([200]);
  });

  it('is cleared by reset, like the calls', async () => {
    sandbox.faults.set('*', { status: 503 });
    await invite();
    sandbox.reset();
    expect(sandbox.calls).toEqual([]);
    expect(await statusesInTurn(1)).toEqual([200]);
  });
});

describe('the connection', () => {
  it('is reset before the effect', async () => {
    await expect(inviteUnder({ resetBefore: true })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(effects()).toEqual([false]);
    expect(sandbox.state.invitations.size).toBe(0);
  });

  it('is reset after the effect', async () => {
    await expect(inviteUnder({ resetAfter: true })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(effects()).toEqual([true]);
    expect(sandbox.state.invitations.size).toBe(3);
  });

  it('waits after the effect, before the answer', async () => {
    sandbox.faults.set('invite', { delayMs: 86_400_000 });
    const waiting = new AbortController();
    const answer = invite(waiting.signal);
    await expect.poll(() => sandbox.state.invitations.size).toBe(3);
    waiting.abort();
    await expect(answer).rejects.toThrow('aborted');
    expect(effects()).toEqual([true]);
  });

  it('waits before the effect', async () => {
    sandbox.faults.set('invite', { delayEffectMs: 86_400_000 });
    const waiting = new AbortController();
    const answer = invite(waiting.signal);
    await expect.poll(() => sandbox.calls.length).toBe(1);
    expect(sandbox.state.invitations.size).toBe(0);
    waiting.abort();
    await expect(answer).rejects.toThrow('aborted');
  });

  it('answers in the end if the delay is short', async () => {
    const { text } = await inviteUnder({ delayMs: 1, delayEffectMs: 1 });
    expect(text).toBe(invited);
  });
});

describe('a replaced answer', () => {
  it.each([
    [
      500,
      '{"status":"INTERNAL_SERVER_ERROR","code":500,"errorsCount":1,"errors":[{"description":"INTERNAL_SERVER_ERROR"}]}',
    ],
    [
      403,
      '{"status":"Forbidden","code":403,"errorsCount":1,"errors":[{"description":"Forbidden "}]}',
    ],
    [
      401,
      '{"status":"UNAUTHORIZED","code":401,"errorsCount":1,"errors":[{"description":"NOT_AUTHORIZED"}]}',
    ],
    [503, ''],
    [204, ''],
    [200, ''],
  ])('with status %i is the documented one, without effect', async (status, body) => {
    const answer = await inviteUnder({ status });
    expect(answer.status).toBe(status);
    expect(answer.text).toBe(body);
    expect(effects()).toEqual([false]);
  });

  it('keeps the real body with another status if the request takes effect', async () => {
    const answer = await inviteUnder({ status: 500, effect: 'applied' });
    expect(answer.status).toBe(500);
    expect(answer.text).toBe(invited);
    expect(effects()).toEqual([true]);
  });

  it('is an error’s envelope with another HTTP status', async () => {
    const answer = await inviteUnder({ status: 401, httpStatus: 200 });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(
      '{"status":"UNAUTHORIZED","code":401,"errorsCount":1,"errors":[{"description":"NOT_AUTHORIZED"}]}',
    );
    const real = await inviteUnder({ httpStatus: 400 });
    expect(real.status).toBe(400);
    expect(real.text).toContain('"code":200');
    expect(effects()).toEqual([false, true]);
  });

  it('is any body with any status and headers', async () => {
    const answer = await inviteUnder({ body: '{"status":', headers: { 'X-Odd': 'yes' } });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"status":');
    expect(answer.headers).toMatchObject({ 'x-odd': 'yes', 'content-type': 'application/json' });
    expect(effects()).toEqual([false]);
    const bytes = await inviteUnder({ status: 418, body: Buffer.from([0xef, 0xbb, 0xbf, 0x7b]) });
    expect(bytes.status).toBe(418);
    expect([...bytes.bytes]).toEqual([0xef, 0xbb, 0xbf, 0x7b]);
  });

  it('replaces the answer to a request that took effect, if requested', async () => {
    const answer = await inviteUnder({ body: '', effect: 'applied' });
    expect(answer.text).toBe('');
    expect(effects()).toEqual([true]);
  });

  it('is a gateway’s HTML page, 502 by default', async () => {
    const answer = await inviteUnder({ html: true });
    expect(answer.status).toBe(502);
    expect(answer.headers['content-type']).toBe('text/html; charset=UTF-8');
    expect(answer.text).toContain('<h1>502 Bad Gateway</h1>');
    expect((await inviteUnder({ html: true, status: 200 })).status).toBe(200);
    expect(effects()).toEqual([false, false]);
  });

  it.each(['2', 'Wed, 21 Oct 2015 07:28:00 GMT', '-1', 'soon'])(
    'is a 429 with Retry-After %j',
    async (retryAfter) => {
      const answer = await inviteUnder({ retryAfter });
      expect(answer.status).toBe(429);
      expect(answer.headers['retry-after']).toBe(retryAfter);
      expect(effects()).toEqual([false]);
    },
  );

  it('is a redirect, 302 by default', async () => {
    const answer = await inviteUnder({ redirectTo: 'http://evil.example/' });
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toBe('http://evil.example/');
    const other = await inviteUnder({ redirectTo: 'http://evil.example/', status: 308 });
    expect(other.status).toBe(308);
    expect(effects()).toEqual([false, false]);
  });
});

describe('a reshaped answer', () => {
  const message = async (fault: Fault) => {
    const { text } = await inviteUnder(fault);
    expect(effects()).toEqual([true]);
    const { message: answered } = JSON.parse(text) as {
      message: { username: string; status: string }[];
    };
    return answered.map(({ username, status }) => `${username} ${status}`);
  };

  it('has the envelope overridden, or one of its keys removed', async () => {
    const answer = await inviteUnder({ envelope: { status: 'ok', code: 500, message: undefined } });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"status":"ok","code":500}');
    expect(effects()).toEqual([true]);
  });

  it('has its message as a string', async () => {
    const { text } = await inviteUnder({ messageAsString: true });
    expect(text).toMatch(/^\{"status":"OK","code":200,"message":"\[\{\\"username\\":/);
    expect(effects()).toEqual([true]);
  });

  it('lacks rows, by number', async () => {
    expect(await message({ dropRows: 2 })).toEqual(['c@x.example INVITED']);
  });

  it('lacks rows, by name', async () => {
    expect(await message({ dropRows: ['B@x.example'] })).toEqual([
      'a@x.example INVITED',
      'c@x.example INVITED',
    ]);
  });

  it('has duplicate rows', async () => {
    expect(await message({ duplicateRows: 1 })).toEqual([
      'a@x.example INVITED',
      'a@x.example INVITED',
      'b@x.example INVITED',
      'c@x.example INVITED',
    ]);
  });

  it('has rows that weren’t requested', async () => {
    const extraRows = [{ username: 'z@x.example', status: 'EXISTS' }];
    expect((await message({ extraRows })).at(-1)).toBe('z@x.example EXISTS');
  });

  it('has its rows in reverse, in upper case', async () => {
    expect(await message({ reorderRows: true, upperCaseRows: true })).toEqual([
      'C@X.EXAMPLE INVITED',
      'B@X.EXAMPLE INVITED',
      'A@X.EXAMPLE INVITED',
    ]);
  });

  it('has another status in every row', async () => {
    expect(await message({ renameStatus: 'QUEUED', dropRows: 2 })).toEqual(['c@x.example QUEUED']);
  });

  it('has one status renamed', async () => {
    sandbox.state.addUser({ username: 'a@x.example' });
    expect(await message({ renameStatus: { EXISTS: 'IS_THERE' } })).toEqual([
      'a@x.example IS_THERE',
      'b@x.example INVITED',
      'c@x.example INVITED',
    ]);
  });

  it('reshapes a user list too', async () => {
    sandbox.state.fill(2);
    sandbox.faults.set('list', { dropRows: ['user00001@fill.example'] });
    const { text } = await send(`${sandbox.baseUrl}/user/list`, {
      headers: { authorization: 'Bearer sandbox-remotepc-api-key' },
    });
    expect(text).not.toContain('user00001');
    expect(text).toContain('user00002');
  });
});

describe('the bytes', () => {
  it.each([
    ['fin', 20, 'UND_ERR_SOCKET'],
    ['fin', 0, 'UND_ERR_SOCKET'],
    ['rst', 20, 'ECONNRESET'],
    ['rst', 0, 'ECONNRESET'],
  ] as const)('are cut, ended by %s after %i bytes', async (truncateWith, truncateAt, code) => {
    sandbox.faults.set('invite', { truncateAt, truncateWith });
    const answer = await request(`${sandbox.baseUrl}/user/invite`, {
      method: 'POST',
      headers: { authorization: 'Bearer sandbox-remotepc-api-key' },
      body: JSON.stringify(rows),
    });
    expect(answer.statusCode).toBe(200);
    const received: Buffer[] = [];
    const reading = (async () => {
      for await (const chunk of answer.body) received.push(Buffer.from(chunk as Uint8Array));
    })();
    await expect(reading).rejects.toMatchObject({ code });
    expect(Buffer.concat(received).toString()).toBe(invited.slice(0, truncateAt));
    expect(effects()).toEqual([true]);
  });

  it('are cut in an HTTP message that is whole', async () => {
    const answer = await inviteUnder({ truncateAt: 20, truncateWith: 'clean' });
    expect(answer.text).toBe('{"status":"OK","code');
    expect(answer.headers['content-length']).toBe('20');
  });

  it('stop after the headers', async () => {
    sandbox.faults.set('invite', { stallAfterHeaders: true });
    const waiting = new AbortController();
    const answer = invite(waiting.signal);
    await expect.poll(() => effects()).toEqual([true]);
    waiting.abort();
    await expect(answer).rejects.toThrow('aborted');
  });

  it('drip', async () => {
    const startedAt = performance.now();
    const answer = await inviteUnder({ drip: { bytesPerSecond: 1000 } });
    expect(answer.text).toBe(invited);
    expect(performance.now() - startedAt).toBeGreaterThan(150);
  });

  it('are a gzip bomb that still contains the answer', async () => {
    const answer = await inviteUnder({ gzipBombBytes: 4_000_000 });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(answer.bytes.length).toBeLessThan(20_000);
    const plain = gunzipSync(answer.bytes).toString();
    expect(plain).toHaveLength(4_000_000);
    expect(JSON.stringify(JSON.parse(plain))).toBe(invited);
  });

  it('are many', async () => {
    const answer = await inviteUnder({ padToBytes: 2_000_000 });
    expect(answer.bytes).toHaveLength(2_000_000);
    expect(JSON.stringify(JSON.parse(answer.text))).toBe(invited);
  });
});

it('are remote.it’s own pages and slashes in its sandbox', async () => {
  const remoteit = await startRemoteitSandbox({ seed: 'demo' });
  const headers = { developerkey: remoteit.credentials.developerKey };
  const logIn = () =>
    send(`${remoteit.baseUrl}/user/login`, { headers, body: remoteit.credentials });
  const { token } = JSON.parse((await logIn()).text) as { token: string };
  remoteit.faults.set('login', [{ status: 500 }, { status: 401 }]);
  remoteit.faults.set('connect', { envelope: { status: 'pending' } });
  const page = await logIn();
  const refusal = await logIn();
  const connected = await send(`${remoteit.baseUrl}/device/connect`, {
    headers: { ...headers, token },
    body: { deviceaddress: '80:00:00:00:01:00:81:a1' },
  });
  await remoteit.close();
  expect(page.text).toContain('Slim Application Error');
  expect(refusal.text).toContain('[0102]');
  expect(connected.text).toContain('"status":"pending"');
  expect(connected.text).toContain('"proxy":"http:\\/\\/proxy');
});

it('closes although calls are still waiting', async () => {
  const busy = await startRemotepcSandbox({ seed: 'empty' });
  busy.faults.set('*', { delayMs: 86_400_000 });
  const answer = send(`${busy.baseUrl}/user/list`);
  const refusal = expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect.poll(() => busy.calls.length).toBe(1);
  await busy.close();
  await refusal;
});
