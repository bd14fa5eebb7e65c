import { testServer } from '@/tests/support/server';
import { signedIn } from './support';
import { expect, test } from './test';
import {
  cachesOf,
  databasesOf,
  plant,
  recordAnswers,
  whatIsKept,
  whatQueriesRemember,
} from './what-is-kept';

const server = testServer();

test('a tour leaves no secret or sign-in link in the browser, and signing out leaves nothing (N29)', async ({
  context,
  page,
}) => {
  const { cookies } = await (await signedIn(server)).storageState();
  await context.addCookies(cookies);
  const answers = await recordAnswers(page, server.url);
  const email = `kept.${Date.now().toString(36)}@newcomer.example`;
  const typed = 'Canary-typed-9d2f';
  await page.goto('/users/new');
  await page.getByLabel('First name').fill('Ann');
  await page.getByLabel('Last name').fill('Hart');
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(typed);
  await page.getByRole('button', { name: `Add ${email}` }).click();
  await expect(page.getByRole('heading', { name: `${email} added` })).toBeVisible();
  await page.getByRole('link', { name: 'Back to users' }).click();
  await page.getByRole('button', { name: 'Leave', exact: true }).click();

  await page.getByRole('searchbox').fill(email);
  const row = page.getByRole('row').filter({ has: page.getByRole('button', { name: email }) });
  await row.hover();
  await page.getByRole('button', { name: `Sign in as ${email}` }).click();
  await page.getByLabel('User’s RemotePC password').fill(typed);
  const [tab] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')]);
  await expect(tab.getByRole('heading', { name: `You are signed in as ${email}` })).toBeVisible();
  const link = tab.url();
  const path = '/rpcnew/process/autologin/';
  expect(link).toContain(`${server.sandbox.remotepc}${path}ey`);
  const token = link.slice(link.lastIndexOf('/') + 1);
  const signature = token.slice(token.lastIndexOf('.') + 1);
  await tab.close();
  await expect(page.getByText(/^Sign-in link issued at \d\d:\d\d:\d\d$/)).toBeVisible();

  await page.getByRole('button', { name: email, exact: true }).click();
  const panel = page.getByRole('dialog', { name: email });
  await panel.getByRole('button', { name: 'Store password…' }).click();
  const stored = 'Canary-stored-71bc';
  await page.getByLabel('User’s RemotePC password').fill(stored);
  await page.keyboard.press('Enter');
  await expect(panel).toContainText('Replace…');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Devices' }).first().click();
  await expect(page.getByRole('heading', { name: 'Devices', level: 1 })).toBeVisible();

  const session = cookies.find(({ name }) => name === 'reseller-desk.session')?.value ?? 'none';
  const secrets = [typed, stored, server.admin.password, path, token, signature];
  await plant(page, 'Planted');
  const kept = (await whatIsKept(page)) + (await whatQueriesRemember(page));
  expect(kept).toContain(email);
  for (const place of ['localStorage', 'sessionStorage', 'a cache', 'IndexedDB']) {
    expect(kept).toContain(`Planted in ${place}`);
  }
  for (const secret of secrets) expect(kept).not.toContain(secret);
  // The cookie itself is in the browser's cookie store, out of the page's reach.
  expect(kept.split(session)).toHaveLength(2);

  const told = answers.bodies.join('\n');
  for (const known of [email, '"hasStoredPassword":true', '<!DOCTYPE html>', '$Sreact']) {
    expect(told).toContain(known);
  }
  for (const secret of [...secrets, session]) expect(told).not.toContain(secret);
  const heads = await answers.headers();
  const leading = heads.filter(({ headers }) => JSON.stringify(headers).includes(signature));
  expect(leading.map(({ url }) => url)).toEqual([`${server.url}/api/auto-login`]);
  const { location, ...others } = leading[0]?.headers ?? {};
  expect(location).toBe(link);
  expect(JSON.stringify(others)).not.toContain(signature);

  await page.getByRole('button', { name: /^Signed in as / }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  const left = await whatIsKept(page);
  for (const secret of [...secrets, session]) expect(left).not.toContain(secret);
  expect(await databasesOf(page)).toEqual([]);
  expect(await cachesOf(page)).toEqual([]);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
});
