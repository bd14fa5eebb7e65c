import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIRequestContext } from '@playwright/test';
import { SANDBOX_CUSTOMER_PASSWORD } from '@/lib/sandbox/credentials';
import { startTestServer, temporaryDataDir } from '@/tests/support/server';
import { signedIn } from './support';
import { expect, test } from './test';

const email = 'it@harborlight.example';
const START_MS = 240_000;

let dataDir: string;

test.beforeAll(async () => {
  test.setTimeout(START_MS);
  dataDir = await temporaryDataDir();
  const server = await startTestServer({ dataDir });
  expect((await storeAt(await signedIn(server))).status()).toBe(204);
  await server.stop();
});

test.afterAll(() => rm(dataDir, { recursive: true, force: true }));

function storeAt(client: APIRequestContext) {
  const data = { username: email, password: SANDBOX_CUSTOMER_PASSWORD };
  return client.put('/api/stored-passwords', { data });
}

test('without its key file, the server starts with the vault locked, creates no new key, and unlocks once the file is back (N42)', async () => {
  test.setTimeout(START_MS);
  const keyFile = join(dataDir, 'keys', 'encryption-key');
  const away = join(dataDir, 'the key, elsewhere');
  await rename(keyFile, away);
  const server = await startTestServer({ dataDir });
  try {
    const client = await signedIn(server);
    const signIn = () => client.post('/api/auto-login', { data: { username: email } });
    const users = await client.get(`/api/users?search=${email}`);
    expect(await users.json()).toMatchObject({
      items: [{ username: email, hasStoredPassword: true }],
    });
    for (const refused of [await signIn(), await storeAt(client)]) {
      expect(refused.status()).toBe(503);
      expect(await refused.json()).toMatchObject({
        code: 'vault_locked',
        detail: expect.stringContaining('The vault key is missing'),
      });
    }
    expect(await (await client.get('/api/vault')).json()).toMatchObject({
      state: 'locked',
      secrets: 1,
    });
    expect((await readdir(join(dataDir, 'keys'))).sort()).toEqual(['audit-key', 'auth-secret']);
    await rename(away, keyFile);
    expect((await signIn()).status()).toBe(303);
    expect((await storeAt(client)).status()).toBe(204);
  } finally {
    await rename(away, keyFile).catch(() => undefined);
    await server.stop();
  }
});

test('with a wrong key, the server starts, shows that the vault is locked, and signs in with a typed password (N42)', async ({
  browser,
}) => {
  test.setTimeout(START_MS);
  const env = { ENCRYPTION_KEY: randomBytes(32).toString('base64') };
  const locked = await startTestServer({ dataDir, env });
  try {
    const context = await browser.newContext({
      baseURL: locked.url,
      storageState: await (await signedIn(locked)).storageState(),
    });
    const page = await context.newPage();
    await page.goto('/settings/vault');
    await expect(page.getByText('The vault is locked')).toBeVisible();
    await page.goto(`/users?search=${email}`);
    await page.locator('tbody [data-open]').first().focus();
    const [tab] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('s')]);
    await expect(
      tab.getByRole('heading', { name: 'The stored passwords are locked' }),
    ).toBeVisible();
    await expect(tab.getByLabel('Store it for one-click')).toHaveCount(0);
    await tab.getByLabel(`Password of ${email}`).fill(SANDBOX_CUSTOMER_PASSWORD);
    await tab.getByRole('button', { name: 'Sign in as this user' }).click();
    await expect(tab.getByRole('heading', { name: `You are signed in as ${email}` })).toBeVisible();
    await context.close();
  } finally {
    await locked.stop();
  }
});
