import type { Locator, Page } from '@playwright/test';
import { enter, stampNow } from './invitations-support';
import { expect, test } from './test';

const toast = (page: Page, text: string | RegExp) =>
  page
    .getByRole('region', { name: /^Notifications/ })
    .getByRole('listitem')
    .filter({ hasText: text });

/** Of the first user. @returns the toast, which stays for a few seconds */
async function copyAddress(page: Page): Promise<Locator> {
  await page
    .getByRole('checkbox', { name: /^Select .*@/ })
    .first()
    .check();
  await page.getByRole('button', { name: 'Copy addresses' }).click();
  return toast(page, '1 address copied');
}

/** As they are at this moment: an element that is drawn anew is only missing, not waited for. */
const boxesOf = (locator: Locator) =>
  locator.evaluateAll((elements) =>
    elements.map((element) => element.getBoundingClientRect().toJSON() as DOMRect),
  );

/** Waits for the animation, then compares the boxes. */
async function expectApart(one: Locator, others: Locator) {
  await expect(one).toBeVisible();
  await expect
    .poll(async () => {
      const [box] = await boxesOf(one);
      return (await boxesOf(others)).filter(
        (other) =>
          box &&
          other.width > 0 &&
          box.left < other.right &&
          other.left < box.right &&
          box.top < other.bottom &&
          other.top < box.bottom,
      );
    })
    .toEqual([]);
}

const sizes = [
  { name: 'a desktop', viewport: { width: 1280, height: 800 } },
  { name: 'a small window', viewport: { width: 800, height: 500 } },
  { name: 'a phone', viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
];

for (const { name, ...options } of sizes) {
  test.describe(`on ${name}`, () => {
    test.use({ ...options, permissions: ['clipboard-read', 'clipboard-write'] });

    test('a toast leaves the selection bar free', async ({ context, page }) => {
      await enter(context);
      await page.goto('/users?search=harborlight');
      const message = await copyAddress(page);
      const bar = page.locator('[data-foot]');
      await expectApart(message, bar);
      await bar.getByRole('button', { name: 'Clear selection' }).click();
      await expect(bar).toBeHidden();
    });

    test('a toast leaves the buttons of a step free', async ({ context, page }) => {
      await enter(context);
      await page.goto('/invitations/new');
      const stamp = stampNow();
      const list = Array.from({ length: 30 }, (_, at) => `person${at}@${stamp}.newcomer.example;1`);
      await page.getByLabel('Or paste a list').fill(list.join('\n'));
      await page.getByRole('button', { name: 'Check the list' }).click();
      await page.getByLabel('Seats for all shown').fill('2');
      await page.getByRole('button', { name: 'Set', exact: true }).click();
      const message = toast(page, '2 seats set for 30 rows');
      const foot = page.locator('[data-foot]');
      await expectApart(message, foot);
      // When the toast goes, no button moves away from under the pointer.
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      const place = await foot.boundingBox();
      await expect(message).toBeHidden();
      expect(await foot.boundingBox()).toEqual(place);
      await page.getByRole('button', { name: 'Continue' }).click();
      await expect(page.getByRole('heading', { name: 'Review' })).toBeVisible();
    });

    test('with a toast, the end of the page can be reached', async ({ context, page }) => {
      await enter(context);
      await page.goto('/users');
      const message = await copyAddress(page);
      await page.getByRole('button', { name: 'Clear selection' }).click();
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      await expectApart(message, page.getByRole('navigation', { name: 'Pages' }));
    });

    // In a low window, a panel has controls from top to bottom.
    if (options.viewport.height < 600) return;

    test('a toast leaves the controls of a panel free', async ({ context, page }) => {
      await enter(context);
      await page.goto('/users');
      const message = await copyAddress(page);
      await page.locator('tbody [data-open]').first().click();
      await expectApart(message, page.getByRole('dialog').getByRole('button'));
    });
  });
}
