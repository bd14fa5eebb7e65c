import AxeBuilder from '@axe-core/playwright';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { testServer } from '../support/server';
import { signedIn } from './support';

const server = testServer();

/** Signs in, with no list left over from before. */
export async function enter(context: BrowserContext, staff = server.admin) {
  const client = await signedIn(server, staff);
  const { cookies } = await client.storageState();
  await context.addCookies(cookies);
  await client.delete('/api/batches/draft');
  return client;
}

export const stampNow = () => Date.now().toString(36);

/** Addresses that nobody has invited before. */
export function addresses(count: number): string[] {
  const stamp = stampNow();
  return Array.from({ length: count }, (_, at) => `person${at}@${stamp}.newcomer.example`);
}

export const chip = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** What axe holds against the page as it stands, beyond trifles. */
export async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** Whether the page as it stands scrolls sideways on a phone; wide again afterwards. */
export async function scrollsSideways(page: Page): Promise<boolean> {
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
  expect(await seriousFaults(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
}
