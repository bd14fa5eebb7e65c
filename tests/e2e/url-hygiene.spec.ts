import type { BrowserContext, Page } from '@playwright/test';
import { SANDBOX_CUSTOMER_PASSWORD } from '@/lib/sandbox/credentials';
import { pageMatrix } from '@/tests/support/access-matrix';
import { testServer } from '@/tests/support/server';
import { addressesOutOfPlace } from './addresses-out-of-place';
import { signedIn } from './support';
import { expect, test } from './test';

const server = testServer();
const customer = 'aadeyemi@kestrelair.example';
const wrong = 'Canary-wrong-83aa';

/** Every URL requested from now on, and the headers of each request that got through. */
function recordRequests(context: BrowserContext) {
  const asked: string[] = [];
  const headers: Promise<Record<string, string>>[] = [];
  context.on('request', (request) => asked.push(request.url()));
  context.on('requestfinished', (request) => headers.push(request.allHeaders()));
  return { asked, headers: () => Promise.all(headers) };
}

/** What Chromium complains of from now on, such as a violated policy, and what a page throws. */
function recordComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  return complaints;
}

/** Where the page and its links lead. */
async function linksOf(page: Page): Promise<string[]> {
  const links = await page.locator('a[href]').evaluateAll((found) => {
    return found.map((link) => (link as HTMLAnchorElement).href);
  });
  return [page.url(), ...links];
}

/** Signs in, first with a wrong password, from a link that shows a colleague the same rows. */
async function signIn(page: Page): Promise<void> {
  await page.goto(`/users?search=${encodeURIComponent(customer)}`);
  await page.getByLabel('Email', { exact: true }).fill(server.admin.email);
  await page.getByLabel('Password').fill(wrong);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').first()).toContainText('password is wrong');
  await page.getByLabel('Password').fill(server.admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('tbody [data-open]')).toHaveAccessibleName(customer);
}

/** Through the palette, with a typed password. @returns the tab that was opened */
async function signInAsCustomer(page: Page, password: string): Promise<Page> {
  await page.getByRole('button', { name: 'Search and commands' }).click();
  await page.getByPlaceholder('Search everything').fill(customer);
  await page.getByRole('option', { name: `Sign in as ${customer}` }).click();
  await page.getByLabel('User’s RemotePC password').fill(password);
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.keyboard.press('Enter'),
  ]);
  await expect(tab.getByRole('heading', { level: 1 })).toBeVisible();
  return tab;
}

test('a tour of every page violates no policy (N24), puts no secret in any URL, and email addresses only in searches (N30)', async ({
  context,
  page,
}) => {
  test.setTimeout(180_000);
  const client = await signedIn(server);
  await client.delete('/api/stored-passwords', { data: { username: customer } });
  const { asked, headers } = recordRequests(context);
  const links: string[] = [];
  await signIn(page);
  const complaints = recordComplaints(page);
  for (const path of Object.keys(pageMatrix).filter((one) => !one.includes('['))) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    expect(decodeURIComponent(page.url())).not.toContain('@');
    links.push(...(await linksOf(page)));
  }
  expect(complaints).toEqual([]);

  await page.goto('/');
  await page.getByRole('main').locator('a[href*="/users/usr_"]').first().click();
  await expect(page).toHaveURL(/\/users\/usr_[\w-]+$/);
  await page.goto('/users');
  await page.getByRole('searchbox').fill(customer);
  await page.getByRole('button', { name: customer, exact: true }).click();
  await expect(page.getByRole('dialog', { name: customer })).toBeVisible();
  links.push(...(await linksOf(page)));
  await page.goto('/activity');
  await page.getByRole('searchbox', { name: 'Search the audit log' }).fill(customer);
  await expect(page).toHaveURL(/q=/);
  links.push(...(await linksOf(page)));
  const filters = new URLSearchParams({ actor: server.admin.email, target: customer });
  await page.goto(`/activity?${filters}`);
  await expect(page.getByRole('button', { name: 'Remove target filter' })).toBeVisible();
  links.push(...(await linksOf(page)));

  const failed = await signInAsCustomer(page, wrong);
  await expect(
    failed.getByRole('heading', { name: 'The password is probably wrong' }),
  ).toBeVisible();
  links.push(...(await linksOf(failed)));
  const opened = await signInAsCustomer(page, SANDBOX_CUSTOMER_PASSWORD);
  expect(opened.url()).toContain(`${server.sandbox.remotepc}/rpcnew/process/autologin/ey`);
  await expect(page).not.toHaveURL(/do=/);
  links.push(...(await linksOf(page)));

  const cookies = await context.cookies();
  const session = cookies.find(({ name }) => name === 'reseller-desk.session')?.value ?? 'none';
  const token = opened.url().slice(opened.url().lastIndexOf('/') + 1);
  const secrets = [session, token, server.admin.password, SANDBOX_CUSTOMER_PASSWORD, wrong];
  const own = [...asked, ...links].filter((url) => url.startsWith(`${server.url}/`));
  expect(own.length).toBeGreaterThan(100);
  const isTelling = (url: string) =>
    /password=|autologin/i.test(url) ||
    secrets.some((secret) => decodeURIComponent(url).includes(secret));
  expect(own.filter(isTelling)).toEqual([]);
  for (const name of ['search', 'q', 'target', 'actor', 'callbackUrl']) {
    const values = [...asked, ...links].map((url) => new URL(url).searchParams.get(name) ?? '');
    expect(values.some((value) => /@|%40/.test(value))).toBe(true);
  }
  expect([...asked, ...links].flatMap((url) => addressesOutOfPlace(url, server.url))).toEqual([]);

  // The only foreign place is where the customer's account was opened.
  expect(asked.filter((url) => !url.startsWith(`${server.url}/`))).toEqual([opened.url()]);
  const sent = await headers();
  expect(sent.length).toBeGreaterThan(100);
  expect(sent.filter(({ referer }) => referer)).toEqual([]);
});

test('no other site can show our pages in a frame (N30)', async ({ page }) => {
  await page.context().addCookies((await (await signedIn(server)).storageState()).cookies);
  await page.goto(`${server.sandbox.remotepc}/nothing-here`);
  await page.setContent(`<iframe src="${server.url}/users"></iframe>`);
  await expect(async () => {
    const [, frame] = page.frames();
    expect(frame?.url()).toMatch(/^chrome-error:/);
  }).toPass({ timeout: 10_000 });
});
