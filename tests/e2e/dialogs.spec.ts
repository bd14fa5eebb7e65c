import type { APIRequestContext, Page } from '@playwright/test';
import { testServer } from '@/tests/support/server';
import { expectNothingFound } from './sound';
import { addStaff, signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

type Opened = {
  /** The dialog's title. */
  title: string | RegExp;
  open: (page: Page) => Promise<void>;
};

const press = (name: string | RegExp) => async (page: Page) =>
  page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click();

/** Opens the first menu with that name and chooses an entry. */
const choose = (menu: string | RegExp, entry: string | RegExp) => async (page: Page) => {
  await press(menu)(page);
  await page.getByRole('menuitem', { name: entry, exact: typeof entry === 'string' }).click();
};

const MEMBER = /^Actions for technician/;

/** What opens over each page. A new dialog gets its line here. */
const opened: Record<string, Opened[]> = {
  '/users?pageSize=25&status=active': [
    { title: 'Search and commands', open: (page) => page.keyboard.press('Control+k') },
    { title: 'Keyboard shortcuts', open: (page) => page.keyboard.press('?') },
    { title: 'Display', open: press(/^Display/) },
    { title: 'Save view', open: press('Save view') },
    { title: 'Sign in as this user', open: press(/^Sign in as/) },
    {
      title: /^Customer of 1 user/,
      open: async (page) => {
        await page
          .getByRole('checkbox', { name: /^Select .*@/ })
          .first()
          .check();
        await press('Customer…')(page);
      },
    },
  ],
  '/customers': [
    { title: 'Add customer', open: press('Add customer') },
    { title: 'Suggested customers', open: press(/^Suggestions/) },
    {
      title: 'Split Tern',
      open: async (page) => {
        await page.getByRole('link', { name: 'Tern', exact: true }).click();
        await choose('More actions', 'Split into two customers…')(page);
      },
    },
    {
      title: 'Merge Tern into another customer',
      open: choose('More actions', 'Merge into another customer…'),
    },
  ],
  '/statements': [
    { title: 'Create statement', open: press('Create statement') },
    { title: 'Statement settings', open: press('Schedule') },
  ],
  '/staff': [
    { title: 'Invite team member', open: press('Invite member') },
    { title: /^Accounts of/, open: choose(MEMBER, 'Accounts…') },
    { title: /^Customers of/, open: choose(MEMBER, 'Customers…') },
    { title: /^Sessions of/, open: choose(MEMBER, 'Sessions…') },
    { title: /password\?$/, open: choose(MEMBER, 'Reset password') },
    { title: /^Disable/, open: choose(MEMBER, 'Disable') },
    { title: /^Delete/, open: choose(MEMBER, 'Delete') },
  ],
  '/staff/roles': [{ title: 'Create role', open: press('Create role') }],
  '/profile': [
    { title: /password/, open: press('Add passkey') },
    { title: 'New API token', open: press('New token') },
  ],
  '/settings/accounts': [{ title: 'Connect account', open: press('Connect account') }],
  '/settings/notifications': [{ title: 'Add channel', open: press('Add channel') }],
  '/settings/webhooks': [{ title: 'Add webhook', open: press('Add webhook') }],
  '/settings/security': [
    {
      title: 'Leave without saving?',
      open: async (page) => {
        await page.getByLabel(/^Exports per person/).fill('7');
        await page.getByRole('link', { name: 'Users', exact: true }).click();
      },
    },
  ],
  '/activity': [
    { title: 'Access report', open: press('Access report') },
    { title: /./, open: (page) => page.locator('[data-open]').first().click() },
  ],
};

for (const [path, parts] of Object.entries(opened)) {
  test(`axe finds nothing in what opens over ${path}, in light or dark`, async ({ page }) => {
    test.setTimeout(120_000);
    const admin = await signedIn(server);
    if (path === '/staff') await addStaff(server, admin, 'technician');
    const forget = path === '/customers' ? await addTern(admin) : undefined;
    await page.context().addCookies((await admin.storageState()).cookies);
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    for (const { title, open } of parts) {
      await open(page);
      const dialog = page
        .getByRole('dialog', { name: title })
        .or(page.getByRole('alertdialog', { name: title }));
      await expect(dialog).toBeVisible();
      await expectNothingFound(page, '[role=dialog], [role=alertdialog]');
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    }
    await forget?.();
  });
}

/** @returns what deletes it: with a customer, the users of the other tests have another column */
async function addTern(admin: APIRequestContext): Promise<() => Promise<unknown>> {
  const data = { name: 'Tern', domains: ['tern.example'] };
  const { id } = (await (await admin.post('/api/customers', { data })).json()) as { id: string };
  return () => admin.delete(`/api/customers/${id}`);
}
