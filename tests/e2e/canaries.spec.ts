import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { APIRequestContext, APIResponse } from '@playwright/test';
import { generate } from 'otplib';
import { SANDBOX_DEVELOPER_KEY } from '@/lib/sandbox/credentials';
import { startTestServer } from '@/tests/support/server';
import { signedIn } from './support';
import { expect, test } from './test';

/** Every file below a folder that contains one of the texts: `path: text`. */
async function holders(folder: string, texts: string[]): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path).catch(() => null);
    for (const text of texts) if (content?.includes(text)) found.push(`${path}: ${text}`);
  }
  return found;
}

/** A secret in all the forms in which it could appear. */
function forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(secret),
  ];
}

const accountKeys = {
  refused: 'Canary-refused-key-93be21',
  kept: 'Canary-kept-key-5d0c77',
  next: 'Canary-next-key-c1f4aa',
  access: 'Q2FuYXJ5LXNlY3JldC1hY2Nlc3Mta2V5',
  password: 'Canary-vendor-password-07ee',
};

type Send = (method: string, path: string, data?: unknown) => Promise<APIResponse>;

/** Connects accounts with secrets that no vendor accepts, in each way, and uses them. */
async function sendAccountKeys(send: Send, url: string): Promise<void> {
  // Real accounts would turn it off.
  await send('PATCH', '/api/accounts/rpc_sandbox', { isDisabled: false, isDefault: true });
  await send('PATCH', '/api/accounts/rit_sandbox', { isDisabled: false, isDefault: true });
  const remotepc = { upstream: 'remotepc', name: 'Canary', url };
  const remoteit = { upstream: 'remoteit', name: 'Canary', url, saveUntested: true };
  const add = async (account: object) =>
    (await (await send('POST', '/api/accounts', account)).json()) as { id: string; code?: string };
  const refused = await add({ ...remotepc, secret: { apiKey: accountKeys.refused } });
  expect(refused.code).toBe('account_refused');
  const kept = { ...remotepc, secret: { apiKey: accountKeys.kept }, saveUntested: true };
  const { id } = await add(kept);
  await add({ ...remoteit, secret: { accessKeyId: 'KEY', secretAccessKey: accountKeys.access } });
  const signIn = { developerKey: accountKeys.next, username: 'me', password: accountKeys.password };
  await add({ ...remoteit, secret: signIn });
  await send('PATCH', `/api/accounts/${id}`, { secret: { apiKey: accountKeys.next } });
  const untested = { secret: { apiKey: accountKeys.next }, saveUntested: true };
  await send('PATCH', `/api/accounts/${id}`, untested);
  await send('POST', `/api/accounts/${id}/test`);
  for (const list of ['users', 'devices']) await send('GET', `/api/${list}?account=all`);
  await send('PATCH', `/api/accounts/${id}`, { usePrevious: true });
}

/** Adds an authenticator app. @returns what only its two answers may hold */
async function addFactor(client: APIRequestContext): Promise<string[]> {
  const started = await client.post('/api/factors/totp');
  const { secret } = (await started.json()) as { secret: string };
  const data = { code: await generate({ secret }) };
  const confirmed = await client.post('/api/factors/totp/confirm', { data });
  const { recoveryCodes } = (await confirmed.json()) as { recoveryCodes: string[] };
  return [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))];
}

/** Creates an API token. @returns what only that answer may hold */
async function addToken(client: APIRequestContext, password: string): Promise<string> {
  await client.post('/api/step-up', { data: { password } });
  const data = { name: 'Canary', role: 'viewer' };
  const created = await client.post('/api/tokens', { data });
  expect(created.status()).toBe(201);
  return ((await created.json()) as { token: string }).token;
}

/**
 * What Node, V8 or the system writes about a process that crashes: its memory, or a report on it.
 */
function isCrashDump(name: string): boolean {
  return /^(core(\.\d+)?|report\..*\.json|.*\.(heapsnapshot|heapprofile|cpuprofile|dmp))$/.test(
    name,
  );
}

