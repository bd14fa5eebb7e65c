import type { BrowserContext, Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { testServer } from '@/tests/support/server';
import { expectSound } from './sound';
import { signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

async function openUsers(context: BrowserContext, page: Page, search = '') {
  const client = await signedIn(server);
  await context.addCookies((await client.storageState()).cookies);
  await page.goto(`/users${search}`);
  await expect(page.locator('tbody [data-open]').first()).toBeVisible();
}

const headings = (page: Page) => page.locator('thead').getByRole('columnheader');

test('columns, their order and the page size are chosen by keyboard and remembered from the first paint', async ({
  context,
  page,
}) => {
  await openUsers(context, page);
  await page.getByRole('button', { name: 'Display: columns and rows per page' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Display' });
  await dialog.getByRole('checkbox', { name: 'Seats' }).focus();
  await page.keyboard.press('Space');
  await dialog.getByRole('button', { name: 'Move Status up' }).focus();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('Enter');
  await expect(dialog.getByText('Status is now column 3.')).toBeAttached();
  await dialog.getByLabel('Rows per page').selectOption('25');
  await expectSound(page);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/pageSize=25/);
  await expect(page.locator('tbody tr')).toHaveCount(25);
  const chosen = ['', 'Email', 'Status', 'In use', 'Unused', 'Created', 'Password', 'Actions'];
  await expect(headings(page)).toHaveText(chosen);

  // The server's own page, before any script of ours.
  const html = await (await page.request.get(`${server.url}/users`)).text();
  const head = html.slice(html.indexOf('<thead'), html.indexOf('</thead'));
  expect(head).not.toContain('>Seats<');
  expect(head.indexOf('Status')).toBeLessThan(head.indexOf('In use'));
  expect(html.match(/data-open/g)).toHaveLength(25);
  await page.goto('/users');
  await expect(headings(page)).toHaveText(chosen);
  await expect(page.locator('tbody tr')).toHaveCount(25);
});

test('columns stay where they are in a full, a short and an empty list', async ({
  context,
  page,
}) => {
  await openUsers(context, page);
  const places = () =>
    headings(page).evaluateAll((all) =>
      all.map((one) => Math.round(one.getBoundingClientRect().x)),
    );
  const full = await places();
  await page.getByRole('searchbox').fill('adevries@harborlight');
  await expect(page.locator('tbody tr')).toHaveCount(1);
  expect(await places()).toEqual(full);
  await page.getByRole('searchbox').fill('there is no such user');
  await expect(page.getByText('No matching users')).toBeVisible();
  expect(await places()).toEqual(full);
});

test('one menu exports the selection or all, with the columns that are checked, and confirms it', async ({
  context,
  page,
}) => {
  await openUsers(context, page, '?search=harborlight');
  const exported = async () => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'CSV' }).click(),
    ]);
    return (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  };
  await page.getByRole('checkbox', { name: 'Select adevries@harborlight.example' }).check();
  await page.getByRole('button', { name: 'Export selected' }).click();
  for (const column of ['Customer', 'Seats', 'In use', 'Status', 'Created', 'Password', 'Tags']) {
    await page.getByRole('menuitemcheckbox', { name: column }).click();
  }
  const selected = await exported();
  expect(selected[0]).toMatch(/E-mail,Unused,Utilization \(%\)$/);
  expect(selected[1]).toMatch(/^adevries@harborlight\.example,\d+,\d+$/);
  expect(selected).toHaveLength(2);
  await expect(page.getByText('Exporting 1 user as CSV').first()).toBeVisible();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const all = await exported();
  expect(all[0]).toBe(selected[0]);
  expect(all.length).toBeGreaterThan(10);
});

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 720, height: 450 },
  { width: 360, height: 740 },
]) {
  test(`search, filters and headings stay in view at ${viewport.width} × ${viewport.height}, and leave room`, async ({
    context,
    page,
  }) => {
    await page.setViewportSize(viewport);
    await openUsers(context, page);
    await page.mouse.wheel(0, 900);
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(400);
    await expect(page.getByRole('searchbox')).toBeInViewport({ ratio: 1 });
    const email = page.getByRole('columnheader', { name: 'Email' });
    await expect(email).toBeInViewport({ ratio: 1 });
    const search = await page.getByRole('searchbox').boundingBox();
    const heading = await email.boundingBox();
    expect(heading?.y).toBeGreaterThan((search?.y ?? 0) + (search?.height ?? 0));
    expect((heading?.y ?? 0) + (heading?.height ?? 0)).toBeLessThan(viewport.height * 0.4);
    // What gets the focus isn't hidden beneath them.
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('ArrowDown');
    const row = page.locator('[data-open]:focus');
    const box = await row.boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual((heading?.y ?? 0) + (heading?.height ?? 0) - 1);
  });
}
