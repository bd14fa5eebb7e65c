import type { APIRequestContext, BrowserContext, Page } from '@playwright/test';
import { SANDBOX_CUSTOMER_PASSWORD } from '@/lib/sandbox/credentials';
import { testServer } from '@/tests/support/server';
import { expectNothingSerious } from './sound';
import {
  addStaff,
  expectSaved,
  operationsAsked,
  setFault,
  signedIn,
  STAFF_PASSWORD,
} from './support';
import { expect, takenOver, test } from './test';

const server = testServer();
const POLICY = '/api/accounts/rpc_sandbox/policy';

async function enter(context: BrowserContext, staff = server.admin): Promise<APIRequestContext> {
  const client = await signedIn(server, staff);
  const { cookies } = await client.storageState();
  await context.addCookies(cookies);
  return client;
}

async function storePassword(username: string, password = SANDBOX_CUSTOMER_PASSWORD) {
  const client = await signedIn(server);
  const answer = await client.put('/api/stored-passwords', { data: { username, password } });
  expect(answer.status()).toBe(204);
}

async function setPolicy(rules: object) {
  const answer = await (await signedIn(server)).put(POLICY, { data: rules });
  expect(answer.status()).toBe(200);
}

/** A user whose sign-in works, and that no other test uses. */
async function aCustomer(place: number): Promise<string> {
  const client = await signedIn(server);
  const answer = await client.get('/api/users?search=harborlight&status=active&sort=-username');
  const { items } = (await answer.json()) as { items: { username: string }[] };
  return items[place]?.username ?? '';
}

async function signInCalls(): Promise<number> {
  const asked = await operationsAsked(server, 'remotepc');
  return asked.filter((operation) => operation === 'signin').length;
}

async function openUsers(page: Page, search: string) {
  await page.goto(`/users?search=${encodeURIComponent(search)}`);
  await expect(page.locator('tbody [data-open]').first()).toBeVisible();
}

test.afterEach(() => setPolicy({}));

test('a policy set in Settings requires a reason, password confirmation and approval before the account opens', async ({
  context,
  page,
  browser,
}) => {
  const email = await aCustomer(0);
  await storePassword(email);
  const technician = await addStaff(server, await enter(context), 'technician');
  await page.goto('/settings/sign-in-policy');
  await page.getByLabel('Require a reason').check();
  await page.getByLabel('Ticket format').fill('HD-####');
  await page.getByLabel('Require password confirmation').check();
  await page.getByLabel('Require approval').check();
  await page.getByRole('button', { name: 'Save policy', exact: true }).click();
  await expectSaved(page, 'Sign-in policy saved');

  const desk = await browser.newContext({ baseURL: server.url });
  await enter(desk, technician);
  const theirs = await desk.newPage();
  await openUsers(theirs, email);
  await takenOver(theirs);
  const before = await signInCalls();
  await theirs.locator('tbody [data-open]').focus();
  await theirs.keyboard.press('s');
  const dialog = theirs.getByRole('dialog', { name: 'Sign in as this user' });
  await expect(dialog.getByLabel('Reason')).toBeFocused();
  await theirs.keyboard.type('aaaaaaaaaaaa');
  await theirs.keyboard.press('Enter');
  await expect(dialog.getByText('Enter a reason in words.')).toBeVisible();
  await dialog.getByLabel('Reason').fill('The till has been silent since Monday');
  await dialog.getByLabel('Ticket').fill('HD-1234');
  await theirs.keyboard.press('Enter');
  await expect(dialog.getByText('Waiting for approval')).toBeVisible();

  // The administrator's page notices it automatically.
  const approvals = page.getByRole('navigation', { name: 'Main' }).getByRole('link', {
    name: /Approvals/,
  });
  await expect(approvals).toBeVisible({ timeout: 20_000 });
  await expect(approvals).toContainText('1 waiting for you');
  await approvals.click();
  await expect(page.getByText('The till has been silent since Monday')).toBeVisible();
  await page.getByRole('button', { name: `Approve A technician (${technician.email})` }).click();
  await page.getByLabel('Note').fill('Go ahead, before noon');
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  const confirmation = page.getByRole('dialog', { name: 'Confirm your password' });
  await confirmation.getByLabel('Your password').fill(server.admin.password);
  await confirmation.getByRole('button', { name: 'Confirm', exact: true }).click();
  await expect(page.getByText('Approved for one sign-in').first()).toBeVisible();

  await expect(dialog.getByText(/^Approved until/)).toBeVisible();
  await expect(dialog).toContainText('Go ahead, before noon');
  await dialog.getByLabel('Your password').fill('not this one, surely');
  await theirs.keyboard.press('Enter');
  await expect(dialog.getByText('This isn’t your Reseller Desk password.')).toBeVisible();
  expect(await signInCalls()).toBe(before);
  await dialog.getByLabel('Your password').fill(STAFF_PASSWORD);
  const [tab] = await Promise.all([desk.waitForEvent('page'), theirs.keyboard.press('Enter')]);
  await expect(tab.getByRole('heading', { name: `You are signed in as ${email}` })).toBeVisible();
  expect(await signInCalls()).toBe(before + 1);
  await expect(dialog).toBeHidden();
  await expect(theirs.getByText(/^Sign-in link issued at \d\d:\d\d:\d\d$/)).toBeVisible();
  await expect(page.getByRole('table', { name: 'Past requests' })).toContainText('Used');
  await desk.close();
});