test('no secret is in the build, the responses and their headers, the log, the database or a crash dump (N43, N44)', async () => {
  test.setTimeout(180_000);
  const stored = 'Canary-stored-7f3a91';
  const typed = 'Canary-typed-52c8e0';
  const added = 'Canary-added-0d44b7!';
  const listed = 'Canary-listed-e11c58';
  const apiKey = 'sandbox-remotepc-api-key';
  const server = await startTestServer({ env: { LOG_LEVEL: 'debug' } });
  try {
    const client = await signedIn(server);
    const headers: string[] = [];
    const bodies: string[] = [];
    const keep = async (answer: APIResponse) => {
      headers.push(...answer.headersArray().map(({ name, value }) => `${name}: ${value}`));
      bodies.push(await answer.text());
      return answer;
    };
    const send = async (method: string, path: string, data?: unknown) =>
      keep(await client.fetch(path, { method, data, maxRedirects: 0 }));
    const { csrfToken } = (await (await send('GET', '/api/auth/csrf')).json()) as {
      csrfToken: string;
    };
    const form = { ...server.admin, csrfToken, json: 'true' };
    await keep(await client.post('/api/auth/callback/credentials', { form }));
    const { items } = (await (await send('GET', '/api/users?pageSize=2')).json()) as {
      items: { username: string }[];
    };
    const [first, second] = items.map(({ username }) => username);
    await send('PUT', '/api/stored-passwords', { username: first, password: stored });
    const list = `${second};${listed}\nstranger@hill.example;${listed}\n${listed};${listed}\n`;
    for (const mode of ['check', 'store']) {
      const path = `/api/stored-passwords/import?mode=${mode}`;
      const told = (await (await send('POST', path, { text: list })).json()) as { rows: unknown[] };
      expect(told.rows).toHaveLength(3);
      const file = {
        name: 'list.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(list.repeat(1_000)),
      };
      await keep(await client.post(path, { multipart: { file } }));
    }
    // The stored one is wrong, so RemotePC rejects it; the typed one is right.
    await send('POST', '/api/auto-login', { username: first });
    await send('POST', '/api/auto-login', { username: second, password: typed });
    const opened = await send('POST', '/api/auto-login', {
      username: second,
      password: 'Sandbox-Customer-2026',
      storePassword: true,
    });
    expect(opened.status()).toBe(303);
    const link = opened.headers().location ?? '';
    expect(link).toContain('/rpcnew/process/autologin/');
    const token = link.slice(link.lastIndexOf('/') + 1);
    const newcomer = {
      firstName: 'C',
      lastName: 'D',
      email: 'canary@hill.example',
      password: added,
    };
    expect((await send('POST', '/api/users', { ...newcomer, storePassword: true })).status()).toBe(
      201,
    );
    await send('POST', '/api/users', { ...newcomer, seats: -1 });
    await sendAccountKeys(send, `${server.sandbox.remotepc}/rpc-api/reseller/private`);
    const apiToken = await addToken(client, server.admin.password);
    const authorization = { authorization: `Bearer ${apiToken}` };
    for (const path of ['/api/users?pageSize=1', '/api/staff', '/api/no/such/route']) {
      await keep(await client.fetch(path, { headers: authorization }));
    }
    const factor = await addFactor(client);
    for (const path of [
      '/',
      '/users',
      '/activity',
      ...['/settings/accounts', '/settings/sign-in-policy', '/settings/invitations'],
      ...['/settings/security', '/settings/vault', '/settings/notifications'],
      ...['/settings/webhooks', '/settings/installation'],
      '/devices',
      '/welcome',
      '/profile',
    ])
      await send('GET', path);
    for (const path of [
      '/api/activity?limit=500',
      '/api/activity/export?format=jsonl',
      '/api/activity/key',
      '/api/activity/proof',
      '/api/activity/verify',
      '/api/accounts',
      '/api/users?pageSize=500',
      '/api/staff',
      '/api/overview',
      '/api/factors',
      '/api/tokens',
    ]) {
      await send('GET', path);
    }
    const keys = await Promise.all(
      ['audit-key', 'auth-secret', 'encryption-key'].map(async (name) =>
        (await readFile(join(server.dataDir, 'keys', name), 'utf8')).trim(),
      ),
    );
    const customers = [stored, typed, added, listed, token, 'Sandbox-Customer-2026'].flatMap(forms);
    const secrets = [
      ...customers,
      ...[
        ...keys,
        apiKey,
        apiToken,
        SANDBOX_DEVELOPER_KEY,
        'Sandbox-Reseller-2026',
        ...Object.values(accountKeys),
        ...factor,
        server.admin.password,
      ].flatMap(forms),
    ];

    // The link is in the one header that sends the browser there, so the search works.
    const withLink = headers.filter((header) => header.includes(token));
    expect(withLink).toEqual([expect.stringMatching(/^location: /i)]);
    const others = headers.filter((header) => !withLink.includes(header));
    const texts = [...bodies, ...others, server.output()];
    expect(secrets.filter((secret) => texts.some((text) => text.includes(secret)))).toEqual([]);
    expect(await holders('.next/static', secrets)).toEqual([]);
    expect(await holders('.next/server', secrets)).toEqual([]);
    expect(await holders('.next/static', ['sourceMappingURL'])).toEqual([]);
    await server.end();
    // What may be there is found, so the search works.
    expect(await holders(server.dataDir, ['canary@hill.example'])).not.toEqual([]);
    const keyFolder = join(server.dataDir, 'keys');
    const found = await holders(server.dataDir, secrets);
    expect(found.filter((place) => !place.startsWith(keyFolder))).toEqual([]);
    expect(found.filter((place) => place.startsWith(keyFolder)).length).toBeGreaterThanOrEqual(2);
    // The server's working folder is this one; the database's is in the data folder.
    expect((await readdir('.')).filter(isCrashDump)).toEqual([]);
    const data = await readdir(server.dataDir, { recursive: true });
    expect(data.filter((path) => isCrashDump(basename(path)))).toEqual([]);
  } finally {
    await server.stop();
  }
});
