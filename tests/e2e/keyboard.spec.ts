import type { Page } from '@playwright/test';
import { SANDBOX_CUSTOMER_PASSWORD } from '@/lib/sandbox/credentials';
import { testServer } from '@/tests/support/server';
import { addresses, enter } from './invitations-support';
import { press, tabTo } from './keyboard-support';
import { signedIn } from './support';
import { expect, takenOver, test } from './test';

/** The main tasks without a mouse: nothing here clicks, fills or focuses by script. */
const server = testServer();

test.beforeEach(async ({ context, page }) => {
  await enter(context);
  await page.goto('/');
});

const heading = (page: Page, name: string, level = 1) =>
  page.getByRole('heading', { name, level, exact: true });

/** Types into the search of the list. */
async function search(page: Page, words: string) {
  const field = page.getByRole('searchbox');
  await expect(field).toBeVisible();
  await takenOver(page);
  await page.keyboard.press('/');
  await expect(field).toBeFocused();
  await page.keyboard.type(words);
}

/** Opens what the palette finds first, typed while it may still load. */
async function command(page: Page, words: string, found: string) {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words);
  await expect(page.getByRole('option', { name: found, selected: true })).toBeVisible();
  await page.keyboard.press('Enter');
}

test('a user is found and signed in as', async ({ context, page }) => {
  const email = 'it@harborlight.example';
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await expect(heading(page, 'Users')).toBeVisible();
  await search(page, 'it@harborlight');
  const row = page.locator('tbody [data-open]');
  await expect(row).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(row).toBeFocused();
  await page.keyboard.press('s');
  const dialog = page.getByRole('dialog', { name: 'Sign in as this user' });
  await expect(dialog.getByLabel('User’s RemotePC password')).toBeFocused();
  await page.keyboard.type(SANDBOX_CUSTOMER_PASSWORD);
  const [tab] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')]);
  await expect(tab.getByRole('heading', { name: `You are signed in as ${email}` })).toBeVisible();
  await expect(dialog).toBeHidden();
});

test('a user is added, and their password copied', async ({ context, page }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
  const email = `keys.${Date.now().toString(36)}@newcomer.example`;
  await command(page, 'add user', 'Add user');
  await expect(heading(page, 'Add user')).toBeVisible();
  await tabTo(page, page.getByLabel('First name'));
  await page.keyboard.type('Ann');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Hart');
  await page.keyboard.press('Tab');
  await page.keyboard.type(email);
  await press(page, page.getByRole('button', { name: 'Generate' }));
  await tabTo(page, page.getByLabel('Seats'));
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: `${email} added` })).toBeFocused();
  await press(page, page.getByRole('button', { name: 'Copy both' }));
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  await press(page, page.getByRole('link', { name: 'Back to users' }));
  await expect(page.getByRole('row').filter({ hasText: email })).toBeVisible();
});

test('three people are invited', async ({ page }) => {
  test.setTimeout(90_000);
  const people = addresses(3);
  await command(page, 'invite users', 'Invite users');
  await tabTo(page, page.getByLabel('Or paste a list'));
  await page.keyboard.type(people.map((email) => `${email};2`).join('\n'));
  await page.keyboard.press('Control+Enter');
  await expect(heading(page, 'Check the list', 2)).toBeFocused();
  await press(page, page.getByRole('button', { name: 'Continue' }));
  await expect(heading(page, 'Review', 2)).toBeFocused();
  await tabTo(page, page.getByLabel('Batch name'));
  const name = `By keyboard ${Date.now().toString(36)}`;
  await page.keyboard.type(name);
  await press(page, page.getByRole('checkbox', { name: /^Wait 20 seconds/ }), 'Space');
  await press(page, page.getByRole('button', { name: 'Invite 3 people' }));
  await expect(heading(page, name)).toBeVisible();
  await expect(page.getByText('Finished: 3 invited').first()).toBeVisible({ timeout: 30_000 });
});

test('a device is connected to, and disconnected', async ({ page }) => {
  const client = await signedIn(server);
  const { items } = (await (await client.get('/api/connections')).json()) as {
    items: { id: string }[];
  };
  for (const { id } of items) await client.delete(`/api/connections/${id}`);
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await expect(heading(page, 'Devices')).toBeVisible();
  await search(page, 'fileserver-02');
  await expect(page.getByText('1 device', { exact: true }).first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  const connect = page.getByRole('button', { name: /^Connect to fileserver-02-ssh/ });
  await expect(connect).toBeFocused();
  await page.keyboard.press('Enter');
  const opened = page.getByRole('dialog', { name: 'Connected to fileserver-02-ssh' });
  await expect(opened.getByText(/^ssh -p \d+ user@\S+$/)).toBeVisible();
  await press(page, opened.getByRole('button', { name: 'Disconnect fileserver-02-ssh' }));
  await expect(opened).toBeHidden();
});

test('an event of the audit log is found and looked into', async ({ page }) => {
  const client = await signedIn(server);
  const username = 'it@harborlight.example';
  const data = { username, note: `By keyboard ${Date.now().toString(36)}` };
  expect((await client.patch('/api/users/annotations', { data })).status()).toBe(200);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(heading(page, 'Audit log')).toBeVisible();
  await search(page, username);
  const first = page.getByRole('table', { name: 'Audit log' }).locator('[data-open]').first();
  await expect(first).toContainText('Changed the note or tags');
  await page.keyboard.press('ArrowDown');
  await expect(first).toBeFocused();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog');
  await expect(panel).toContainText(username);
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(first).toBeFocused();
});
