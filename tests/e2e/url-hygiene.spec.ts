import { SANDBOX_CUSTOMER_PASSWORD } from '@/lib/sandbox/credentials';
import { pageMatrix } from '../support/access-matrix';
import { testServer } from '../support/server';
import { signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

test('a tour puts no secret in any address, and no person in a page’s (N30)', async ({ page }) => {
  const requests: string[] = [];
  page.context().on('request', (request) => requests.push(request.url()));
  const { cookies } = await (await signedIn(server)).storageState();
  await page.context().addCookies(cookies);
  for (const path of Object.keys(pageMatrix)) {
    if (path.includes('[')) continue;
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    expect(decodeURIComponent(page.url())).not.toContain('@');
  }
  const session = cookies.find(({ name }) => name === 'reseller-desk.session')?.value ?? 'none';
  const own = requests.filter((url) => url.startsWith(server.url));
  expect(own.length).toBeGreaterThan(30);
  for (const url of own) {
    for (const secret of [session, server.admin.password, SANDBOX_CUSTOMER_PASSWORD]) {
      expect(decodeURIComponent(url)).not.toContain(secret);
    }
    expect(url).not.toMatch(/password=|autologin/i);
  }
  expect(requests.filter((url) => !url.startsWith(server.url))).toEqual([]);
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
