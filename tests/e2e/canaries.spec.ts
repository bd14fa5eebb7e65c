import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestServer } from '../support/server';
import { signedIn } from './support';
import { expect, test } from './test';

/** Every file below a folder that holds one of the texts: `path: text`. */
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

/** A secret in the forms in which it could lie about. */
function forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('base64'), bytes.toString('hex'), encodeURIComponent(secret)];
}

test('no secret is in the build, in what the browser gets, in the log or in the database (N43, N44)', async () => {
  test.setTimeout(180_000);
  const stored = 'Canary-stored-7f3a91';
  const typed = 'Canary-typed-52c8e0';
  const added = 'Canary-added-0d44b7!';
  const listed = 'Canary-listed-e11c58';
  const apiKey = 'sandbox-remotepc-api-key';
  const server = await startTestServer({ env: { LOG_LEVEL: 'debug' } });
  try {
    const client = await signedIn(server);
    const answers: string[] = [];
    /** Headers and body; the link of a sign-in may stand in its `Location`, and there alone. */
    const keep = async (answer: APIResponse) => {
      const isOpened = new URL(answer.url()).pathname === '/api/auto-login';
      const headers = answer
        .headersArray()
        .filter(({ name }) => !(isOpened && name.toLowerCase() === 'location'));
      answers.push(JSON.stringify(headers), await answer.text());
      return answer;
    };
    const send = async (method: string, path: string, data?: unknown) =>
      keep(await client.fetch(path, { method, data, maxRedirects: 0 }));
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
      bodies.push(await (await client.post(path, { multipart: { file } })).text());
    }
    // The stored one is wrong, so RemotePC refuses it; the typed one is right.
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
    await client.post('/api/users', { data: { ...newcomer, seats: -1 } });
    for (const path of ['/', '/users', '/activity', '/settings', '/devices'])
      await send('GET', path);
    for (const path of [
      '/api/activity?limit=500',
      '/api/accounts',
      '/api/users?pageSize=500',
      '/api/staff',
      '/api/overview',
    ]) {
      await send('GET', path);
    }
    const keys = await Promise.all(
      ['auth-secret', 'encryption-key'].map(async (name) =>
        (await readFile(join(server.dataDir, 'keys', name), 'utf8')).trim(),
      ),
    );
    const customers = [stored, typed, added, listed, token, 'Sandbox-Customer-2026'].flatMap(forms);
    const secrets = [
      ...customers,
      ...[...keys, apiKey, 'Sandbox-Reseller-2026', server.admin.password].flatMap(forms),
    ];

    for (const body of bodies) for (const secret of secrets) expect(body).not.toContain(secret);
    for (const secret of secrets) expect(server.output()).not.toContain(secret);
    expect(await holders('.next/static', secrets)).toEqual([]);
    expect(await holders('.next/server', secrets)).toEqual([]);
    expect(await holders('.next/static', ['sourceMappingURL'])).toEqual([]);
    await server.end();
    const database = join(server.dataDir, 'postgres');
    // What may be there is found, so the search can find.
    expect(await holders(database, ['canary@hill.example'])).not.toEqual([]);
    expect(await holders(database, secrets)).toEqual([]);
  } finally {
    await server.stop();
  }
});
