import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATCH } from '@/app/api/accounts/[id]/route';
import { startRemotepcSandbox, type RemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import { findAccount, findAnyAccount } from '@/lib/server/accounts/accounts';
import { addAccount } from '@/lib/server/accounts/manage-accounts';
import { remotepcFor, secretOf } from '@/lib/server/accounts/upstream-clients';
import { everyone, systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { accounts, accountSecrets } from '@/lib/server/db/schema';
import { forgetUpstreams, startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { program } from '@/tests/support/program';

const CALLS = 500;

let desk: TestDesk;
let sandbox: RemotepcSandbox;
/** In front of RemotePC: accepts several keys, as the vendor does while a key is replaced. */
let vendor: Server;
const accepted = new Set(['first-key', 'second-key']);
const used: string[] = [];

beforeAll(async () => {
  sandbox = await startRemotepcSandbox({ seed: 'empty' });
  sandbox.state.addUser({ username: 'ann@north.example', password: 'pw' });
  vendor = createServer((request, response) => {
    void (async () => {
      const key = request.headers.authorization?.slice('Bearer '.length) ?? '';
      used.push(key);
      const answer = await fetch(`${sandbox.origin}${request.url}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${accepted.has(key) ? sandbox.credentials.apiKey : 'none'}`,
        },
        body: await text(request),
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(await answer.text());
    })();
  });
  vendor.listen(0, '127.0.0.1');
  await once(vendor, 'listening');
  desk = await startTestDesk({ seed: 'empty', env: { UPSTREAM_TIMEOUT_MS: '10000' } });
});
afterAll(async () => {
  await desk.close();
  vendor.closeAllConnections();
  vendor.close();
  await sandbox.close();
});

async function connect(name: string): Promise<string> {
  const { port } = vendor.address() as AddressInfo;
  const path = new URL(sandbox.baseUrl).pathname;
  const { id } = await addAccount(systemActor('request-1'), {
    ...{ upstream: 'remotepc', name, secret: { apiKey: 'first-key' } },
    ...{ url: `http://127.0.0.1:${port}${path}`, isDefault: false, saveUntested: false },
  });
  return id;
}

const replace = (id: string, apiKey: string) =>
  desk.call(PATCH, `PATCH /api/accounts/${id}`, { json: { secret: { apiKey } }, params: { id } });

async function list(id: string): Promise<number> {
  const client = await remotepcFor(await findAccount(everyone, 'remotepc', id));
  return (await client.listUsers()).length;
}

it('500 calls while a key is replaced: none fails, and the later ones use the new key', async () => {
  const id = await connect('Under load');
  used.length = 0;
  const found: number[] = [];
  let next = 0;
  const caller = async () => {
    while (next < CALLS) {
      next += 1;
      found.push(await list(id));
    }
  };
  const callers = Array.from({ length: 4 }, caller);
  while (next < CALLS / 3) await new Promise(setImmediate);
  expect((await replace(id, 'canary-not-a-key')).status).toBe(422);
  expect((await replace(id, 'second-key')).status).toBe(200);
  const switchedAt = used.length;
  await Promise.all(callers);
  expect(found).toEqual(Array.from({ length: CALLS }, () => 1));
  // Calls under way finish with the old key.
  expect(used.slice(switchedAt + 4)).not.toContain('first-key');
  expect(used.filter((key) => key === 'second-key').length).toBeGreaterThan(100);
});

it('a process killed at any statement of a replacement leaves exactly one good key', async () => {
  const [condition = '', file = ''] = await program('tests/support/replace-key.ts');
  const ends = new Set<string>();
  let statements = 0;
  for (let point = 1, isOver = false; !isOver; point += 1) {
    const id = await connect(`Killed at ${point}`);
    const child = spawn(process.execPath, [condition, file, id, 'second-key', String(point)], {
      env: process.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = text(child.stdout);
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    isOver = code === 0;
    expect(isOver ? await said : signal).toBe(isOver ? 'replaced\n' : 'SIGKILL');
    // Another process has changed it.
    forgetUpstreams();
    const account = await findAnyAccount(everyone, id);
    const { apiKey } = (await secretOf(account)) as { apiKey: string };
    expect(apiKey).toBe(isOver || account.version === 2 ? 'second-key' : 'first-key');
    const sets = await db().select().from(accountSecrets).where(eq(accountSecrets.accountId, id));
    const versions = sets.map(({ version }) => version).sort();
    expect(versions).toEqual(account.version === 2 ? [1, 2] : [1]);
    expect(await list(id)).toBe(1);
    ends.add(apiKey);
    statements += 1;
  }
  expect(statements).toBeGreaterThan(8);
  expect(ends).toEqual(new Set(['first-key', 'second-key']));
  await db().delete(accounts);
}, 120_000);