test('the palette requires the same and opens the same', async ({ context, page }) => {
  const email = await aCustomer(1);
  await storePassword(email);
  await setPolicy({ reasonRequired: true, stepUp: 'password' });
  await enter(context);
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.getByRole('button', { name: 'Search and commands' }).click();
  await page.getByPlaceholder('Search everything').fill(email);
  await page.getByRole('option', { name: `Sign in as ${email}` }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in as this user' });
  await dialog.getByLabel('Reason').fill('The till has been silent since Monday');
  await dialog.getByLabel('Your password').fill(server.admin.password);
  const [tab] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')]);
  await expect(tab.getByRole('heading', { name: `You are signed in as ${email}` })).toBeVisible();
  await expect(page).toHaveURL(/\/users\?search=/);
  await expect(page).not.toHaveURL(/do=/);
});

test('a form from before the policy gets a page that leads back to the dialog', async ({
  context,
  page,
}) => {
  const email = await aCustomer(2);
  await storePassword(email);
  await enter(context);
  await openUsers(page, email);
  await setPolicy({ approval: 'second_person' });
  const before = await signInCalls();
  await page.locator('tbody [data-open]').focus();
  const [tab] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('s')]);
  await expect(
    tab.getByRole('heading', { name: 'Approval by a second person is required' }),
  ).toBeVisible();
  await tab.getByRole('link', { name: 'Continue in Reseller Desk' }).click();
  await expect(tab.getByRole('button', { name: 'Request approval' })).toBeVisible();
  expect(await signInCalls()).toBe(before);
});

test('pressing Enter twice on a row’s button signs in once, in one tab (N63)', async ({
  context,
  page,
}) => {
  const email = await aCustomer(9);
  await storePassword(email);
  await enter(context);
  await openUsers(page, email);
  const before = await signInCalls();
  await page.getByRole('button', { name: `Sign in as ${email}` }).focus();
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    page.keyboard.press('Enter').then(() => page.keyboard.press('Enter')),
  ]);
  await expect(tab.getByRole('heading', { name: `You are signed in as ${email}` })).toBeVisible();
  await expect(page.getByText(/^Sign-in link issued at/)).toBeVisible();
  expect(context.pages()).toEqual([page, tab]);
  expect(await signInCalls()).toBe(before + 1);
});

test('reloading the page of a sign-in without a response doesn’t sign in again (N63)', async ({
  context,
  page,
}) => {
  const email = await aCustomer(10);
  await storePassword(email);
  await enter(context);
  await openUsers(page, email);
  const before = await signInCalls();
  await setFault(server, 'remotepc', { operation: 'signin', fault: { resetAfter: true } });
  try {
    await page.locator('tbody [data-open]').focus();
    const [tab] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('s')]);
    await expect(tab.getByText('The attempt may have counted there')).toBeVisible();
    await tab.reload();
    await expect(tab.getByRole('heading', { name: 'Users', exact: true })).toBeVisible();
    await expect(tab).toHaveURL('/users');
  } finally {
    await setFault(server, 'remotepc', { operation: 'signin', fault: null });
  }
  expect(await signInCalls()).toBe(before + 1);
});

