import type { APIRequestContext, Browser, Page } from '@playwright/test';
import { SANDBOX_CUSTOMER_PASSWORD } from '@/lib/sandbox/credentials';
import { testServer } from '@/tests/support/server';
import { expectNothingSerious } from './sound';
import { addStaff, expectSaved, seeNews, signedIn } from './support';
import { expect, test, takenOver } from './test';

const server = testServer();
const POLICY = '/api/accounts/rpc_sandbox/policy';

/** A browser of its own in which someone is signed in. */
async function openAs(browser: Browser, staff: { email: string; password: string }, path: string) {
  const context = await browser.newContext({ baseURL: server.url });
  const client = await signedIn(server, staff);
  await context.addCookies((await client.storageState()).cookies);
  const page = await context.newPage();
  await page.goto(path);
  await takenOver(page);
  return { page, client, context };
}

async function aCustomer(client: APIRequestContext, place: number): Promise<string> {
  const answer = await client.get('/api/users?search=meridian&status=active&sort=-username');
  const { items } = (await answer.json()) as { items: { username: string }[] };
  const username = items[place]?.username ?? '';
  const data = { username, password: SANDBOX_CUSTOMER_PASSWORD };
  expect((await client.put('/api/stored-passwords', { data })).status()).toBe(204);
  return username;
}

const approvalsLink = (page: Page) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /Approvals/ });

test.describe('requests to sign in', () => {
  test.beforeEach(async () => {
    const data = { approval: 'second_person', approvalHours: 4 };
    expect((await (await signedIn(server)).put(POLICY, { data })).status()).toBe(200);
  });
  test.afterEach(async () => {
    await (await signedIn(server)).put(POLICY, { data: {} });
  });

  test('the asker is told on any page, in a toast, the menu and the title, and signs in from there', async ({
    browser,
  }) => {
    const admin = await signedIn(server);
    const username = await aCustomer(admin, 0);
    const asker = await openAs(browser, await addStaff(server, admin, 'technician'), '/devices');
    const elsewhere = await asker.context.newPage();
    await elsewhere.goto('/invitations');
    const data = { username, reason: 'Printer broken' };
    await asker.client.post('/api/approvals', { data });

    const approver = await openAs(browser, server.admin, '/approvals');
    await approver.page
      .getByRole('button', { name: /^Approve A technician \(technician/ })
      .press('Enter');
    const dialog = approver.page.getByRole('dialog', { name: 'Approve this sign-in?' });
    await dialog.getByLabel('Approve for').selectOption('2 hours');
    await dialog.getByLabel('Note').press('Enter');
    await expect(approver.page.getByText(/^Approved for sign-ins until/).first()).toBeVisible();

    // The toast, and its text as it's announced.
    const told = asker.page.getByText(`Approved: ${username}`);
    await expect(told.first()).toBeVisible({ timeout: 25_000 });
    await expect(asker.page).toHaveTitle(/^Approved · Devices/);
    await expect(approvalsLink(asker.page)).toContainText('1 of yours decided');
    const [tab] = await Promise.all([
      asker.context.waitForEvent('page'),
      asker.page.getByRole('button', { name: `Sign in now as ${username}` }).press('Enter'),
    ]);
    await expect(
      tab.getByRole('heading', { name: `You are signed in as ${username}` }),
    ).toBeVisible();
    // Seen here is seen everywhere, also after a reload.
    await expect(told).toHaveCount(0);
    await expect(asker.page).not.toHaveTitle(/^Approved/);
    await asker.page.reload();
    await elsewhere.bringToFront();
    await expect(elsewhere.getByText(`Approved: ${username}`)).toHaveCount(0, {
      timeout: 25_000,
    });

    // The approver ends it, and the asker's next sign-in is refused.
    await approver.page.getByRole('button', { name: `End access to ${username}` }).click();
    await approver.page.getByRole('dialog').getByRole('button', { name: 'End access' }).click();
    await expect(approver.page.getByText('Access ended').first()).toBeVisible();
    // For a moment after a sign-in, another one counts as a second click (409).
    const again = () => asker.client.post('/api/auto-login', { data: { username } });
    await expect.poll(async () => (await again()).status()).toBe(403);
    await asker.context.close();
    await approver.context.close();
  });

  test('the asker withdraws a request, and the approver’s page no longer has it', async ({
    browser,
  }) => {
    const admin = await signedIn(server);
    const username = await aCustomer(admin, 1);
    const technician = await addStaff(server, admin, 'technician');
    const asker = await openAs(browser, technician, '/approvals');
    await asker.client.post('/api/approvals', { data: { username } });
    const approver = await openAs(browser, server.admin, '/approvals');
    await expect(approver.page.getByText(technician.email).first()).toBeVisible();
    await asker.page
      .getByRole('button', { name: `Withdraw your request for ${username}` })
      .press('Enter');
    await expect(asker.page.getByText('Request withdrawn').first()).toBeVisible();
    await expect(asker.page.getByText('Withdrawn', { exact: true }).first()).toBeVisible();
    await expect(
      approver.page.getByRole('button', { name: `Approve A technician (${technician.email})` }),
    ).toBeHidden({
      timeout: 15_000,
    });
    await asker.context.close();
    await approver.context.close();
  });
});

test('with the two-person rule, a change of policy waits, shows before and after, and is made when it’s approved', async ({
  browser,
}) => {
  const admin = await signedIn(server);
  const colleague = await addStaff(server, admin, 'administrator');
  const asker = await openAs(browser, server.admin, '/settings/security');
  await asker.page.getByLabel('Require a second person for changes to settings').check();
  await asker.page.getByRole('button', { name: 'Save team policy' }).click();
  await expectSaved(asker.page, 'Team policy saved');
  try {
    await asker.page.goto('/settings/sign-in-policy');
    await asker.page.getByLabel('Blocked users').fill('hill.example');
    await asker.page.getByRole('button', { name: 'Save policy', exact: true }).click();
    await expect(asker.page.getByText('Waiting for a second person').first()).toBeVisible();
    const policy = asker.page.getByRole('region', { name: /^Account / });
    await expect(policy).toContainText('You asked to change the policy of');
    await expect(policy).toContainText('Added: hill.example');
    expect(await (await admin.get(POLICY)).json()).toMatchObject({ blockedCustomers: [] });

    const approver = await openAs(browser, colleague, '/approvals');
    await expectNothingSerious(approver.page);
    const changes = approver.page.getByRole('region', { name: 'Changes to settings' });
    await expect(changes).toContainText('Added: hill.example');
    await changes.getByRole('button', { name: /^Approve the change of/ }).press('Enter');
    const dialog = approver.page.getByRole('dialog', { name: 'Approve this change?' });
    await expect(dialog).toContainText('hill.example');
    await dialog.getByLabel('Note').press('Enter');
    await expect(approver.page.getByText('Approved and applied').first()).toBeVisible();
    expect(await (await admin.get(POLICY)).json()).toMatchObject({
      blockedCustomers: ['hill.example'],
    });
    await expect(asker.page.getByText(/^Approved and applied:/).first()).toBeVisible({
      timeout: 25_000,
    });
    await approver.context.close();
  } finally {
    const off = { data: { twoPersonSettings: false } };
    const second = await signedIn(server, colleague);
    const asked = (await (await admin.patch('/api/staff-policy', off)).json()) as {
      approvalId: string;
    };
    const data = { approve: true };
    await second.post(`/api/approvals/${asked.approvalId}/decide`, { data });
    await admin.put(POLICY, { data: {} });
    await asker.context.close();
    await seeNews(admin);
  }
});
