import type { Role } from '@/lib/contract/staff';
import { settingsSections } from '@/lib/shared/settings-sections';
import { testServer } from '@/tests/support/server';
import { addStaff, expectSaved, signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

test.beforeEach(async ({ context }) => {
  await context.addCookies((await (await signedIn(server)).storageState()).cookies);
});

test('settings are sections with addresses of their own, listed beside them, in a menu on a phone', async ({
  page,
}) => {
  await page.goto('/settings');
  await expect(page).toHaveURL(/\/settings\/accounts$/);
  const sections = page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
  await expect(sections).toHaveText(settingsSections.map(({ label }) => label));
  for (const { href, label } of settingsSections) {
    await sections.filter({ hasText: label }).click();
    await expect(page).toHaveURL(new RegExp(`${href}$`));
    await expect(page.getByRole('heading', { level: 1, name: label })).toBeVisible();
    await expect(page.getByRole('link', { name: label, exact: true }).last()).toHaveAttribute(
      'aria-current',
      'page',
    );
  }
  await expect(page.getByText(/^PostgreSQL \d+/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'What’s new' })).toContainText('0.1.0');
  await page.setViewportSize({ width: 360, height: 780 });
  await page.getByLabel('Section').selectOption('Vault');
  await expect(page).toHaveURL(/\/settings\/vault$/);
});

test('someone sees only the sections that their role includes, and starts in the first', async ({
  browser,
}) => {
  const admin = await signedIn(server);
  const answer = await admin.post('/api/roles', {
    data: { name: 'Keeper', permissions: ['settings.read'] },
  });
  const { id } = (await answer.json()) as { id: Role };
  const context = await browser.newContext({ baseURL: server.url });
  const keeper = await signedIn(server, await addStaff(server, admin, id));
  await context.addCookies((await keeper.storageState()).cookies);
  const page = await context.newPage();
  await page.goto('/settings');
  await expect(page).toHaveURL(/\/settings\/vault$/);
  await expect(page.getByRole('navigation', { name: 'Settings' }).getByRole('link')).toHaveText([
    ...['Vault', 'Notifications', 'Installation'],
  ]);
  await page.goto('/settings/security');
  await expect(page).toHaveURL(/\/no-access$/);
  await context.close();
});

test('unsaved changes are asked about before a link, a key, Back and a reload lose them', async ({
  page,
}) => {
  await page.goto('/profile');
  await page.getByRole('link', { name: 'Settings' }).first().click();
  const sections = page.getByRole('navigation', { name: 'Settings' });
  await sections.getByRole('link', { name: 'Invitations' }).click();
  await expect(page).toHaveURL(/\/settings\/invitations$/);
  const limit = page.getByLabel(/^Seats per invitation/);
  await expect(limit).toBeVisible();
  await expect(page.getByText('Unsaved changes')).toHaveCount(0);
  await limit.fill('7');
  await expect(page.getByText('Unsaved changes')).toBeVisible();
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  const stay = async () => {
    await question.getByRole('button', { name: 'Cancel' }).click();
    await expect(question).toBeHidden();
    await expect(page).toHaveURL(/\/settings\/invitations$/);
    await expect(limit).toHaveValue('7');
  };

  await test.step('a link', async () => {
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await stay();
  });
  await test.step('a key', async () => {
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.type('gd');
    await stay();
  });
  await test.step('Back', async () => {
    await page.goBack();
    await stay();
    await page.goBack();
    await stay();
  });
  await test.step('a reload', async () => {
    const asked = page.waitForEvent('dialog');
    const reloading = page.evaluate(() => location.reload()).catch(() => undefined);
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await reloading;
    await expect(limit).toHaveValue('7');
  });
  await test.step('an error loses nothing', async () => {
    await page.route('**/api/accounts/*/policy', (route) =>
      route.request().method() === 'PUT' ? route.abort() : route.continue(),
    );
    await page.getByRole('button', { name: 'Save limit' }).click();
    await expect(page.getByText(/^Outcome unknown/)).toBeVisible();
    await expect(limit).toHaveValue('7');
    await page.unroute('**/api/accounts/*/policy');
  });
  await test.step('Discard takes them back, and Back is one step again', async () => {
    await page.getByRole('button', { name: 'Discard' }).click();
    await expect(limit).toHaveValue('');
    await expect(page.getByText('Unsaved changes')).toHaveCount(0);
    await page.goBack();
    await expect(page).toHaveURL(/\/settings\/accounts$/);
  });
});

test('giving up unsaved changes leads where one wanted to go', async ({ page }) => {
  await page.goto('/profile');
  await page.keyboard.type('gs');
  await expect(page).toHaveURL(/\/settings\/accounts$/);
  await page.getByRole('link', { name: 'Security', exact: true }).click();
  const limit = page.getByLabel(/^Exports per person/);
  const giveUp = async () => {
    await page.getByRole('button', { name: 'Discard changes' }).click();
  };
  await limit.fill('9');
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await giveUp();
  await expect(page).toHaveURL(/\/users$/);
  await page.goBack();
  await expect(page).toHaveURL(/\/settings\/security$/);
  await expect(limit).toHaveValue('100');
  await limit.fill('9');
  await page.goBack();
  await giveUp();
  await expect(page).toHaveURL(/\/settings\/accounts$/);
  await page.getByRole('link', { name: 'Security', exact: true }).click();
  await limit.fill('9');
  await page.getByRole('button', { name: 'Save team policy' }).click();
  await expectSaved(page, 'Team policy saved');
  await expect(page.getByText('Unsaved changes')).toHaveCount(0);
  await page.reload();
  await expect(limit).toHaveValue('9');
  const restored = await (
    await signedIn(server)
  ).patch('/api/staff-policy', {
    data: { exportsPerHour: 100 },
  });
  expect(restored.ok()).toBe(true);
});
