import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '@/lib/sandbox/start-sandbox';
import { send } from './send';

let sandbox: Sandbox | undefined;

afterEach(() => sandbox?.close());

const token = { 'x-sandbox-token': 'door' };

async function open(controlToken?: string): Promise<string> {
  sandbox = await startSandbox({ seed: 'empty', controlToken });
  return sandbox.remotepc.origin;
}

const list = (origin: string) => send(`${origin}/rpc-api/reseller/private/user/list`);

describe('the control API', () => {
  it('sets, counts and clears faults', async () => {
    const origin = await open('door');
    const set = (body: unknown) => send(`${origin}/__sandbox/faults`, { headers: token, body });
    expect((await set({ operation: 'list', fault: { status: 503 }, times: 2 })).status).toBe(200);
    expect((await list(origin)).status).toBe(503);
    await set({ operation: 'list', fault: null });
    expect((await list(origin)).status).toBe(401);
    await set({ operation: '*', fault: [{ status: 500 }, { html: true }] });
    expect((await list(origin)).status).toBe(500);
    expect((await list(origin)).status).toBe(502);
    expect((await list(origin)).status).toBe(401);
  });

  it.each([
    ['an operation that is none', { operation: 'delete', fault: {} }],
    ['a fault that is none', { operation: 'list', fault: 'reset' }],
    ['an empty sequence', { operation: 'list', fault: [] }],
    ['no object', []],
  ])('refuses %s', async (_what, body) => {
    const origin = await open('door');
    expect((await send(`${origin}/__sandbox/faults`, { headers: token, body })).status).toBe(400);
  });

  it('returns the calls and resets them', async () => {
    const origin = await open('door');
    await list(origin);
    const calls = () => send(`${origin}/__sandbox/calls`, { method: 'GET', headers: token });
    expect(JSON.parse((await calls()).text)).toMatchObject({
      calls: [{ operation: 'list', method: 'POST', effect: false }],
    });
    await send(`${origin}/__sandbox/reset`, { headers: token });
    expect((await calls()).text).toBe('{"calls":[]}');
  });

  it('returns requests outside the API with their headers, and resets them with the calls', async () => {
    const origin = await open('door');
    const path = '/rpcnew/process/autologin/spent';
    await send(`${origin}${path}`, { method: 'GET', headers: { cookie: 'a=b' } });
    const visits = () => send(`${origin}/__sandbox/visits`, { method: 'GET', headers: token });
    expect(JSON.parse((await visits()).text)).toMatchObject({
      visits: [{ path, headers: { cookie: 'a=b' } }],
    });
    await send(`${origin}/__sandbox/reset`, { headers: token });
    expect((await visits()).text).toBe('{"visits":[]}');
  });

  it('doesn’t exist without its own token', async () => {
    const origin = await open();
    for (const path of ['faults', 'reset', 'calls', 'visits']) {
      expect((await send(`${origin}/__sandbox/${path}`, { headers: token })).status).toBe(404);
    }
    expect((await send(`${origin}/__sandbox/calls`, { method: 'GET' })).status).toBe(404);
  });

  it('doesn’t exist for callers with another token or none', async () => {
    const origin = await open('door');
    const calls = `${origin}/__sandbox/calls`;
    expect((await send(calls, { method: 'GET' })).status).toBe(404);
    const wrong = { 'x-sandbox-token': 'wrong' };
    expect((await send(calls, { method: 'GET', headers: wrong })).status).toBe(404);
  });

  it('works for remote.it’s sandbox too', async () => {
    await open('door');
    const origin = sandbox?.remoteit.origin;
    const answer = await send(`${origin}/__sandbox/calls`, { method: 'GET', headers: token });
    expect(answer.text).toBe('{"calls":[]}');
  });
});

describe('starting', () => {
  it('listens on the given ports, and frees the first if the second is taken', async () => {
    await open();
    const taken = Number(new URL(sandbox?.remotepc.origin ?? '').port);
    const free = await startSandbox({ seed: 'empty' });
    const port = Number(new URL(free.remotepc.origin).port);
    await free.close();
    await expect(
      startSandbox({ seed: 'empty', remotepcPort: port, remoteitPort: taken }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const again = await startSandbox({ seed: 'empty', remotepcPort: port });
    expect(again.remotepc.origin).toBe(`http://127.0.0.1:${port}`);
    await again.close();
    await again.close();
  });
});
