import { expect, test, type Page } from '@playwright/test';
import axe, { type AxeResults, type RunOptions } from 'axe-core';

/** The checks that depend only on colors, which run in light and dark; the rest run once. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

type Fault = { isSerious: boolean; text: string };

type Look = {
  /** Only these parts of the page. */
  parts?: string | undefined;
  rules?: string[];
};

/** The rows of a table are of the same kind: in a page of fifty, axe would take most of its time. */
const MORE_ROWS = 'tbody > tr:nth-child(n + 11)';

/** The issues axe finds on the page as it is. */
async function faultsOn(page: Page, { parts, rules }: Look = {}): Promise<Fault[]> {
  // Halfway through a fade, every text is too pale.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
        .map(({ finished }) => finished),
    ),
  );
  const options: RunOptions = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const { violations } = await runAxe(page, parts, options);
  return violations.map(({ id, impact, nodes }) => ({
    isSerious: impact === 'serious' || impact === 'critical',
    text: `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  }));
}

/**
 * In the page itself, which has no frames, and once per page: `@axe-core/playwright` sends the half
 * megabyte twice for each look and opens a page beside it, which took longer than all looks.
 */
async function runAxe(page: Page, parts: string | undefined, options: RunOptions) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(
    ([include, exclude, given]) =>
      (window as unknown as { axe: typeof axe }).axe.run({ include, exclude }, given),
    [parts ?? 'html', MORE_ROWS, options] as const,
  ) as Promise<AxeResults>;
}

const textsOf = (faults: Fault[]) => faults.map(({ text }) => text);
const seriousOf = (faults: Fault[]) => textsOf(faults.filter(({ isSerious }) => isSerious));

/** In light and in dark; restored afterwards. Minor issues don't count: a page may be half-way. */
export async function expectNothingSerious(page: Page): Promise<void> {
  await inBothColors(page, seriousOf);
}

/** In light and in dark; restored afterwards. With `parts`, only in what that selector matches. */
export async function expectNothingFound(page: Page, parts?: string): Promise<void> {
  await inBothColors(page, textsOf, parts);
}

/** What a look takes on a slow machine: it isn't the page's time. */
const LOOK_MS = 25_000;

async function inBothColors(
  page: Page,
  pick: (faults: Fault[]) => string[],
  parts?: string,
): Promise<void> {
  test.setTimeout(test.info().timeout + LOOK_MS);
  expect(pick(await faultsOn(page, { parts }))).toEqual([]);
  const other = await page.evaluate(() => {
    const isDark = document.documentElement.dataset.theme === 'dark';
    return isDark ? ('light' as const) : ('dark' as const);
  });
  await page.emulateMedia({ colorScheme: other });
  await expect(page.locator('html')).toHaveAttribute('data-theme', other);
  expect(pick(await faultsOn(page, { parts, rules: COLOUR_RULES })), `in ${other}`).toEqual([]);
  await page.emulateMedia({ colorScheme: other === 'dark' ? 'light' : 'dark' });
}

/** A phone, a small one (1,280 px at 400 %, WCAG 1.4.10), and a laptop’s 1,280 px at 200 %. */
const NARROW = [320, 360, 640];

/** Of those widths, the ones at which the page as it is scrolls sideways; wide again afterwards. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wide = page.viewportSize();
  const scrolling: number[] = [];
  for (const width of NARROW) {
    await page.setViewportSize({ width, height: 780 });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    if (overflow > 0) scrolling.push(width);
  }
  if (wide) await page.setViewportSize(wide);
  expect(scrolling, 'widths at which it scrolls sideways').toEqual([]);
}

/** What must hold at every step, at either width. */
export async function expectSound(page: Page): Promise<void> {
  await expectNothingSerious(page);
  await expectNoSidewaysScroll(page);
}
