import type { Page } from '@playwright/test';
import { testServer } from '@/tests/support/server';
import { addStaff, signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

test.beforeEach(async ({ context }) => {
  const { cookies } = await (await signedIn(server)).storageState();
  await context.addCookies(cookies);
});

/** The line of the briefing with this sentence, and the number it begins with. */
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

test('customers over their seats: the line leads to the list, filtered to as many', async ({
  page,
}) => {
  const { line, count } = await lineOf(page, 'customers use more seats than allotted');
  await line.click();
  await expect(page).toHaveURL(/\/users\?seats=over&sort=-utilisation$/);
  await expect(page.getByText(new RegExp(`^${count} of 2\\d\\d users$`))).toBeVisible();
  await expect(page.getByRole('row').nth(1)).toContainText(/\d over/);
});

test('devices offline: the line leads to the list, filtered to as many', async ({ page }) => {
  const { line, count } = await lineOf(page, 'of 30 devices are offline');
  await line.click();
  await expect(page).toHaveURL(/\/devices\?state=inactive$/);
  await expect(page.getByRole('status').filter({ hasText: `${count} devices` })).toBeVisible();
});

test('who reached the limit of sign-ins, and whose request waits: both lead there', async ({
  page,
}) => {
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

  const { line } = await lineOf(
    page,
    'reached a limit of sign-ins or exports in the last 24 hours',
  );
  await expect(line).toContainText(`${technician.email} was last`);
  await line.click();
  await expect(page).toHaveURL(/\/activity\?action=\.limit_reached$/);
  const rows = page.getByRole('row').filter({ hasText: technician.email });
  await expect(rows).toHaveText([/Reached the hourly limit of customer sign-ins/]);

  await (await lineOf(page, 'to sign in as a customer')).line.click();
  await expect(page).toHaveURL(/\/approvals$/);
  await expect(page.getByText(technician.email).first()).toBeVisible();
});

test('a customer with unused seats is one click away', async ({ page }) => {
  await page.goto('/');
  const panel = page.getByRole('region', { name: 'Most unused seats' });
  const first = panel.getByRole('listitem').first();
  const email = await first.locator('[title]').getAttribute('title');
  await first.getByRole('link').click();
  await expect(page.getByRole('searchbox')).toHaveValue(email ?? '');
  await expect(page.getByRole('button', { name: email ?? '', exact: true })).toBeVisible();
});

test('on the first day the plot says that the history begins', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByText('The history begins today')).toBeVisible();
});

test('what was done last stands there, and leads to all of it', async ({ page }) => {
  await page.goto('/');
  const panel = page.getByRole('region', { name: 'Last activity' });
  await expect(panel.getByRole('listitem').first()).toContainText(
    `${server.admin.email} signed in`,
  );
  await expect(panel.getByRole('link', { name: 'All activity' })).toHaveAttribute(
    'href',
    '/activity',
  );
});

test('the welcome has two ways on: into the sandbox, and what to set for real accounts', async ({
  page,
}) => {
  await page.goto('/welcome');
  await expect(page.getByText('REMOTEPC_API_KEY=')).toBeVisible();
  await expect(page.getByText('REMOTEIT_PASSWORD=')).toBeVisible();
  await page.getByRole('link', { name: 'Look around' }).click();
  await expect(page.getByRole('heading', { name: 'Users' })).toBeVisible();
});
