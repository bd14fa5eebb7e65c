import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { SANDBOX_CUSTOMER_PASSWORD } from '@/lib/sandbox/credentials';
import { startTestServer, temporaryDataDir } from '../support/server';
import { signedIn } from './support';
import { expect, test } from './test';

const email = 'it@harborlight.example';

test('with a wrong key the product starts, says that the vault is locked, and signs in with a typed password (N42)', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const dataDir = await temporaryDataDir();
  try {
    const first = await startTestServer({ dataDir });
    const data = { username: email, password: SANDBOX_CUSTOMER_PASSWORD };
    const stored = await (await signedIn(first)).put('/api/stored-passwords', { data });
    expect(stored.status()).toBe(204);
    await first.stop();

    const env = { ENCRYPTION_KEY: randomBytes(32).toString('base64') };
    const locked = await startTestServer({ dataDir, env });
    try {
      const context = await browser.newContext({
        baseURL: locked.url,
        storageState: await (await signedIn(locked)).storageState(),
      });
      const page = await context.newPage();
      await page.goto('/settings');
      await expect(page.getByText('The vault is locked')).toBeVisible();
      await page.goto(`/users?search=${email}`);
      await page.locator('tbody [data-open]').first().focus();
      const [tab] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('s')]);
      await expect(
        tab.getByRole('heading', { name: 'The stored passwords are locked' }),
      ).toBeVisible();
      await expect(tab.getByLabel('Remember it')).toHaveCount(0);
      await tab.getByLabel(`Password of ${email}`).fill(SANDBOX_CUSTOMER_PASSWORD);
      await tab.getByRole('button', { name: 'Sign in as this customer' }).click();
      await expect(
        tab.getByRole('heading', { name: `You are signed in as ${email}` }),
      ).toBeVisible();
      await context.close();
    } finally {
      await locked.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
