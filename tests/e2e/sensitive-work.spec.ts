import { readFile } from 'node:fs/promises';
import type { APIRequestContext, BrowserContext, Page } from '@playwright/test';
import { testServer } from '@/tests/support/server';
import { expectSound } from './sound';
import { addStaff, expectSaved, signedIn, STAFF_PASSWORD } from './support';
import { expect, test } from './test';

const server = testServer();

async function enter(context: BrowserContext, staff = server.admin) {
  const client = await signedIn(server, staff);
  await context.addCookies((await client.storageState()).cookies);
  return client;
}

async function setStaffPolicy(data: object) {
  const admin = await signedIn(server);
  await admin.post('/api/step-up', { data: { password: server.admin.password } });
  const answer = await admin.patch('/api/staff-policy', { data });
  if (answer.status() !== 200) throw new Error(await answer.text());
}

const ownPassword = (page: Page) => page.getByRole('dialog', { name: 'Confirm your password' });

async function confirm(page: Page, password: string) {
  await ownPassword(page).getByLabel('Your password').fill(password);
  await ownPassword(page).getByRole('button', { name: 'Confirm', exact: true }).click();
}

async function exported(page: Page, press: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return readFile(await download.path(), 'utf8');
}

async function exportsOf(admin: APIRequestContext, email: string): Promise<number> {
  const query = new URLSearchParams({ actor: email, action: '.exported' });
  const answer = await admin.get(`/api/activity?${query}`);
  return ((await answer.json()) as { items: unknown[] }).items.length;
}

test.afterEach(() => setStaffPolicy({ stepUpBefore: [], exportsPerHour: 100 }));

test('the team policy requires password confirmation for exports, which then lasts ten minutes', async ({
  context,
  page,
}) => {
  await enter(context);
  await page.goto('/settings/security');
  const panel = page.getByRole('region', { name: 'Team policy' });
  await panel.getByRole('checkbox', { name: /^Exports/ }).check();
  await panel.getByRole('button', { name: 'Save team policy' }).click();
  await expectSaved(page, 'Team policy saved');

  await page.goto('/users?search=harborlight');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  await expect(ownPassword(page)).toBeVisible();
  await expectSound(page);
  await confirm(page, 'not the right one');
  await expect(
    ownPassword(page).getByText('This isn’t your Reseller Desk password.'),
  ).toBeVisible();
  await expectSound(page);
  const all = await exported(page, () => confirm(page, server.admin.password));
  expect(all).toContain('it@harborlight.example');
  await expect(ownPassword(page)).toBeHidden();

  await page.getByRole('checkbox', { name: 'Select it@harborlight.example' }).check();
  await page.getByRole('button', { name: 'Export selected' }).click();
  const chosen = await exported(page, () => page.getByRole('menuitem', { name: 'CSV' }).click());
  const lines = chosen.trim().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^it@harborlight\.example,,\d+,\d+,\d+,\d+,Active,/);
});

test('canceling the confirmation exports nothing, and exports per hour are limited', async ({
  context,
  page,
}) => {
  const admin = await signedIn(server);
  const viewer = await addStaff(server, admin, 'viewer');
  await enter(context, viewer);
  await setStaffPolicy({ stepUpBefore: ['exports'], exportsPerHour: 1 });
  await page.goto('/users');
  const choose = async () => {
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: 'CSV' }).click();
  };
  await choose();
  await ownPassword(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(ownPassword(page)).toBeHidden();
  expect(await exportsOf(admin, viewer.email)).toBe(0);

  await choose();
  expect(await exported(page, () => confirm(page, STAFF_PASSWORD))).toContain('E-mail');
  expect(await exportsOf(admin, viewer.email)).toBe(1);
  await choose();
  const told = page.getByRole('listitem').filter({ hasText: 'Export failed' });
  await expect(told).toContainText('You’ve exported 1 time in the last hour');

  await context.clearCookies();
  await enter(context);
  await page.goto('/');
  const line = page.getByRole('listitem').filter({ hasText: 'reached a sign-in or export limit' });
  await expect(line).toContainText('Most recently');
});

test('a form keeps its input during password confirmation', async ({ context, page }) => {
  await enter(context);
  await setStaffPolicy({ stepUpBefore: ['passwords'] });
  await page.goto('/staff');
  await page.getByRole('button', { name: 'Invite', exact: false }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Invite team member' });
  const email = `late.${Date.now().toString(36)}@desk.example`;
  await dialog.getByLabel('Name').fill('Late Comer');
  await dialog.getByLabel('Email', { exact: true }).fill(email);
  await dialog.getByRole('button', { name: 'Create link' }).click();
  await expect(ownPassword(page).getByLabel('Your password')).toBeFocused();
  await expect(page.locator('[role=dialog]')).toHaveCount(2);
  await ownPassword(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(ownPassword(page)).toBeHidden();
  await expect(dialog.getByText('Confirm your password to continue')).toBeVisible();
  await expect(dialog.getByLabel('Email', { exact: true })).toHaveValue(email);
  await dialog.getByRole('button', { name: 'Create link' }).click();
  await confirm(page, server.admin.password);
  await expect(page.getByRole('dialog')).toContainText('/set-up?token=');

  // One confirmation counts for other work as well.
  await page.goto('/users/passwords');
  await page.getByLabel('Or paste a list').fill('it@harborlight.example;theirs');
  await page.getByRole('button', { name: 'Check the list' }).click();
  await expect(page.getByText('Will store 1 password', { exact: false })).toBeVisible();
});
