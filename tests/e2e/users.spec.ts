import type { BrowserContext, Page } from '@playwright/test';
import { SANDBOX_CUSTOMER_PASSWORD } from '@/lib/sandbox/credentials';
import { testServer } from '@/tests/support/server';
import { expectNothingSerious } from './sound';
import {
  addStaff,
  operationsAsked,
  setFault,
  signedIn,
  STAFF_PASSWORD,
  visitsToRemotepc,
} from './support';
import { expect, test } from './test';

const server = testServer();

async function enter(context: BrowserContext, staff = server.admin) {
  const client = await signedIn(server, staff);
  const { cookies } = await client.storageState();
  await context.addCookies(cookies);
  return client;
}

/** The list, once its rows can be used. */
async function openUsers(page: Page, search = '') {
  await page.goto(`/users${search}`);
  await expect(page.locator('tbody [data-open]').first()).toBeVisible();
}

const rowOf = (page: Page, email: string) =>
  page.getByRole('row').filter({ has: page.getByRole('button', { name: email, exact: true }) });

async function signInCalls(): Promise<number> {
  const asked = await operationsAsked(server, 'remotepc');
  return asked.filter((operation) => operation === 'signin').length;
}

test('search, filters and sorting survive a reload and can be shared', async ({
  context,
  page,
}) => {
  await enter(context);
  await openUsers(page);
  await page.keyboard.press('/');
  await page.keyboard.type('harbor');
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByRole('menuitem', { name: 'Active', exact: true }).click();
  await page.getByRole('columnheader', { name: 'Seats' }).getByRole('button').click();
  await expect(page).toHaveURL(/\?search=harbor&status=active&sort=-seats$/);
  const first = page.locator('tbody [data-open]').first();
  await expect(first).toHaveAccessibleName('it@harborlight.example');
  const rows = await page.locator('tbody tr').count();
  expect(rows).toBeGreaterThan(10);

  await page.reload();
  await expect(page.getByRole('searchbox')).toHaveValue('harbor');
  await expect(page.locator('tbody tr')).toHaveCount(rows);
  await expect(first).toHaveAccessibleName('it@harborlight.example');
  await expect(page.getByText(new RegExp(`^${rows} of 2\\d\\d users$`))).toBeVisible();
});

test('Back, Forward and a reload follow filters, pages and the open panel, and a row opens where it is clicked', async ({
  context,
  page,
}) => {
  await enter(context);
  await page.goto('/');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users' }).click();
  await expect(page.locator('tbody [data-open]').first()).toBeVisible();
  await page.getByRole('searchbox').fill('harbor');
  await expect(page).toHaveURL(/\?search=harbor$/);
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByRole('menuitem', { name: 'Active', exact: true }).click();
  await expect(page).toHaveURL(/\?search=harbor&status=active$/);
  const email = (await page.locator('tbody [data-open]').nth(1).textContent()) ?? '';
  await rowOf(page, email).getByRole('cell').nth(6).click();
  const panel = page.getByRole('dialog', { name: email });
  await expect(panel).toBeVisible();

  await page.reload();
  await expect(panel).toBeVisible();
  await page.goBack();
  await expect(panel).toBeHidden();
  await expect(page).toHaveURL(/\?search=harbor&status=active$/);
  await page.goForward();
  await expect(panel).toBeVisible();
  await page.goBack();
  // Each step is seen before the next: Next finishes one by writing into the entry it is at.
  await expect(panel).toBeHidden();
  await page.goBack();
  await expect(page).toHaveURL(/\?search=harbor$/);
  await expect(page.getByRole('button', { name: 'Status: Active' })).toHaveCount(0);
  await expect(page.getByRole('searchbox')).toHaveValue('harbor');
  await page.goForward();
  await expect(page).toHaveURL(/\?search=harbor&status=active$/);
  await rowOf(page, email).getByRole('cell').nth(6).click();
  await expect(panel).toBeVisible();
  await expect(page).toHaveURL(/\/users\/usr_[\w-]{22}\?search=harbor&status=active&panel=1$/);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\?search=harbor&status=active$/);
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Status: Active' })).toHaveCount(0);
  await expect(page).toHaveURL(/\?search=harbor$/);
  await page.goBack();
  await expect(page).toHaveURL(`${server.url}/`);
});