test('a blocked user has a disabled button that explains why', async ({ context, page }) => {
  const email = await aCustomer(3);
  await storePassword(email);
  await setPolicy({ blockedCustomers: [email] });
  await enter(context);
  await openUsers(page, email);
  const before = await signInCalls();
  await page.locator('tbody [data-open]').focus();
  await page.keyboard.press('s');
  await expect(page.getByText('Sign-in is blocked for this user').first()).toBeVisible();
  await expect(page.getByRole('button', { name: `Sign in as ${email}` })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  expect(await signInCalls()).toBe(before);
});

test('a stored password that RemotePC rejected is marked, and the current one is requested', async ({
  context,
  page,
}) => {
  const email = await aCustomer(4);
  await storePassword(email, 'an-Old-one-1');
  await enter(context);
  await openUsers(page, email);
  await page.locator('tbody [data-open]').focus();
  const [refused] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('s')]);
  await expect(refused.getByText('The stored password is probably wrong.')).toBeVisible();
  await refused.close();
  const row = page.getByRole('row').filter({ has: page.locator('[data-open]') });
  await expect(row).toContainText('Rejected');
  await page.locator('tbody [data-open]').click();
  await expect(page.getByText('Stored, but rejected by RemotePC')).toBeVisible();
  await page.keyboard.press('Escape');

  // The key works on the row again once the panel has returned the focus.
  await expect(page.getByRole('dialog', { name: email })).toBeHidden();
  await expect(page.locator('tbody [data-open]')).toBeFocused();
  await page.keyboard.press('s');
  const dialog = page.getByRole('dialog', { name: 'Sign in as this user' });
  await dialog.getByLabel('User’s RemotePC password').fill(SANDBOX_CUSTOMER_PASSWORD);
  await dialog.getByLabel('Replace the stored password').check();
  const [tab] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')]);
  await expect(tab.getByRole('heading', { name: `You are signed in as ${email}` })).toBeVisible();
  await expect(row).toContainText('Stored');
});

test('the stored passwords of all selected users are deleted at once', async ({
  context,
  page,
}) => {
  const [first, second] = [await aCustomer(5), await aCustomer(6)];
  await storePassword(first);
  await storePassword(second);
  await enter(context);
  await page.goto('/users?search=harborlight&status=active&sort=-username');
  await page.getByRole('checkbox', { name: `Select ${first}` }).check();
  await page.getByRole('checkbox', { name: `Select ${second}` }).check();
  await page.getByRole('button', { name: 'Delete passwords…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 2 stored passwords?' });
  await dialog.getByRole('button', { name: 'Delete passwords' }).click();
  await expect(page.getByText('2 passwords deleted').first()).toBeVisible();
  for (const email of [first, second]) {
    const row = page.getByRole('row').filter({ has: page.getByLabel(`Select ${email}`) });
    await expect(row).toContainText('not stored');
  }
});

test('axe finds nothing serious on the dialog, the approvals and the settings', async ({
  context,
  page,
}) => {
  const email = await aCustomer(7);
  await storePassword(email);
  await setPolicy({
    reasonRequired: true,
    ticketPattern: 'HD-####',
    approval: 'second_person',
    blockedCustomers: [await aCustomer(8)],
  });
  const technician = await addStaff(server, await enter(context), 'technician');
  const asking = await signedIn(server, technician);
  const asked = await asking.post('/api/approvals', {
    data: { username: email, reason: 'The till is silent', ticket: 'HD-1234' },
  });
  expect(asked.status()).toBe(201);
  await openUsers(page, 'harborlight');
  await expectNothingSerious(page);
  await page.goto(`/users?search=${encodeURIComponent(email)}&do=sign-in`);
  await page.getByRole('button', { name: 'Request approval' }).click();
  await expect(page.getByText(/^Enter a reason of at least/)).toBeVisible();
  await expectNothingSerious(page);
  await page.goto('/approvals');
  await page.getByRole('button', { name: `Decline A technician (${technician.email})` }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectNothingSerious(page);
  await page.getByRole('button', { name: 'Decline', exact: true }).click();
  await expect(page.getByRole('table', { name: 'Past requests' })).toBeVisible();
  await expectNothingSerious(page);
  await page.goto('/settings/sign-in-policy');
  await page.getByLabel('Minutes until an approval expires').fill('x');
  await page.getByRole('button', { name: 'Save policy', exact: true }).click();
  await expect(page.getByText('Fix 1 error to continue')).toBeVisible();
  await expectNothingSerious(page);
});
