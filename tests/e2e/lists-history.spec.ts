import type { Page } from '@playwright/test';
import { testServer } from '@/tests/support/server';
import { signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

type List = {
  path: string;
  /** The filter as its button has it, an entry of its menu, and what the URL then has. */
  filter: string;
  entry: string;
  query: string;
};

/** Each list with one of its filters. */
const lists: List[] = [
  { path: '/users', filter: 'Status', entry: 'Inactive', query: 'status=inactive' },
  { path: '/devices', filter: 'Status', entry: 'Offline', query: 'state=inactive' },
  { path: '/invitations', filter: 'Status', entry: 'Finished', query: 'status=finished' },
  { path: '/activity', filter: 'Result', entry: 'Denied', query: 'outcome=denied' },
];

/** On *Users*, one menu has all filters. */
async function filterBy(page: Page, { path, filter, entry }: List): Promise<void> {
  const menu = path === '/users' ? 'Add filter' : filter;
  // A column may be sorted by the same.
  await page.getByRole('button', { name: menu, exact: true }).first().click();
  await page.getByRole('menu').getByText(entry, { exact: true }).click();
}

for (const list of lists) {
  test(`on ${list.path}, Back takes a filter away, Forward brings it back, and a reload keeps it and the search`, async ({
    context,
    page,
  }) => {
    const admin = await signedIn(server);
    await context.addCookies((await admin.storageState()).cookies);
    // Without a batch, the list of them has no filters.
    const rows = [{ email: `ann${Date.now()}@harborlight.example`, seats: 1 }];
    if (list.path === '/invitations') await admin.post('/api/batches', { data: { rows } });
    await page.goto('/profile');
    await page.goto(list.path);
    const chosen = page.getByText(`${list.filter}: ${list.entry}`);

    await filterBy(page, list);
    await expect(page).toHaveURL(new RegExp(`${list.path}\\?.*${list.query}`));
    await expect(chosen).toBeVisible();

    await page.goBack();
    await expect(page).toHaveURL(new RegExp(`${list.path}$`));
    await expect(chosen).toBeHidden();

    await page.goForward();
    await expect(chosen).toBeVisible();

    await page.getByRole('searchbox').fill('harbor');
    await expect(page).toHaveURL(/=harbor/);
    await page.reload();
    await expect(page.getByRole('searchbox')).toHaveValue('harbor');
    await expect(chosen).toBeVisible();

    // Typing is no step of its own.
    await page.goBack();
    await expect(page).toHaveURL(new RegExp(`${list.path}$`));
    await page.goBack();
    await expect(page).toHaveURL(/\/profile$/);
  });
}
