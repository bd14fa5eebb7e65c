import type { BrowserContext, Page } from '@playwright/test';
import { testServer } from '@/tests/support/server';
import { addStaff, signedIn, STAFF_PASSWORD } from './support';
import { expect, test } from './test';

const server = testServer();

async function enter(context: BrowserContext, staff = server.admin) {
  const client = await signedIn(server, staff);
  await context.addCookies((await client.storageState()).cookies);
  return client;
}

const nav = (page: Page) => page.getByRole('navigation', { name: 'Main' });
const viewLink = (page: Page, name: string) => nav(page).getByRole('link', { name, exact: true });

async function saveAs(page: Page, name: string, who?: string) {
  await page.getByRole('button', { name: 'Save view' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save view' });
  await dialog.getByLabel('Name').fill(name);
  if (who) await dialog.getByLabel('Who has it').selectOption(who);
  await dialog.getByRole('button', { name: 'Save view' }).click();
  await expect(dialog).toBeHidden();
}

test('a list is saved under a name, opened, changed, updated, renamed and deleted', async ({
  context,
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await enter(context);
  const name = `Over limit ${Date.now().toString(36)}`;
  await page.goto('/users?seats=over&sort=-unused');
  await saveAs(page, name);
  await expect(page).toHaveURL(/view=viw_/);
  await expect(viewLink(page, name)).toHaveAttribute('aria-current', 'page');

  await page.goto('/devices');
  await viewLink(page, name).click();
  await expect(page).toHaveURL(/\/users\?seats=over&sort=-unused&view=viw_/);
  await expect(page.getByText('Seats: Over limit')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Update view' })).toHaveCount(0);

  await page.getByRole('searchbox').fill('harbor');
  await page.getByRole('button', { name: 'Update view' }).click();
  await expect(page.getByText(`View ${name} updated`).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Update view' })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('searchbox')).toHaveValue('harbor');
  await expect(viewLink(page, name)).toHaveAttribute('aria-current', 'page');

  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('menuitem', { name: 'Rename or share…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(`${name} too`);
  await page.keyboard.press('Enter');
  await expect(viewLink(page, `${name} too`)).toBeVisible();

  await page.getByRole('button', { name: `${name} too`, exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete view…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete view' }).click();
  await expect(viewLink(page, `${name} too`)).toHaveCount(0);
  await expect(page.getByRole('searchbox')).toHaveValue('harbor');
});

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

test('a shared view is in a colleague’s navigation, who can’t change it', async ({
  browser,
  context,
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const admin = await enter(context);
  const viewer = await addStaff(server, admin, 'viewer');
  const name = `Last month ${Date.now().toString(36)}`;
  await page.goto('/activity?action=auto_login.&when=last-month');
  await saveAs(page, name, 'Everyone');
  await expect(viewLink(page, name)).toBeVisible();

  const theirs = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await enter(theirs, { email: viewer.email, password: STAFF_PASSWORD });
  const colleague = await theirs.newPage();
  await colleague.goto(`${server.url}/users`);
  await viewLink(colleague, name).click();
  await expect(colleague).toHaveURL(/\/activity\?action=auto_login\.&when=last-month&view=/);
  await colleague.getByRole('button', { name, exact: true }).click();
  await expect(colleague.getByRole('menuitem')).toHaveText(['Save as a new view…']);
  await theirs.close();

  // Other tests look at the navigation, too.
  const id = new URL(page.url()).searchParams.get('view');
  expect((await admin.delete(`/api/views/${id}`)).status()).toBe(204);
});
