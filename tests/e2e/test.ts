import { expect, test as base, type Page } from '@playwright/test';

/**
 * Waits until React has hydrated the page: clicks before that are lost, for a test as for a person
 * that fast.
 */
export async function takenOver(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      if (!('__next_f' in window)) return true;
      const controls = [...document.querySelectorAll('a, button, input, textarea')];
      return controls.every((control) =>
        Object.keys(control).some((key) => key.startsWith('__reactProps$')),
      );
    },
    undefined,
    // By default in each frame, which takes time from what is waited for.
    { polling: 50 },
  );
  // Key listeners are added by effects, which follow.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))),
  );
}

/** Playwright's own test, with a page that is ready to be used. */
export const test = base.extend({
  page: async ({ page }, provide, info) => {
    const goto = page.goto.bind(page);
    const reload = page.reload.bind(page);
    page.goto = async (...asked) => {
      const answer = await goto(...asked);
      await takenOver(page);
      return answer;
    };
    page.reload = async (...asked) => {
      const answer = await reload(...asked);
      await takenOver(page);
      return answer;
    };
    await provide(page);
    // Playwright's `only-on-failure` takes one at the end of every test, and drops most.
    if (info.status !== info.expectedStatus) {
      await page
        .screenshot({ path: info.outputPath('page.png'), timeout: 5_000 })
        .catch(() => null);
    }
  },
});

export { expect };
