import { readFile } from 'node:fs/promises';
import type { APIRequestContext, BrowserContext, Page } from '@playwright/test';
import { startRemoteitSandbox, type RemoteitSandbox } from '@/lib/sandbox/remoteit-sandbox';
import { startRemotepcSandbox, type RemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import { startTestServer, type TestServer } from '@/tests/support/server';
import { addStaff, signedIn } from './support';
import { expect, test } from './test';

// Wide enough for the Account column of devices.
test.use({ viewport: { width: 1440, height: 900 } });

const both = 'both@shared.example';

/** A server with two accounts of each vendor: the first is the default, and each has its users. */
let server: TestServer;
let admin: APIRequestContext;
let vendors: (RemotepcSandbox | RemoteitSandbox)[] = [];
let north: string;
let south: string;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  server = await startTestServer({ env: { USERS_FRESH_SECONDS: '0' } });
  admin = await signedIn(server);
  north = await connect('North', 'ann@north.example');
  south = await connect('South', 'sam@south.example');
});
test.afterAll(async () => {
  await server.stop();
  await Promise.all(vendors.map((vendor) => vendor.close()));
});
test.beforeEach(({ context }) => use(context, admin));

/** @returns the id of the RemotePC account */
async function connect(name: string, username: string): Promise<string> {
  const remotepc = await startRemotepcSandbox({ seed: 'empty' });
  const remoteit = await startRemoteitSandbox();
  vendors = [...vendors, remotepc, remoteit];
  for (const one of [username, both]) remotepc.state.addUser({ username: one, password: 'pw' });
  const add = async (data: object) => {
    const answer = await admin.post('/api/accounts', { data });
    expect(answer.status(), await answer.text()).toBe(201);
    return ((await answer.json()) as { id: string }).id;
  };
  const { baseUrl: url, credentials: secret } = remoteit;
  await add({ upstream: 'remoteit', name: `${name} devices`, url, secret });
  const access = { url: remotepc.baseUrl, secret: remotepc.credentials };
  return add({ upstream: 'remotepc', name, ...access });
}

async function use(context: BrowserContext, client: APIRequestContext): Promise<void> {
  await context.clearCookies();
  await context.addCookies((await client.storageState()).cookies);
}

const open = (page: Page, path: string) => page.goto(`${server.url}${path}`);
const users = (page: Page) => page.locator('tbody [data-open]');
const rows = (page: Page, address: string) => page.getByRole('row').filter({ hasText: address });

async function select(page: Page, account: string): Promise<void> {
  await page.getByRole('button', { name: /^Accounts:/ }).click();
  await page.getByRole('menuitemradio', { name: account, exact: true }).click();
}

test('the switcher changes the list in place, and is remembered by reload, Back and other pages', async ({
  page,
}) => {
  await open(page, '/users');
  await expect(users(page)).toHaveText(['ann@north.example', both]);
  await expect(page.getByRole('columnheader', { name: 'Account' })).toHaveCount(0);
  await select(page, 'South');
  await expect(users(page)).toHaveText([both, 'sam@south.example']);
  expect(new URL(page.url()).search).toBe(`?account=${south}`);
  await select(page, 'All RemotePC accounts');
  await expect(users(page)).toHaveText(['ann@north.example', both, both, 'sam@south.example']);
  await page.reload();
  await expect(users(page)).toHaveCount(4);
  await page.goBack();
  await expect(users(page)).toHaveText([both, 'sam@south.example']);
  await page.goForward();
  await expect(users(page)).toHaveCount(4);
  // Without an account in the URL, the choice counts; one in the URL wins.
  await open(page, '/users');
  await expect(users(page)).toHaveCount(4);
  await expect(page.getByRole('button', { name: /^Accounts:/ })).toContainText(
    'All RemotePC accounts',
  );
  await open(page, `/users?account=${north}`);
  await expect(users(page)).toHaveText(['ann@north.example', both]);
  await open(page, '/invitations');
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await expect(users(page)).toHaveCount(4);
  // The other vendor has a choice of its own.
  await page.getByRole('link', { name: 'Devices' }).click();
  await expect(page.getByRole('columnheader', { name: 'Account' })).toHaveCount(0);
  await select(page, 'All remote.it accounts');
  await expect(page.getByRole('columnheader', { name: 'Account' })).toBeVisible();
  await expect(page.getByRole('rowgroup', { name: 'cold-store-sensor' })).toHaveCount(2);
});

