import type { Page } from '@playwright/test';
import { startRemoteitSandbox, type RemoteitSandbox } from '@/lib/sandbox/remoteit-sandbox';
import { startTestServer, type TestServer } from '@/tests/support/server';
import { signedIn } from './support';
import { expect, test } from './test';

/** A server whose remote.it account uses an access key: the same pages over GraphQL. */
let server: TestServer;
let sandbox: RemoteitSandbox;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  sandbox = await startRemoteitSandbox();
  server = await startTestServer({
    env: {
      REMOTEIT_ACCESS_KEY_ID: sandbox.accessKey.accessKeyId,
      REMOTEIT_SECRET_ACCESS_KEY: sandbox.accessKey.secretAccessKey,
      REMOTEIT_GRAPHQL_URL: sandbox.graphqlUrl,
    },
  });
});
test.afterAll(async () => {
  await server.stop();
  await sandbox.close();
});

test.beforeEach(async ({ context }) => {
  const { cookies } = await (await signedIn(server)).storageState();
  await context.addCookies(cookies);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
});

const open = (page: Page, search: string) => page.goto(`${server.url}/devices${search}`);
const rowOf = (page: Page, service: string) =>
  page.getByRole('row').filter({ has: page.getByRole('cell', { name: service, exact: true }) });

test('a device is found, connected to, its command copied, and disconnected', async ({ page }) => {
  await open(page, '');
  await page.getByRole('searchbox').fill('cold-store');
  const device = page.getByRole('rowgroup', { name: 'cold-store-sensor' });
  await expect(device).toContainText('Raspberry Pi');
  await page
    .getByRole('button', { name: 'Connect to cold-store-sensor-ssh on cold-store-sensor' })
    .click();
  const dialog = page.getByRole('dialog');
  const command = dialog.getByText(/^ssh -p \d+ user@proxy\d+\.rt3\.example$/);
  await expect(command).toBeVisible();
  await dialog.getByRole('button', { name: 'Copy command' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    await command.textContent(),
  );
  // The browser is on this machine, whose address no one outside could have.
  expect([...sandbox.state.connections.values()]).toMatchObject([{ hostIp: '255.255.255.255' }]);
  await dialog.getByRole('button', { name: 'Disconnect cold-store-sensor-ssh' }).click();
  await expect(dialog).toBeHidden();
  await expect(rowOf(page, 'cold-store-sensor-ssh')).not.toContainText('Connected');
  expect(sandbox.state.connections.size).toBe(0);
});

test('connecting to an offline device is refused with an explanation', async ({ page }) => {
  await open(page, '?offlineDays=30&sort=lastSeenAt');
  await expect(page.getByRole('rowgroup').nth(1)).toContainText('old-mailrelay');
  await expect(page.getByText('4 devices · 0 online, 4 offline')).toBeVisible();
  await page.getByRole('button', { name: /^Connect to old-mailrelay-ssh/ }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText(
    '“old-mailrelay” is offline. Try again when it’s back online',
  );
  expect(sandbox.calls.filter(({ operation }) => operation === 'connect')).toHaveLength(1);
});

test('the settings show how the account is reached, and that a disabled key is refused', async ({
  page,
}) => {
  await page.goto(`${server.url}/settings/accounts`);
  const panel = page.getByRole('region', { name: 'Connected accounts' });
  await expect(panel).toContainText('From environment');
  await expect(panel).toContainText('remote.it, access key');
  const test = panel.getByRole('button', { name: 'Test remote.it', exact: true });
  sandbox.state.accessKey.isEnabled = false;
  await test.click();
  await expect(panel).toContainText('remote.it rejected this account’s access key.');
  sandbox.state.accessKey.isEnabled = true;
  await test.click();
  await expect(panel).toContainText('Connected in');
});
