import { pageMatrix } from '@/tests/support/access-matrix';
import { testServer } from '@/tests/support/server';
import { expectSound } from './sound';
import { signedIn } from './support';
import { expect, test } from './test';

const server = testServer();
const pages = Object.keys(pageMatrix).filter((path) => !path.includes('['));

for (const colorScheme of ['light'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    for (const path of pages) {
      test(`${path} has nothing serious against it, and does not scroll sideways at 360 px`, async ({
        page,
      }) => {
        if (path !== '/sign-in') {
          const { cookies } = await (await signedIn(server)).storageState();
          await page.context().addCookies(cookies);
        }
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.waitForLoadState('networkidle');
        await expectSound(page);
      });
    }
  });
}