test('the same address in two accounts is two users, to select, open and export', async ({
  page,
}) => {
  await open(page, '/users?account=all');
  await rows(page, both).nth(1).getByRole('checkbox').check();
  await expect(page.getByText('1 user selected')).toBeVisible();
  await expect(rows(page, both).nth(0).getByRole('checkbox')).not.toBeChecked();
  const name = /North|South/.exec(await rows(page, both).nth(1).innerText())?.[0] ?? '';
  await page.getByRole('button', { name: 'Export selected' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'CSV' }).click(),
  ]);
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(new RegExp(`^${both},.*,${name}$`));
  await rows(page, both).nth(1).locator('[data-open]').click();
  await expect(page.getByRole('dialog', { name: both })).toBeVisible();
  await expect(page).toHaveURL(/\/users\/usr_[\w-]+\?/);
  // Without the list, its page says whose it is.
  await page.getByRole('link', { name: 'Open as page' }).click();
  await expect(page.getByRole('heading', { name: both, level: 1 })).toBeVisible();
  await expect(page.getByRole('main')).toContainText(name);
  await open(page, '/users?account=all');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const [all] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'CSV' }).click(),
  ]);
  const [headings, ...table] = (await readFile(await all.path(), 'utf8')).trim().split('\r\n');
  expect(headings).toMatch(/,Account$/);
  expect(table.map((line) => line.split(',').at(-1)).sort()).toEqual([
    ...['North', 'North', 'South', 'South'],
  ]);
});

test('the palette finds users of every account, and something new is made in the account selected', async ({
  page,
}) => {
  await open(page, '/devices');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('sam@south');
  await page.getByRole('option', { name: 'sam@south.example South' }).first().click();
  await expect(page.getByRole('heading', { name: 'sam@south.example' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('South');
  await open(page, '/users/new?account=all');
  const account = page.getByRole('combobox', { name: 'Account' });
  await expect(account).toHaveValue(north);
  await account.selectOption('South');
  for (const [label, text] of [
    ['First name', 'New'],
    ['Last name', 'Person'],
    ['Email', 'new@south.example'],
    ['Password', 'eleven tall lamps'],
  ] as const) {
    await page.getByLabel(label, { exact: true }).fill(text);
  }
  await page.getByRole('button', { name: /^Add new@/ }).click();
  await expect(page.getByRole('heading', { name: 'new@south.example added' })).toBeVisible();
  await open(page, `/users?account=${south}&search=new@south`);
  await expect(users(page)).toHaveText(['new@south.example']);
});

test('a technician confined to one account sees only that', async ({ context, page }) => {
  const technician = await addStaff(server, admin, 'technician');
  const answer = await admin.patch(`/api/staff/${technician.id}`, {
    data: { accountIds: [south] },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  await use(context, await signedIn(server, technician));
  await open(page, '/users?account=all');
  await expect(users(page).first()).toHaveText(both);
  await expect(page.getByText('ann@north.example')).toHaveCount(0);
  await expect(page.getByRole('columnheader', { name: 'Account' })).toHaveCount(0);
  await page.getByRole('button', { name: /^Accounts:/ }).click();
  await expect(page.getByRole('menuitem', { name: 'South' })).toBeVisible();
  await expect(page.getByText('North')).toHaveCount(0);
  await open(page, `/users?account=${north}`);
  await expect(page.getByText('This account doesn’t exist.')).toBeVisible();
});
