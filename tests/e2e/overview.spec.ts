import type { Page } from '@playwright/test';
import { testServer } from '@/tests/support/server';
import { addStaff, signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

test.beforeEach(async ({ context }) => {
  const { cookies } = await (await signedIn(server)).storageState();
  await context.addCookies(cookies);
});

/** The line of the overview with this sentence, and the number it starts with. */
async function lineOf(page: Page, sentence: string) {
  await page.goto('/');
  const line = page
    .getByRole('region', { name: 'Needs attention' })
    .getByRole('link')
    .filter({ hasText: sentence });
  await expect(line).toBeVisible();
  const count = /^[A-Z][a-z ]+:([\d,]+)/.exec((await line.textContent()) ?? '')?.[1];
  return { line, count };
}

test('users over their seat limit: the line links to a list of the same number', async ({
  page,
}) => {
  const { line, count } = await lineOf(page, 'users are over their seat limit');
  await line.click();
  await expect(page).toHaveURL(/\/users\?seats=over&sort=unused$/);
  await expect(page.getByText(new RegExp(`^${count} of 2\\d\\d users$`))).toBeVisible();
  await expect(page.getByRole('row').nth(1)).toContainText(/\d over/);
});

test('devices offline: the line links to a list of the same number', async ({ page }) => {
  const { line, count } = await lineOf(page, 'of 30 devices are offline');
  await line.click();
  await expect(page).toHaveURL(/\/devices\?state=inactive$/);
  await expect(page.getByRole('status').filter({ hasText: `${count} devices` })).toBeVisible();
});

test('an offline device leads to its own page', async ({ page }) => {
  await page.goto('/');
  const first = page
    .getByRole('region', { name: 'Devices offline' })
    .getByRole('listitem')
    .first()
    .getByRole('link');
  const name = (await first.getAttribute('aria-label')) ?? '';
  await first.click();
  await expect(page).toHaveURL(/\/devices\/dev_[\w-]+$/);
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
});

test('reached sign-in limits and pending requests are linked', async ({ page }) => {
  const admin = await signedIn(server);
  const technician = await addStaff(server, admin, 'technician');
  const client = await signedIn(server, technician);
  const setPolicy = (data: object) => admin.put('/api/accounts/rpc_sandbox/policy', { data });
  await setPolicy({ perHourLimit: 1 });
  for (const username of ['it@harborlight.example', 'achowdhury@harborlight.example']) {
    await client.post('/api/auto-login', { data: { username, password: 'not the right one' } });
  }
  await setPolicy({ approval: 'second_person' });
  await client.post('/api/approvals', { data: { username: 'one@x.example' } });
  await setPolicy({});

  const { line } = await lineOf(page, 'reached a sign-in or export limit in the last 24 hours');
  await expect(line).toContainText(`Most recently ${technician.email}`);
  await line.click();
  await expect(page).toHaveURL(/\/activity\?action=\.limit_reached$/);
  const rows = page.getByRole('row').filter({ hasText: technician.email });
  await expect(rows).toHaveText([/Reached the hourly limit of sign-ins as users/]);

  await (await lineOf(page, 'waiting for approval')).line.click();
  await expect(page).toHaveURL(/\/approvals$/);
  await expect(page.getByText(technician.email).first()).toBeVisible();
});

test('a user with unused seats is one click away', async ({ page }) => {
  await page.goto('/');
  const panel = page.getByRole('region', { name: 'Most unused seats' });
  const first = panel.getByRole('listitem').first();
  const email = await first.locator('[title]').getAttribute('title');
  await first.getByRole('link').click();
  await expect(page).toHaveURL(/\/users\/usr_/);
  await expect(page.getByRole('heading', { level: 1, name: email ?? '' })).toBeVisible();
});

test('on the first day, history starts', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByText('History starts today')).toBeVisible();
});

test('the latest events are listed and linked to the audit log', async ({ page }) => {
  await page.goto('/');
  const panel = page.getByRole('region', { name: 'Latest events' });
  const first = panel.getByRole('listitem').first();
  await expect(first).toContainText('admin signed in');
  await expect(first.getByTitle(server.admin.email)).toBeVisible();
  await expect(panel.getByRole('link', { name: 'View audit log' })).toHaveAttribute(
    'href',
    '/activity',
  );
});

test('the welcome page leads into the sandbox and shows how to connect real accounts', async ({
  page,
}) => {
  await page.goto('/welcome');
  await expect(page.getByLabel('API key', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Connect remote.it' }).click();
  await expect(page.getByLabel('Access key ID')).toBeFocused();
  await expect(page.getByLabel('API key', { exact: true })).toBeHidden();
  await page.getByRole('link', { name: 'Explore users' }).click();
  await expect(page.getByRole('heading', { name: 'Users' })).toBeVisible();
});

test('a problem is marked as seen for the whole team, and brought back', async ({
  page,
  browser,
}) => {
  const name = 'users are at their seat limit';
  const { count } = await lineOf(page, name);
  const panel = page.getByRole('region', { name: 'Needs attention' });
  const menu = panel.getByRole('button', { name: `Mark as seen or snooze: ${name}` });
  await menu.focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('menuitem', { name: 'Mark as seen' }).press('Enter');
  await expect(page.getByText('Marked as seen', { exact: true })).toBeVisible();
  await expect(menu).toBeHidden();

  const viewer = await addStaff(server, await signedIn(server), 'viewer');
  const elsewhere = await browser.newContext({
    storageState: await (await signedIn(server, viewer)).storageState(),
  });
  const other = await elsewhere.newPage();
  await other.goto('/');
  const theirs = other.getByRole('region', { name: 'Needs attention' });
  await theirs.getByRole('button', { name: '1 problem seen or snoozed' }).click();
  const line = theirs.getByRole('link').filter({ hasText: name });
  await expect(line).toContainText(new RegExp(`${count}.*Seen by .+, \\d+ \\w+ \\d{4}`));
  await expect(theirs.getByRole('button', { name: /^(Mark as seen|Bring back)/ })).toHaveCount(0);
  await elsewhere.close();

  await page.reload();
  await panel.getByRole('button', { name: '1 problem seen or snoozed' }).click();
  await panel.getByRole('button', { name: `Bring back: ${name}` }).click();
  await expect(page.getByText('The problem is back on the list', { exact: true })).toBeVisible();
  await expect(menu).toBeVisible();
});
