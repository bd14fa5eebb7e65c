import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

/** The checks that depend only on colors, which run in light and dark; the rest run once. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

type Fault = { isSerious: boolean; text: string };

/** The issues axe finds on the page as it is. */
async function faultsOn(page: Page, rules?: string[]): Promise<Fault[]> {
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
  return violations.map(({ id, impact, nodes }) => ({
    isSerious: impact === 'serious' || impact === 'critical',
    text: `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  }));
}

const textsOf = (faults: Fault[]) => faults.map(({ text }) => text);
const seriousOf = (faults: Fault[]) => textsOf(faults.filter(({ isSerious }) => isSerious));

/** In light and in dark; restored afterwards. Minor issues don't count: a page may be half-way. */
export async function expectNothingSerious(page: Page): Promise<void> {
  await inBothColors(page, seriousOf);
}

/** In light and in dark; restored afterwards. */
export async function expectNothingFound(page: Page): Promise<void> {
  await inBothColors(page, textsOf);
}

/** What a look takes on a slow machine: it isn't the page's time. */
const LOOK_MS = 25_000;

async function inBothColors(page: Page, pick: (faults: Fault[]) => string[]): Promise<void> {
  test.setTimeout(test.info().timeout + LOOK_MS);
  expect(pick(await faultsOn(page))).toEqual([]);
  const other = await page.evaluate(() => {
    const isDark = document.documentElement.dataset.theme === 'dark';
    return isDark ? ('light' as const) : ('dark' as const);
  });
  await page.emulateMedia({ colorScheme: other });
  await expect(page.locator('html')).toHaveAttribute('data-theme', other);
  expect(pick(await faultsOn(page, COLOUR_RULES)), `in ${other}`).toEqual([]);
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

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await scrollsSideways(page)).toBe(false);
}

/** What must hold at every step, at either width. */
export async function expectSound(page: Page): Promise<void> {
  await expectNothingSerious(page);
  await expectNoSidewaysScroll(page);
}
