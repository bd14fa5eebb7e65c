import type { BrowserContext, Page } from '@playwright/test';
import { testServer } from '@/tests/support/server';
import { expectNothingSerious } from './sound';
import { addStaff, setFault, signedIn, STAFF_PASSWORD } from './support';
import { expect, test } from './test';

const server = testServer();

async function enter(context: BrowserContext, staff = server.admin) {
  const { cookies } = await (await signedIn(server, staff)).storageState();
  await context.addCookies(cookies);
}

/** The list, once it shows what was requested. */
async function openDevices(page: Page, search: string, device: string) {
  await page.goto(`/devices${search}`);
  await expect(groupOf(page, device)).toBeVisible();
}

const groupOf = (page: Page, device: string) =>
  page.getByRole('rowgroup', { name: device, exact: true }).first();

const serviceRow = (page: Page, service: string) =>
  page.getByRole('row').filter({ has: page.getByRole('cell', { name: service, exact: true }) });

/** Whatever a test that failed halfway left open. */
test.beforeEach(async () => {
  const client = await signedIn(server);
  const { items } = (await (await client.get('/api/connections')).json()) as {
    items: { id: string }[];
  };
  for (const { id } of items) await client.delete(`/api/connections/${id}`);
});

test('a device is found, connected to and disconnected with the keyboard only', async ({
  context,
  page,
}) => {
  await enter(context);
  await openDevices(page, '', 'accounting-pc');
  await page.keyboard.press('/');
  await page.keyboard.type('fileserver-02');
  await expect(page).toHaveURL(/\?search=fileserver-02$/);
  const connect = page.getByRole('button', {
    name: 'Connect to fileserver-02-ssh on fileserver-02',
  });
  // The list of a shorter search, visible for a moment, has more.
  await expect(page.getByText('1 device', { exact: true }).first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(connect).toBeFocused();
  await page.keyboard.press('Enter');
  const opened = page.getByRole('dialog', { name: 'Connected to fileserver-02-ssh' });
  await expect(opened.getByText(/^ssh -p \d+ user@\S+$/)).toBeVisible();
  await expect(opened).toContainText(/(8 h|7 h 59 min) left at most/);
  // A browser on this machine has no address that remote.it could let in.
  await expect(opened).toContainText('Open to the first address that connects');
  await expect(opened.getByRole('button', { name: 'Copy command' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(opened).toBeHidden();
  await expect(serviceRow(page, 'fileserver-02-ssh')).toContainText('Connected');

  const panel = page.getByRole('region', { name: 'Open connections' });
  await expect(panel.getByTitle(`Opened by ${server.admin.email}`)).toContainText('admin');
  await panel.getByRole('button', { name: 'Disconnect fileserver-02-ssh' }).press('Enter');
  await expect(panel).toBeHidden();
  await expect(serviceRow(page, 'fileserver-02-ssh')).not.toContainText('Connected');
});

test('a web service is shown as a link that opens in a new tab', async ({ context, page }) => {
  await enter(context);
  await openDevices(page, '?search=intranet', 'intranet');
  await page.getByRole('button', { name: 'Connect to intranet-https on intranet' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Anyone with this link can open it');
  const link = dialog.getByRole('link', { name: 'Open in new tab' });
  await expect(link).toHaveAttribute('href', /^https:\/\//);
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
  await expect(link).toHaveAttribute('target', '_blank');
  await dialog.getByRole('button', { name: 'Disconnect intranet-https' }).click();
  await expect(dialog).toBeHidden();
  await expect(serviceRow(page, 'intranet-https')).not.toContainText('Connected');
});

test('connecting to an offline device is refused with an explanation', async ({
  context,
  page,
}) => {
  await enter(context);
  await openDevices(page, '?search=old-mailrelay', 'old-mailrelay');
  await expect(groupOf(page, 'old-mailrelay')).toContainText('Offline');
  await page.getByRole('button', { name: /^Connect to old-mailrelay-ssh/ }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText(
    '“old-mailrelay” is offline. Try again when it’s back online',
  );
  await expect(page.getByRole('region', { name: 'Open connections' })).toBeHidden();
});

test('while remote.it is down, the last known list is shown with its age', async ({
  context,
  page,
}) => {
  await enter(context);
  await openDevices(page, '?state=inactive', 'old-mailrelay');
  await setFault(server, 'remoteit', { operation: 'list', fault: { status: 500 } });
  try {
    await page.getByRole('button', { name: 'Refresh the list' }).click();
    await expect(page.getByText('This is the last known list.')).toBeVisible();
    await expect(groupOf(page, 'old-mailrelay')).toBeVisible();
  } finally {
    await setFault(server, 'remoteit', { operation: 'list', fault: null });
  }
  await page.getByRole('button', { name: 'Refresh', exact: true }).click();
  await expect(page.getByText('This is the last known list.')).toBeHidden();
});

test('a device opens over the list and as a page, is tagged, and is found by its tag', async ({
  context,
  page,
}) => {
  await enter(context);
  await openDevices(page, '?search=cad-work', 'cad-workstation');
  await page.getByRole('button', { name: 'cad-workstation', exact: true }).click();
  const panel = page.getByRole('dialog', { name: 'cad-workstation' });
  await expect(panel.getByText(/^192\.168\./)).toBeVisible();
  await expect(page).toHaveURL(/\/devices\/dev_[\w-]{22}\?search=cad-work&panel=1$/);
  await panel.getByLabel('Add tag').fill('Design');
  await panel.getByLabel('Add tag').press('Enter');
  await expect(panel.getByRole('button', { name: 'Remove tag Design' })).toBeEnabled();
  await expectNothingSerious(page);
  await panel.getByRole('link', { name: 'Open as page' }).click();
  await expect(page.getByRole('heading', { name: 'cad-workstation', level: 1 })).toBeVisible();
  await page.getByRole('button', { name: 'Connect to cad-workstation-rdp' }).first().click();
  const opened = page.getByRole('dialog', { name: 'Connected to cad-workstation-rdp' });
  await opened.getByRole('button', { name: 'Disconnect cad-workstation-rdp' }).click();
  await expect(page.getByText(/^cad-workstation-rdp · disconnected after/)).toBeVisible();
  await openDevices(page, '?tag=design', 'cad-workstation');
  await expect(page.getByText('1 device', { exact: true }).first()).toBeVisible();
});

test('a viewer sees the devices but can’t connect', async ({ context, page }) => {
  const viewer = await addStaff(server, await signedIn(server), 'viewer');
  await enter(context, { email: viewer.email, password: STAFF_PASSWORD });
  await openDevices(page, '', 'accounting-pc');
  await expect(page.getByRole('button', { name: /^Connect to/ })).toHaveCount(0);
});

test('axe finds nothing serious on the list, the dialog, and the open connections', async ({
  context,
  page,
}) => {
  await enter(context);
  await openDevices(page, '?search=fileserver', 'fileserver-01');
  await page.getByRole('button', { name: /^Who can reach fileserver-01-ssh/ }).press('ArrowDown');
  const anyone = page.getByRole('menuitem', { name: 'Anyone with the address' });
  await expect(anyone).toBeVisible();
  await expectNothingSerious(page);
  await anyone.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Open to the internet');
  await expect(dialog.getByRole('button', { name: /^Disconnect/ })).toBeVisible();
  await expectNothingSerious(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Open connections' })).toBeVisible();
  await expectNothingSerious(page);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('nothing scrolls sideways, and the button can be tapped', async ({ context, page }) => {
    await enter(context);
    await openDevices(page, '', 'accounting-pc');
    await page.getByRole('button', { name: /^Connect to backup-nas-ssh/ }).tap();
    const opened = page.getByRole('dialog', { name: 'Connected to backup-nas-ssh' });
    await opened.getByRole('button', { name: 'Close' }).tap();
    await expect(page.getByRole('region', { name: 'Open connections' })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });

  test('every tap target is at least 44 px high, and no two services touch', async ({
    context,
    page,
  }) => {
    await enter(context);
    await openDevices(page, '?search=backup-nas', 'backup-nas');
    await page.getByRole('button', { name: /^Connect to backup-nas-ssh/ }).tap();
    const opened = page.getByRole('dialog', { name: 'Connected to backup-nas-ssh' });
    await opened.getByRole('button', { name: 'Close' }).tap();
    const heights = await page
      .locator('#content')
      .getByRole('button')
      .evaluateAll((buttons) =>
        buttons.map((button) => [
          button.getAttribute('aria-label') ?? button.textContent,
          Math.round(button.getBoundingClientRect().height),
        ]),
      );
    expect(heights.filter(([, height]) => Number(height) > 0 && Number(height) < 44)).toEqual([]);
    const rows = await groupOf(page, 'backup-nas')
      .getByRole('row')
      .evaluateAll((all) => all.map((row) => Math.round(row.getBoundingClientRect().height)));
    expect(Math.min(...rows)).toBeGreaterThanOrEqual(52);
  });
});
