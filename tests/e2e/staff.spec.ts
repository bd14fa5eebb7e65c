import { permissions } from '@/lib/shared/permissions';
import { testServer } from '@/tests/support/server';
import { addStaff, signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

test.beforeEach(async ({ page }) => {
  await page.context().addCookies((await (await signedIn(server)).storageState()).cookies);
});

test('an administrator invites a team member and gets a link, shown once', async ({ page }) => {
  await page.goto('/staff');
  await page.getByRole('button', { name: 'Invite member' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create link' }).click();
  await expect(dialog.getByRole('alert')).toContainText('The name is missing.');
  await dialog.getByLabel('Name').fill('Ravi Menon');
  await dialog.getByLabel('Email', { exact: true }).fill('ravi@desk.example');
  await dialog.getByLabel('Role').selectOption('manager');
  await dialog.getByRole('button', { name: 'Create link' }).click();
  await expect(page.getByRole('dialog', { name: 'Link for Ravi Menon' })).toContainText(
    '/set-up?token=',
  );
  await page.getByRole('button', { name: 'Done' }).click();
  const row = page.getByRole('row', { name: /ravi@desk\.example/ });
  await expect(row).toContainText('Manager');
  await expect(row).toContainText('Invited');
});

test('a changed role and a disabled member appear in the row and in the audit log', async ({
  page,
}) => {
  const colleague = await addStaff(server, await signedIn(server), 'viewer');
  await page.goto('/staff');
  const row = page.getByRole('row', { name: new RegExp(colleague.email) });
  await row.getByRole('button', { name: /Actions for/ }).click();
  await page
    .getByRole('menuitemradio', { name: 'Technician' })
    .or(page.getByRole('menuitemcheckbox', { name: 'Technician' }))
    .click();
  await expect(row).toContainText('Technician');
  await row.getByRole('button', { name: /Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Disable' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
  await expect(row).toContainText('Disabled');
  await page.goto(`/activity?target=${colleague.email}`);
  await expect(page.getByRole('row', { name: /Changed role or access/ })).toHaveCount(2);
});

test('the audit log is filtered by result and opens an event with all its details', async ({
  page,
}) => {
  const viewer = await addStaff(server, await signedIn(server), 'viewer');
  await (await signedIn(server, viewer)).post('/api/users', { data: {} });
  await page.goto(`/activity?outcome=denied&actor=${viewer.email}`);
  const rows = page.getByRole('row').filter({ hasText: viewer.email });
  await expect(rows).toHaveCount(1);
  await rows.getByRole('button', { name: 'Access denied' }).click();
  await expect(page.getByRole('dialog')).toContainText('"path": "/api/users"');
});

test('the settings test an account’s connection and show the result', async ({ page }) => {
  await page.goto('/settings/accounts');
  const panel = page.getByRole('region', { name: 'Connected accounts' });
  await panel.getByRole('button', { name: 'Test RemotePC sandbox' }).click();
  await expect(panel).toContainText(/answered with a list of \d+ users\./);
});

test('an auditor lands on the audit log, exports it, and sees no other list in the menu', async ({
  page,
}) => {
  const auditor = await addStaff(server, await signedIn(server), 'auditor');
  const { cookies } = await (await signedIn(server, auditor)).storageState();
  await page.context().addCookies(cookies);
  await page.goto('/');
  await expect(page).toHaveURL(/\/activity$/);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  const links = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
  await expect(links).toHaveText(['Audit log']);
});

test('a role of one’s own is defined, given, and works', async ({ page }) => {
  const admin = await signedIn(server);
  const member = await addStaff(server, admin, 'viewer');
  await page.context().addCookies((await admin.storageState()).cookies);
  await page.goto('/staff/roles');
  await page.getByRole('button', { name: 'Create role' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Night shift');
  await page.getByLabel('Connect to a service, and close their connections').check();
  await expect(page.getByLabel('View devices')).toBeDisabled();
  await expect(page.getByLabel('View devices')).toBeChecked();
  await page.getByRole('dialog').getByRole('button', { name: 'Create role' }).click();
  await expect(page.getByText('Created the role Night shift').first()).toBeVisible();
  const count = `3 of ${permissions.length} permissions`;
  await expect(page.getByRole('list', { name: 'Roles' })).toContainText(count);
  await page.getByRole('link', { name: 'Team' }).first().click();
  await page.getByRole('button', { name: `Actions for ${member.email}` }).click();
  await page.getByRole('menuitemradio', { name: 'Night shift' }).click();
  await expect(page.getByText('now has the role Night shift').first()).toBeVisible();
  const client = await signedIn(server, member);
  expect((await client.get('/api/devices')).status()).toBe(200);
  expect((await client.get('/api/users')).status()).toBe(403);
});
