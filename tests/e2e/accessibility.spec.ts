import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { pageMatrix } from '../support/access-matrix';
import { testServer } from '../support/server';
import { signedIn } from './support';

const server = testServer();
const pages = Object.keys(pageMatrix).filter((path) => !path.includes('['));

for (const colorScheme of ['light', 'dark'] as const) {
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
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
          .analyze();
        const serious = violations.filter(
          ({ impact }) => impact === 'serious' || impact === 'critical',
        );
        expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
        await page.setViewportSize({ width: 360, height: 780 });
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        expect(sideways).toBeLessThanOrEqual(0);
      });
    }
  });
}
