import { pageMatrix } from '@/tests/support/access-matrix';
import { testServer } from '@/tests/support/server';
import { expectSound } from './sound';
import { signedIn } from './support';
import { expect, test } from './test';

const server = testServer();
const pages = Object.keys(pageMatrix).filter((path) => !path.includes('['));

for (const path of pages) {
  test(`${path} has no serious accessibility issue in light or dark, and doesn’t scroll sideways at 360 px`, async ({
    page,
  }) => {
    if (path !== '/sign-in') {
      const { cookies } = await (await signedIn(server)).storageState();
      await page.context().addCookies(cookies);
    }
    // Half as many rows of one kind show the same, and take half as long to check.
    await page.goto(path === '/users' ? '/users?pageSize=25' : path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expectSound(page);
  });
}
