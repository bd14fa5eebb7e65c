import type { BrowserContext } from '@playwright/test';
import { testServer } from '@/tests/support/server';
import { signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

async function enter(context: BrowserContext, staff = server.admin) {
  const client = await signedIn(server, staff);
  await context.addCookies((await client.storageState()).cookies);
  return client;
}

test('a name that is taken is refused without losing what was typed', async ({ context, page }) => {
  const client = await enter(context);
  const name = `Full ${Date.now().toString(36)}`;
  await client.post('/api/views', { data: { page: 'users', name, query: 'seats=full' } });
  await page.goto('/users?status=inactive');
  await page.getByRole('button', { name: 'Save view' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save view' });
  await dialog.getByLabel('Name').fill(name);
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('There is a view named')).toBeVisible();
  await expect(dialog.getByLabel('Name')).toHaveValue(name);
});
