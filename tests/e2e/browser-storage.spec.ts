import type { Page } from '@playwright/test';
import { SANDBOX_CUSTOMER_PASSWORD } from '@/lib/sandbox/credentials';
import { testServer } from '../support/server';
import { signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

/** All that a browser keeps of our pages, and what TanStack Query remembers, as one text. */
function whatIsKept(page: Page): Promise<string> {
  return page.evaluate(async () => {
    type Fiber = { memoizedProps?: { client?: Client }; child?: Fiber; sibling?: Fiber };
    type Cache = { getAll: () => { state: unknown }[] };
    type Client = { getQueryCache: () => Cache; getMutationCache: () => Cache };
    const clientIn = (fiber?: Fiber): Client | undefined =>
      fiber && (fiber.memoizedProps?.client ?? clientIn(fiber.child) ?? clientIn(fiber.sibling));
    const entries = Object.entries(document);
    const [, root] = entries.find(([name]) => name.startsWith('__reactContainer$')) ?? [];
    const client = clientIn(root as Fiber);
    if (!client) throw new Error('No client of TanStack Query was found.');
    const caches = [client.getQueryCache(), client.getMutationCache()];
    return JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      await indexedDB.databases(),
      await window.caches.keys(),
      document.cookie,
      document.documentElement.outerHTML,
      history.state,
      caches.map((cache) => cache.getAll().map(({ state }) => state)),
      (window as unknown as { __next_f?: unknown }).__next_f,
    ]);
  });
}

test('a tour leaves no secret in the browser, and signing out leaves nothing (N29)', async ({
  context,
  page,
}) => {
  const { cookies } = await (await signedIn(server)).storageState();
  await context.addCookies(cookies);
  const email = `kept.${Date.now().toString(36)}@newcomer.example`;
  const typed = 'Canary-typed-9d2f';
  await page.goto('/users/new');
  await page.getByLabel('First name').fill('Ann');
  await page.getByLabel('Last name').fill('Hart');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(typed);
  await page.getByRole('button', { name: `Add ${email}` }).click();
  await expect(page.getByRole('heading', { name: `${email} was added` })).toBeVisible();
  await page.getByRole('link', { name: 'Back to users' }).click();

  await page.getByRole('searchbox').fill(email);
  await page.getByRole('button', { name: email, exact: true }).click();
  const panel = page.getByRole('dialog', { name: email });
  await panel.getByRole('button', { name: 'Store one…' }).click();
  const stored = 'Canary-stored-71bc';
  await page.getByLabel('The customer’s RemotePC password').fill(stored);
  await page.keyboard.press('Enter');
  await expect(panel).toContainText('Replace…');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Devices' }).first().click();
  await expect(page.getByRole('heading', { name: 'Devices', level: 1 })).toBeVisible();

  const session = cookies.find(({ name }) => name === 'reseller-desk.session')?.value ?? 'none';
  const link = '/rpcnew/process/autologin/';
  const secrets = [typed, stored, SANDBOX_CUSTOMER_PASSWORD, server.admin.password, session, link];
  const kept = await whatIsKept(page);
  expect(kept).toContain(email);
  for (const secret of secrets) expect(kept).not.toContain(secret);

  await page.getByRole('button', { name: /^Signed in as / }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  expect(
    await page.evaluate(async () => [
      localStorage.length,
      sessionStorage.length,
      (await indexedDB.databases()).length,
      (await caches.keys()).length,
    ]),
  ).toEqual([0, 0, 0, 0]);
});
