import type { Locator, Page } from '@playwright/test';
import { expect } from './test';

/** Gets there with only the Tab key. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}

export async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Opens a menu and goes to one of its entries with ↓. */
export async function choose(page: Page, button: Locator, entry: Locator) {
  await press(page, button);
  await expect(page.getByRole('menu')).toBeVisible();
  while (!(await entry.evaluate((element) => element === document.activeElement))) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}