test('an address is copied and found on the page in full', async ({ context, page }) => {
  await enter(context);
  await openUsers(page, '?search=harborlight');
  const email = (await page.locator('tbody [data-open]').first().textContent()) ?? '';
  const found = await page.evaluate((text) => {
    const isFound = (window as unknown as { find: (text: string) => boolean }).find(text);
    return isFound && document.getSelection()?.toString();
  }, email);
  expect(found).toBe(email);
});

test('an added user appears in the list', async ({ context, page }) => {
  await enter(context);
  const email = `ann.${Date.now().toString(36)}@newcomer.example`;
  await openUsers(page);
  await page.getByRole('link', { name: 'Add user' }).click();
  await page.getByLabel('First name').fill('Ann');
  await page.getByLabel('Last name').fill('Hart');
  await page.getByLabel('Email', { exact: true }).fill(email);
  await expect(page.getByText('No user has this address yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Generate' }).click();
  await page.getByLabel('Seats').fill('3');
  await page.getByLabel(/^Store password for/).check();
  await page.getByRole('button', { name: `Add ${email}` }).click();
  await expect(page.getByRole('heading', { name: `${email} added` })).toBeVisible();
  // The password is shown once: leaving without it is asked about.
  await page.getByRole('link', { name: 'Back to users' }).click();
  const question = page.getByRole('dialog', { name: 'Leave without the password?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
  await page.getByRole('button', { name: 'Copy both' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  await page.getByRole('link', { name: 'Back to users' }).click();
  const row = rowOf(page, email);
  await expect(row.getByRole('cell', { name: '3', exact: true }).first()).toBeVisible();
  await expect(row).toContainText('Stored');
});

test('a taken address is reported at its field, and the other input stays', async ({
  context,
  page,
}) => {
  await enter(context);
  await page.goto('/users/new');
  await page.getByLabel('First name').fill('Ann');
  await page.getByLabel('Last name').fill('Hart');
  await page.getByLabel('Email', { exact: true }).fill('it@harborlight.example');
  await expect(page.getByText('This user already exists.')).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill('long enough for this');
  await page.getByRole('button', { name: 'Add it@harborlight.example' }).click();
  await expect(page.getByText('RemotePC already has an account with this email.')).toHaveCount(2);
  await expect(page.getByLabel('Email', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('long enough for this');
});

test('one click signs in as a customer once, in a new tab (N27)', async ({ context, page }) => {
  const email = 'adevries@harborlight.example';
  const client = await enter(context);
  const stored = await client.put('/api/stored-passwords', {
    data: { username: email, password: SANDBOX_CUSTOMER_PASSWORD },
  });
  expect(stored.status()).toBe(204);
  await openUsers(page, '?search=adevries');
  const before = await signInCalls();
  const visitsBefore = (await visitsToRemotepc(server)).length;
  await rowOf(page, email).hover();
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('button', { name: `Sign in as ${email}` }).dblclick(),
  ]);
  await expect(tab.getByRole('heading', { name: `You are signed in as ${email}` })).toBeVisible();
  expect(new URL(tab.url()).origin).toBe(server.sandbox.remotepc);
  expect(await tab.evaluate(() => window.opener === null && document.referrer === '')).toBe(true);
  // What it received itself: a browser reveals less about the request for the page.
  const visits = (await visitsToRemotepc(server)).slice(visitsBefore);
  expect(visits.map(({ path }) => path)).toContain(new URL(tab.url()).pathname);
  for (const { headers } of visits) {
    expect(headers['user-agent']).toContain('Chrome');
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('referer');
    expect(headers).not.toHaveProperty('origin');
  }
  expect(await signInCalls()).toBe(before + 1);
  expect(await page.content()).not.toContain(server.sandbox.remotepc);
  await expect(page.getByText(`Opening ${email} in a new tab`).first()).toBeVisible();

  await tab.close();
  await page.getByRole('button', { name: email, exact: true }).click();
  const signIns = page.getByRole('dialog', { name: email }).getByRole('region', {
    name: 'Last sign-ins',
  });
  // The name of the person, as it is set up for tests.
  await expect(signIns.getByRole('listitem').first()).toContainText('admin');
});

test('a password that isn’t stored is requested once, then stored', async ({ context, page }) => {
  const email = 'aadeyemi@kestrelair.example';
  const client = await enter(context);
  await client.delete('/api/stored-passwords', { data: { username: email } });
  await openUsers(page, '?search=aadeyemi@kestrel');
  await page.locator('tbody [data-open]').focus();
  await page.keyboard.press('s');
  const dialog = page.getByRole('dialog', { name: 'Sign in as this user' });
  await page.getByLabel('User’s RemotePC password').fill(SANDBOX_CUSTOMER_PASSWORD);
  await dialog.getByLabel(/^Store it/).check();
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    dialog.getByRole('button', { name: 'Open in a new tab' }).click(),
  ]);
  await expect(tab.getByRole('heading', { name: `You are signed in as ${email}` })).toBeVisible();
  await expect(dialog).toBeHidden();
  await page.reload();
  await expect(rowOf(page, email)).toContainText('Stored');
});

test('while RemotePC is down, the last known list is shown with its age', async ({
  context,
  page,
}) => {
  await enter(context);
  await openUsers(page);
  await setFault(server, 'remotepc', { operation: 'list', fault: { status: 500 } });
  try {
    await page.getByRole('button', { name: 'Refresh the list' }).click();
    await expect(page.getByText('This is the last known list.')).toBeVisible();
    await expect(page.locator('tbody [data-open]').first()).toBeVisible();
  } finally {
    await setFault(server, 'remotepc', { operation: 'list', fault: null });
  }
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await expect(page.getByText('This is the last known list.')).toBeHidden();
});

test('a viewer sees the list but can’t change it', async ({ context, page }) => {
  const viewer = await addStaff(server, await signedIn(server), 'viewer');
  await enter(context, { email: viewer.email, password: STAFF_PASSWORD });
  await openUsers(page, '?search=angata@nordlys');
  await expect(page.getByRole('link', { name: 'Add user' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Sign in as/ })).toHaveCount(0);
  await page.locator('tbody [data-open]').click();
  await expect(page.getByRole('dialog').getByText('Not stored')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Store password…' })).toHaveCount(0);
});

test('axe finds nothing serious on the list, the panel, its dialog and the form', async ({
  context,
  page,
}) => {
  await enter(context);
  await openUsers(page, '?seats=over');
  await expectNothingSerious(page);
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check();
  await page.locator('tbody [data-open]').first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectNothingSerious(page);
  await page.getByRole('button', { name: /^(Store password|Replace)…$/ }).click();
  await expectNothingSerious(page);
  await page.goto('/users/new');
  await page.getByRole('button', { name: 'Add user' }).click();
  await expect(page.getByText('Fix 4 errors to continue')).toBeVisible();
  await expectNothingSerious(page);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('nothing scrolls sideways, and a row’s menu has the same actions as its buttons', async ({
    context,
    page,
  }) => {
    await enter(context);
    for (const path of ['/users/new', '/users']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    }
    await page
      .getByRole('button', { name: /^More actions for/ })
      .first()
      .tap();
    await page.getByRole('menuitem', { name: 'View details' }).tap();
    await expect(page.getByRole('dialog')).toContainText('Created');
  });
});

test('a user opens over the list, ↓ goes on to the next, and a link opens them as a page', async ({
  context,
  page,
}) => {
  await enter(context);
  await page.setViewportSize({ width: 1440, height: 900 });
  await openUsers(page, '?search=harbor');
  const rows = page.locator('tbody [data-open]');
  const first = (await rows.nth(0).textContent()) ?? '';
  const second = (await rows.nth(1).textContent()) ?? '';
  await rows.nth(0).click();
  const panel = page.getByRole('dialog', { name: first });
  await expect(panel.getByRole('heading', { name: 'Seats over time' })).toBeVisible();
  await expect(panel).toBeFocused();
  await expect(page).toHaveURL(/\/users\/usr_[\w-]{22}\?search=harbor&panel=1$/);
  const opened = page.url();

  // The list beside it stays usable.
  await page.getByRole('checkbox', { name: `Select ${second}` }).check();
  await panel.focus();
  await page.keyboard.press('ArrowDown');
  const next = page.getByRole('dialog', { name: second });
  await expect(next).toBeVisible();
  await expect(page).not.toHaveURL(opened);
  const nextUrl = page.url();
  await page.reload();
  await expect(next).toBeVisible();
  await expect(rows.first()).toBeVisible();
  await page.goBack();
  await expect(next).toBeHidden();
  await expect(page).toHaveURL(/\/users\?search=harbor$/);
  await page.goForward();
  await expect(next).toBeVisible();

  const { pathname } = new URL(nextUrl);
  expect(decodeURIComponent(nextUrl)).not.toContain('@');
  await page.goto(pathname);
  await expect(page.getByRole('heading', { level: 1, name: second })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.goto(`/users?user=${encodeURIComponent(second)}`);
  await expect(page).toHaveURL(`${server.url}${pathname}`);
  const missing = await page.goto('/users/usr_aaaaaaaaaaaaaaaaaaaaaa');
  expect(missing?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'User not found' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
});

test('a note and tags that can’t be saved stay as typed, until they are', async ({
  context,
  page,
}) => {
  test.setTimeout(120_000);
  await enter(context);
  // Wide enough for tags in the row beside the panel.
  await page.setViewportSize({ width: 1600, height: 900 });
  await openUsers(page, '?search=harbor');
  await page.locator('tbody [data-open]').first().click();
  const panel = page.getByRole('dialog');
  let isDown = true;
  await page.route('**/api/users/annotations*', async (route) => {
    if (isDown && route.request().method() === 'PATCH') await route.abort();
    else await route.continue();
  });
  await panel.getByRole('button', { name: 'Add note' }).click();
  await panel.getByRole('textbox', { name: 'Note' }).fill('Calls before noon.');
  await panel.getByRole('button', { name: 'Save note' }).click();
  await expect(panel.getByRole('alert')).toContainText('The note isn’t saved.');
  await panel.getByRole('button', { name: 'Next user' }).click();
  await expect(panel.getByRole('textbox', { name: 'Note' })).toHaveCount(0);
  await panel.getByRole('button', { name: 'Previous user' }).click();
  await expect(panel.getByRole('textbox', { name: 'Note' })).toHaveValue('Calls before noon.');
  await panel.getByLabel('Add tag').fill('Key account');
  await page.keyboard.press('Enter');
  await expect(panel.getByText('Key account')).toBeVisible();
  await expect(panel.getByText(/The tags aren’t saved/)).toBeVisible();
  isDown = false;
  await panel.getByRole('button', { name: 'Try again' }).click();
  await expect(panel.getByText(/The tags aren’t saved/)).toBeHidden();
  await panel.getByRole('button', { name: 'Save note' }).click();
  await expect(panel.getByRole('button', { name: 'Edit' })).toBeVisible();
  await page.reload();
  await expect(panel.getByText('Calls before noon.')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'Key account' })).toBeVisible();
  await expectNothingSerious(page);
});
