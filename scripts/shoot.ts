import type { Page } from '@playwright/test';

export const FOLDER = 'screenshots';

/** Captures the page as it is, and reports if it scrolls sideways. */
export async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled' });
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  console.log(`${FOLDER}/${name}.png${sideways > 0 ? `  scrolls sideways by ${sideways} px` : ''}`);
}
