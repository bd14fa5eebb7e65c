import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What axe holds against the page as it stands, beyond trifles. */
async function seriousFaults(page: Page): Promise<string[]> {
  // Half-way through a fade every text is too pale.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
        .map(({ finished }) => finished),
    ),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

export async function expectNothingSerious(page: Page): Promise<void> {
  expect(await seriousFaults(page)).toEqual([]);
}

/** Whether the page as it stands scrolls sideways on a phone; wide again afterwards. */
async function scrollsSideways(page: Page): Promise<boolean> {
  const wide = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 780 });
  const isWider = await page.evaluate(
    () => document.documentElement.scrollWidth > window.innerWidth,
  );
  if (wide) await page.setViewportSize(wide);
  return isWider;
}

/** As it must be at every step, at either width. */
export async function expectSound(page: Page): Promise<void> {
  await expectNothingSerious(page);
  expect(await scrollsSideways(page)).toBe(false);
}
