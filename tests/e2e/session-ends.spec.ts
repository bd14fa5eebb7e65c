import { testServer } from '@/tests/support/server';
import { addStaff, signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

test('a form keeps its input when the session ends, and is sent after signing in again (FF-08)', async ({
  page,
  context,
}) => {
  const admin = await signedIn(server);
  const manager = await addStaff(server, admin, 'manager');
  await context.addCookies((await (await signedIn(server, manager)).storageState()).cookies);
  await page.goto('/users/new');
  await page.getByLabel('First name').fill('Ann');
  await page.getByLabel('Last name').fill('Arden');
  await page.getByLabel(/^Password/).fill('nine herons over Malmo 4');
  await admin.post(`/api/staff/${manager.id}/revoke-sessions`);
  const email = `ann-${Date.now()}@arden.example`;
  await page.getByLabel('Email', { exact: true }).pressSequentially(email);
  const bar = page.getByText('Your session has ended.').first();
  await expect(bar).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  await dialog.getByLabel(/^Password/).fill(manager.password);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(bar).toBeHidden();
  await expect(page).toHaveURL(/\/users\/new$/);
  await expect(page.getByLabel('First name')).toHaveValue('Ann');
  await expect(page.getByLabel('Email', { exact: true })).toHaveValue(email);
  await page.getByRole('button', { name: `Add ${email}` }).click();
  await expect(page.getByText(email).first()).toBeVisible();
});

test('changing your password on the profile signs you out everywhere else', async ({
  page,
  context,
}) => {
  const viewer = await addStaff(server, await signedIn(server), 'viewer');
  const elsewhere = await signedIn(server, viewer);
  await context.addCookies((await (await signedIn(server, viewer)).storageState()).cookies);
  await page.goto('/');
  await page.getByRole('button', { name: /Signed in as/ }).click();
  await page.getByRole('menuitem', { name: 'Profile' }).click();
  await expect(page.getByRole('heading', { name: 'Profile' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^End session: / })).toHaveCount(1);
  await page.getByLabel('Current password').fill('not this one');
  await page.getByLabel('New password').fill('nine herons over Malmo 4');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('This isn’t your Reseller Desk password.')).toBeVisible();
  await page.getByLabel('Current password').fill(viewer.password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Password changed').first()).toBeVisible();
  await expect(page.getByText('This session')).toHaveCount(1);
  expect((await elsewhere.get('/api/sessions')).status()).toBe(401);
});
