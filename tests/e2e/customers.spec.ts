import type { APIRequestContext, BrowserContext, Page } from '@playwright/test';
import { startTestServer, type TestServer } from '@/tests/support/server';
import { expectNoSidewaysScroll, expectNothingFound } from './sound';
import { addStaff, signedIn } from './support';
import { expect, test } from './test';

/** Of their own: users that another test adds would be suggested here. */
let server: TestServer;
test.beforeAll(async () => {
  server = await startTestServer();
});
test.afterAll(() => server.stop());

async function enter(context: BrowserContext, staff = server.admin): Promise<APIRequestContext> {
  const client = await signedIn(server, staff);
  await context.addCookies((await client.storageState()).cookies);
  return client;
}

/** Each test begins without customers. */
test.afterEach(async () => {
  const admin = await signedIn(server);
  const { items } = (await (await admin.get('/api/customers?pageSize=500')).json()) as {
    items: { id: string }[];
  };
  for (const { id } of items) await admin.delete(`/api/customers/${id}`);
});

const main = (page: Page) => page.getByRole('main');
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

test('customers are made from suggestions, lead to their users, and a user is moved by hand', async ({
  context,
  page,
}) => {
  await enter(context);
  await page.goto(`${server.url}/users`);
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(page).toHaveURL(/\/customers$/);
  await expect(page.getByText('No customers yet')).toBeVisible();

  await page.getByRole('button', { name: 'Suggestions 40' }).click();
  const suggestions = page.getByRole('dialog', { name: 'Suggested customers' });
  await suggestions.getByRole('button', { name: 'Add Harborlight', exact: true }).click();
  await expect(page.getByText('Added Harborlight').first()).toBeVisible();
  await expect(
    suggestions.getByRole('button', { name: 'Add Harborlight', exact: true }),
  ).toBeHidden();
  await suggestions.getByRole('button', { name: 'Add all 39' }).click();
  await expect(suggestions).toBeHidden();
  await expect(page.getByText('40 customers', { exact: true }).first()).toBeVisible();

  await page.getByRole('searchbox').fill('harbor');
  await expect(page).toHaveURL(/\?search=harbor$/);
  await page.getByRole('link', { name: 'Harborlight', exact: true }).click();
  await expect(heading(page, 'Harborlight')).toBeVisible();
  await expect(main(page).getByText('harborlight.example', { exact: true })).toBeVisible();
  const users = page.getByRole('region', { name: 'Users' });
  await users.getByRole('link', { name: 'it@harborlight.example' }).click();

  await expect(heading(page, 'it@harborlight.example')).toBeVisible();
  const section = page.getByRole('region', { name: 'Customer' });
  await expect(section).toContainText('Harborlight · by domain');
  await section.getByRole('button', { name: 'Change customer…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Customer of it@harborlight.example' });
  await dialog.getByLabel('Find a customer').fill('northfold');
  await dialog.getByRole('radio', { name: /^Northfold/ }).check();
  await dialog.getByRole('button', { name: 'Set customer' }).click();
  await expect(section).toContainText('Northfold · by hand');

  await section.getByRole('link', { name: 'Northfold' }).click();
  await expect(heading(page, 'Northfold')).toBeVisible();
  await expect(
    page
      .getByRole('region', { name: 'Users' })
      .getByRole('link', { name: 'it@harborlight.example' }),
  ).toBeVisible();
});

