import type { Page } from '@playwright/test';
import { pageMatrix } from '@/tests/support/access-matrix';
import { testServer } from '@/tests/support/server';
import { expectNothingFound, expectSound } from './sound';
import { signedIn } from './support';
import { expect, test } from './test';

const server = testServer();
const pages = Object.keys(pageMatrix).filter((path) => !path.includes('['));

async function enter(page: Page): Promise<void> {
  const { cookies } = await (await signedIn(server)).storageState();
  await page.context().addCookies(cookies);
}

for (const path of pages) {
  test(`${path} has no serious accessibility issue in light or dark, and doesn’t scroll sideways at 360 px`, async ({
    page,
  }) => {
    if (path !== '/sign-in') await enter(page);
    // Half as many rows of one kind show the same, and take half as long to check.
    await page.goto(path === '/users' ? '/users?pageSize=25' : path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expectSound(page);
  });
}

type Opened = {
  path: string;
  open: (page: Page) => Promise<void>;
  /** What is open then. */
  name: string;
};

/** What opens over a page. A new dialog gets its row here. */
const openedParts: Record<string, Opened> = {
  'the palette': {
    ...{ path: '/users?pageSize=25', name: 'Search and commands' },
    open: (page) => page.keyboard.press('Control+k'),
  },
  'the sheet of keys': {
    ...{ path: '/profile', name: 'Keyboard shortcuts' },
    open: (page) => page.keyboard.press('?'),
  },
  'the question about unsaved changes': {
    ...{ path: '/settings/security', name: 'Leave without saving?' },
    open: async (page) => {
      await page.getByLabel(/^Exports per person/).fill('7');
      await page.getByRole('link', { name: 'Users', exact: true }).click();
    },
  },
};

for (const [what, { path, open, name }] of Object.entries(openedParts)) {
  test(`axe finds nothing in ${what}, in light or dark`, async ({ page }) => {
    await enter(page);
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    await open(page);
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expectNothingFound(page);
  });
}
