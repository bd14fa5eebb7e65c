import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** The checks that depend only on colors, which run in light and dark; the rest run once. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** The issues axe finds on the page as it is, beyond minor ones. */
async function seriousFaults(page: Page, rules?: string[]): Promise<string[]> {
  // Halfway through a fade, every text is too pale.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
        .map(({ finished }) => finished),
    ),
  );
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** In light and in dark; restored afterwards. */
export async function expectNothingSerious(page: Page): Promise<void> {
  expect(await seriousFaults(page)).toEqual([]);
  const other = await page.evaluate(() => {
    const isDark = document.documentElement.dataset.theme === 'dark';
    return isDark ? ('light' as const) : ('dark' as const);
  });
  await page.emulateMedia({ colorScheme: other });
  await expect(page.locator('html')).toHaveAttribute('data-theme', other);
  expect(await seriousFaults(page, COLOUR_RULES), `in ${other}`).toEqual([]);
  await page.emulateMedia({ colorScheme: other === 'dark' ? 'light' : 'dark' });
}

/** Whether the page as it is scrolls sideways on a phone; wide again afterwards. */
async function scrollsSideways(page: Page): Promise<boolean> {
  const wide = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 780 });
  const isWider = await page.evaluate(
    () => document.documentElement.scrollWidth > window.innerWidth,
  );
  if (wide) await page.setViewportSize(wide);
  return isWider;
}

/** What must hold at every step, at either width. */
export async function expectSound(page: Page): Promise<void> {
  await expectNothingSerious(page);
  expect(await scrollsSideways(page)).toBe(false);
}
