import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request as playwrightRequest, type APIRequestContext } from '@playwright/test';
import { accessMatrix, pageMatrix } from '@/tests/support/access-matrix';
import { startCachingProxy } from '@/tests/support/caching-proxy';
import { testServer } from '@/tests/support/server';
import { addStaff, signedIn } from './support';
import { expect, test } from './test';

const server = testServer();
const MARKER = 'meridiandental.example';

/** Every page and every route that is read, with the forms of each. */
const reads = [
  ...Object.keys(pageMatrix),
  ...Object.entries(accessMatrix).flatMap(([path, methods]) => ('GET' in methods ? [path] : [])),
]
  .filter((path) => !path.startsWith('/api/auth/') && !path.endsWith('/events'))
  .map((path) => path.replace('[...unknown]', 'nothing').replaceAll(/\[\w+\]/g, 'none'))
  .concat([
    ...['/api/users/export?format=csv', '/api/users/export?format=xlsx'],
    ...['/api/users/export?format=txt', '/api/activity/export?format=jsonl'],
    ...['/api/activity/access-report?month=2026-11', '/api/admission?to=exports'],
    ...['/api/users?search=dental', '/users?search=dental', '/api/auth/session'],
  ]);

test('two people behind one cache that keeps all it may never get each other’s answers (N25)', async () => {
  const proxy = await startCachingProxy(server.url);
  const admin = await signedIn(server);
  const other = await signedIn(server, await addStaff(server, admin, 'manager'));
  const behind = async (client: APIRequestContext | null) =>
    playwrightRequest.newContext({
      baseURL: proxy.url,
      storageState: await client?.storageState(),
      maxRedirects: 0,
    });
  const [first, second, stranger] = await Promise.all([behind(admin), behind(other), behind(null)]);
  for (const path of reads) {
    const own = await first.get(path);
    const [theirs, nobodys] = await Promise.all([second.get(path), stranger.get(path)]);
    for (const answer of [own, theirs, nobodys]) {
      expect(answer.headers()['x-cache'], path).toBe('miss');
    }
    expect(await nobodys.text(), path).not.toContain(MARKER);
  }
  const emailOf = async (client: APIRequestContext) =>
    ((await (await client.get('/api/profile')).json()) as { email: string }).email;
  expect(await emailOf(first)).toBe(server.admin.email);
  expect(await emailOf(second)).not.toBe(server.admin.email);

  // It does keep what is the same for all.
  const html = await (await first.get('/users')).text();
  const [script = ''] = /\/_next\/static\/[^"]+\.js/.exec(html) ?? [];
  expect((await first.get(script)).headers()['x-cache']).toBe('miss');
  expect((await second.get(script)).headers()['x-cache']).toBe('hit');
  expect(proxy.kept().filter((path) => !path.startsWith('/_next/static/'))).toEqual([]);
  await proxy.close();
});

test('the cache of that test keeps an answer that says nothing about it, whoever asked (N25)', async () => {
  const origin = createServer((call, answer) => answer.end(`for ${call.headers.cookie}`));
  await once(origin.listen(0, '127.0.0.1'), 'listening');
  const proxy = await startCachingProxy(
    `http://127.0.0.1:${(origin.address() as AddressInfo).port}`,
  );
  const as = async (cookie: string) =>
    (await fetch(`${proxy.url}/x`, { headers: { cookie } })).text();
  expect([await as('ann'), await as('bob')]).toEqual(['for ann', 'for ann']);
  await proxy.close();
  origin.close();
});

test('Back after signing out shows nothing of before (N25)', async ({ context, page }) => {
  await context.addCookies((await (await signedIn(server)).storageState()).cookies);
  const seen = page.getByText(MARKER).first();
  await page.goto('/users?search=meridiandental');
  await expect(seen).toBeVisible();
  await page.goto('/activity');
  await page.goto('/staff');
  await expect(page.getByText(server.admin.email).first()).toBeVisible();
  await page.getByRole('button', { name: /^Signed in as / }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  for (let times = 0; times < 4; times += 1) {
    await page.goBack().catch(() => null);
    await page.waitForLoadState('networkidle');
    const text = await page.locator('body').innerText();
    expect(text).not.toContain(MARKER);
    expect(text).not.toContain(server.admin.email);
  }
  await page.goForward().catch(() => null);
  expect(await page.locator('body').innerText()).not.toContain(server.admin.email);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
});