test('the list of users has a column and a filter of customers, and sets the customer of a selection', async ({
  context,
  page,
}) => {
  const admin = await enter(context);
  await page.setViewportSize({ width: 1600, height: 900 });
  const domains = ['harborlight.example', 'northfold.example'];
  await admin.post('/api/customers/suggestions', { data: { domains } });
  await page.goto(`${server.url}/users?search=harborlight`);
  const rows = page.locator('tbody tr');
  await expect(rows.first()).toContainText('Harborlight');
  await page.getByRole('checkbox', { name: 'Select all rows on this page' }).check();
  const count = await rows.count();
  await page.getByRole('button', { name: 'Customer…' }).click();
  const dialog = page.getByRole('dialog', { name: `Customer of ${count} users` });
  await dialog.getByRole('radio', { name: /^Northfold/ }).check();
  await dialog.getByRole('button', { name: 'Set customer' }).click();
  await expect(dialog).toBeHidden();
  await expect(rows.first()).toContainText('Northfold');

  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByRole('menuitem', { name: /^Harborlight/ }).click();
  await expect(page).toHaveURL(/customer=cus_/);
  await expect(page.getByText('No matching users')).toBeVisible();
});

test('two people who edit a customer at once both keep their work', async ({ context, page }) => {
  const admin = await enter(context);
  const added = await admin.post('/api/customers', { data: { name: 'Acme', note: 'Pays late.' } });
  const { id } = (await added.json()) as { id: string };
  await page.goto(`${server.url}/customers/${id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit Acme' });
  await dialog.getByLabel(/^External number/).fill('K-7');

  await admin.patch(`/api/customers/${id}`, { data: { note: 'Pays on time.' } });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Note: now “Pays on time.”')).toBeVisible();
  await expect(dialog.getByLabel(/^External number/)).toHaveValue('K-7');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(main(page).getByText('K-7')).toBeVisible();
  await expect(main(page).getByText('Pays on time.')).toBeVisible();
});

test('a customer is merged into another one, and deleted', async ({ context, page }) => {
  const admin = await enter(context);
  const domains = ['harborlight.example', 'northfold.example'];
  await admin.post('/api/customers/suggestions', { data: { domains } });
  await page.goto(`${server.url}/customers`);
  await page.getByRole('link', { name: 'Harborlight', exact: true }).click();
  const more = page.getByRole('button', { name: 'More actions' });
  await more.click();
  await page.getByRole('menuitem', { name: 'Merge into another customer…' }).click();
  await page.getByRole('radio', { name: /^Northfold/ }).check();
  await page.getByRole('button', { name: 'Merge into Northfold' }).click();
  await expect(heading(page, 'Northfold')).toBeVisible();
  await expect(main(page).getByText('harborlight.example', { exact: true })).toBeVisible();
  await more.click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete customer' }).click();
  await expect(page.getByText('No customers yet')).toBeVisible();
});

test('the page of a customer has no accessibility issue and doesn’t scroll sideways, and its dialogs have none', async ({
  context,
  page,
}) => {
  test.setTimeout(120_000);
  const admin = await enter(context);
  const domains = ['harborlight.example', 'northfold.example'];
  await admin.post('/api/customers/suggestions', { data: { domains } });
  await page.goto(`${server.url}/customers`);
  await expectNothingFound(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('link', { name: 'Harborlight', exact: true }).click();
  await expect(heading(page, 'Harborlight')).toBeVisible();
  await page.waitForLoadState('networkidle');
  await expectNothingFound(page);
  await expectNoSidewaysScroll(page);
  const more = page.getByRole('button', { name: 'More actions' });
  for (const open of [
    () => page.getByRole('button', { name: 'Edit' }).click(),
    ...['Merge into another customer…', 'Delete…'].map((name) => async () => {
      await more.click();
      await page.getByRole('menuitem', { name }).click();
    }),
  ]) {
    await open();
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expectNothingFound(page, '[role=dialog]');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
});

test('a technician sees customers and can’t change them', async ({ context, page }) => {
  const admin = await signedIn(server);
  await admin.post('/api/customers', { data: { name: 'Acme' } });
  await enter(context, await addStaff(server, admin, 'technician'));
  await page.goto(`${server.url}/customers`);
  await page.getByRole('link', { name: 'Acme', exact: true }).click();
  await expect(heading(page, 'Acme')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Edit' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'More actions' })).toHaveCount(0);
});
