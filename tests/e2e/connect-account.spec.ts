import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { startRemotepcSandbox, type RemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import { startTestServer, type TestServer } from '@/tests/support/server';
import { expectSound } from './sound';
import { signedIn } from './support';
import { expect, takenOver, test } from './test';

const admin = { email: 'dana@desk.example', password: 'seven kettles drift past Oslo' };
const PUBLIC_ADDRESS = '203.0.113.24';

/** The reseller's own RemotePC, with a user that the desk's sandbox doesn't have. */
let vendor: RemotepcSandbox;
/** Answers with the public address of whoever asks. */
let lookup: Server;
let server: TestServer;

// The second test continues where the first one ends, on the same server.
test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  vendor = await startRemotepcSandbox({ seed: 'empty' });
  vendor.state.addUser({ username: 'ann@north.example', password: 'pw' });
  lookup = createServer((_, answer) => answer.end(PUBLIC_ADDRESS)).listen(0, '127.0.0.1');
  await new Promise((resolve) => lookup.once('listening', resolve));
  const { port } = lookup.address() as AddressInfo;
  const OUTGOING_ADDRESS_URL = `http://127.0.0.1:${port}/`;
  server = await startTestServer({
    env: { ADMIN_EMAIL: '', ADMIN_PASSWORD: '', OUTGOING_ADDRESS_URL },
  });
});

test.afterAll(async () => {
  await server.stop();
  await vendor.close();
  lookup.close();
});

async function setUpAdministrator(page: Page): Promise<void> {
  await expect.poll(() => server.output()).toMatch(/\/set-up\S+/);
  await page.goto(/http\S+\/set-up\S+/.exec(server.output())?.[0] ?? '');
  await page.getByLabel('Name').fill('Dana Reyes');
  await page.getByLabel('Email', { exact: true }).fill(admin.email);
  await page.getByLabel('Password', { exact: true }).fill(admin.password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await page.waitForURL(`${server.url}/welcome`);
  await takenOver(page);
}

test('the first administrator connects RemotePC, is told what is wrong, and sees its users without a restart', async ({
  page,
}) => {
  await setUpAdministrator(page);
  const key = page.getByLabel('API key', { exact: true });
  const alert = page.getByRole('alert').filter({ hasText: 'Nothing was saved' });

  // With a keyboard alone: the key, the address, and Enter.
  await key.focus();
  await page.keyboard.type('not-the-key');
  await page.getByText('Another API address').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('API address')).toBeFocused();
  await page.keyboard.type(vendor.baseUrl);
  await page.keyboard.press('Enter');
  await expect(alert).toContainText('RemotePC rejected the key. Nothing was saved.');
  await expect(alert).toContainText('Copy it again from RemotePC under My Account > API Keys.');
  await expect(key).toHaveValue('not-the-key');
  await expect(key).toHaveAttribute('type', 'password');

  vendor.faults.set('list', { status: 403 });
  await key.fill(vendor.credentials.apiKey);
  const connect = page.getByRole('button', { name: 'Connect RemotePC' });
  const before = await connect.boundingBox();
  await connect.click();
  await expect(alert).toContainText('This server isn’t on RemotePC’s allowlist.');
  expect(await connect.boundingBox()).toEqual(before);
  await alert.getByRole('button', { name: 'Find this server’s address' }).click();
  await expect(alert).toContainText(PUBLIC_ADDRESS);
  await expectSound(page);

  vendor.faults.clear();
  await connect.click();
  await expect(page.getByRole('status').filter({ hasText: 'is connected' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Explore users' })).toHaveCount(0);
  await page.getByRole('link', { name: 'View users' }).click();
  await expect(page.getByRole('row', { name: /ann@north\.example/ })).toBeVisible();
  expect(await whatIsKept(page)).not.toContain(vendor.credentials.apiKey);
});

/** What this page leaves in the browser's storage, and itself. */
function whatIsKept(page: Page): Promise<string> {
  return page.evaluate(
    () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]) + document.body.innerHTML,
  );
}

test('its key is replaced and restored, and it is disabled, enabled and deleted', async ({
  page,
}) => {
  const client = await signedIn(server, admin);
  await page.context().addCookies((await client.storageState()).cookies);
  // Makes it an account that is in use.
  const stored = { username: 'ann@north.example', password: 'pw' };
  expect((await client.put('/api/stored-passwords', { data: stored })).status()).toBe(204);
  await page.goto(`${server.url}/settings/accounts`);
  const rows = page.getByRole('list', { name: 'Accounts' }).getByRole('listitem');
  const row = rows.filter({ has: page.getByText('RemotePC', { exact: true }) });
  const sandbox = rows.filter({ hasText: 'RemotePC sandbox' });
  const dialog = page.getByRole('dialog');
  const choose = async (name: string, of = 'RemotePC') => {
    await page.getByRole('button', { name: `Actions for ${of}`, exact: true }).click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  };
  await expect(sandbox).toContainText('Off');

  await test.step('a wrong key isn’t taken, the old one stays in use', async () => {
    await choose('Replace key');
    await dialog.getByLabel('API key', { exact: true }).fill('wrong');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toContainText(
      'RemotePC rejected the key. The current key stays in use.',
    );
    await expectSound(page);
    await dialog.getByLabel('API key', { exact: true }).fill(vendor.credentials.apiKey);
    await dialog.getByRole('button', { name: 'Test and replace' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(row).toContainText('You can go back to the previous one until');
  });

  await test.step('the previous key is used again, and works', async () => {
    await choose('Use the previous key');
    await dialog.getByRole('button', { name: 'Use the previous key' }).click();
    await expect(dialog).toHaveCount(0);
    await page.getByRole('button', { name: 'Test RemotePC', exact: true }).click();
    await expect(row).toContainText('answered with a list of 1 user.');
  });

  await test.step('disabled, its users are listed no more; enabled, they are', async () => {
    await choose('Disable');
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await expect(row).toContainText('Its users and devices aren’t listed');
    await choose('Enable');
    await expect(row).toContainText('Enabled');
  });

  await test.step('the sandbox can be on beside it', async () => {
    await choose('Turn on', 'RemotePC sandbox');
    await expect(sandbox).toContainText('On');
  });

  await test.step('deleted, it is gone, and the sandbox is what’s left', async () => {
    await choose('Delete');
    await dialog.getByRole('button', { name: 'Delete account' }).click();
    await dialog.getByLabel('Type RemotePC to delete it').fill('RemotePC');
    await page.keyboard.press('Enter');
    await expect(row).toHaveCount(0);
    await page.goto(`${server.url}/users`);
    await expect(page.getByText('ann@north.example')).toHaveCount(0);
    await expect(page.getByRole('row')).not.toHaveCount(1);
  });
});
