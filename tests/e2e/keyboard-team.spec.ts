import type { Locator, Page } from '@playwright/test';
import { generate } from 'otplib';
import { testServer } from '@/tests/support/server';
import { press, tabTo } from './keyboard-support';
import { addStaff, signedIn } from './support';
import { expect, test } from './test';

/** The team's own sign-in without a mouse, on a phone's width, in the dark: nothing here clicks. */
const server = testServer();

test.use({ viewport: { width: 360, height: 740 }, colorScheme: 'dark' });

type Person = { email: string; password: string };

const codeAt = (secret: string, steps = 0) =>
  generate({ secret, epoch: Math.floor(Date.now() / 1_000) + steps * 30 });

async function enter(page: Page, { email, password }: Person) {
  await tabTo(page, page.getByLabel('Email'));
  await page.keyboard.type(email);
  await tabTo(page, page.getByLabel('Password'));
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}

async function confirm(page: Page, password: string) {
  await expect(page.getByRole('textbox', { name: 'Your password' })).toBeFocused();
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}

/** Opens a menu and goes to one of its entries with ↓. */
async function choose(page: Page, button: Locator, entry: Locator) {
  await press(page, button);
  await expect(page.getByRole('menu')).toBeVisible();
  while (!(await entry.evaluate((element) => element === document.activeElement))) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

test('an authenticator app is added, asked for, and other sessions are ended', async ({
  page,
  context,
}) => {
  const person = await addStaff(server, await signedIn(server), 'technician');
  await signedIn(server, person);
  await page.goto('/profile');
  await enter(page, person);
  const panel = page.getByRole('region', { name: 'Second factor' });
  await press(page, panel.getByRole('button', { name: 'Add app' }));
  await confirm(page, person.password);
  const dialog = page.getByRole('dialog', { name: 'Add an authenticator app' });
  await expect(dialog.getByLabel('Code', { exact: true })).toBeFocused();
  const secret = await dialog.locator('code').innerText();
  await page.keyboard.type(await codeAt(secret));
  await page.keyboard.press('Enter');
  const saved = page.getByRole('dialog', { name: 'Save your recovery codes' });
  await press(page, saved.getByRole('checkbox'), 'Space');
  await press(page, saved.getByRole('button', { name: 'Done' }));
  await expect(panel).toContainText('10 codes left');

  await context.clearCookies();
  await page.goto('/profile');
  await enter(page, person);
  await expect(page.getByLabel('Code from your authenticator app')).toBeFocused();
  await page.keyboard.type(await codeAt(secret, 1));
  await page.keyboard.press('Enter');
  const sessions = page.getByRole('region', { name: 'Sessions' });
  await press(page, sessions.getByRole('button', { name: 'End all others' }));
  await expect(sessions.getByRole('listitem')).toHaveCount(1);
});

test('a role is defined and given, and the member’s sessions are seen', async ({ page }) => {
  const admin = await signedIn(server);
  const member = await addStaff(server, admin, 'viewer');
  await page.context().addCookies((await admin.storageState()).cookies);
  await page.goto('/staff/roles');
  await press(page, page.getByRole('button', { name: 'Create role' }));
  const dialog = page.getByRole('dialog', { name: 'Create role' });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
  const name = `By keys ${Date.now()}`;
  await page.keyboard.type(name);
  await press(page, dialog.getByLabel('View devices'), 'Space');
  await press(page, dialog.getByRole('button', { name: 'Create role' }));
  await expect(page.getByText(`Created the role ${name}`).first()).toBeVisible();
  await page.goto('/staff');
  const actions = page.getByRole('button', { name: `Actions for ${member.email}` });
  await choose(page, actions, page.getByRole('menuitemradio', { name }));
  await expect(page.getByText(`now has the role ${name}`).first()).toBeVisible();
  await choose(page, actions, page.getByRole('menuitem', { name: 'Sessions…' }));
  await expect(page.getByRole('dialog', { name: /^Sessions/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(actions).toBeFocused();
});

test('a request to sign in is approved', async ({ page }) => {
  const admin = await signedIn(server);
  const policy = '/api/accounts/rpc_sandbox/policy';
  await admin.put(policy, { data: { approval: 'second_person', approvalHours: 4 } });
  try {
    const asker = await signedIn(server, await addStaff(server, admin, 'technician'));
    const answer = await admin.get('/api/users?search=meridian&status=active&sort=username');
    const { items } = (await answer.json()) as { items: { username: string }[] };
    const data = { username: items[0]?.username, reason: 'Printer broken' };
    expect((await asker.post('/api/approvals', { data })).status()).toBe(201);
    await page.context().addCookies((await admin.storageState()).cookies);
    await page.goto('/approvals');
    await press(page, page.getByRole('button', { name: /^Approve A technician/ }));
    const dialog = page.getByRole('dialog', { name: 'Approve this sign-in?' });
    await press(page, dialog.getByRole('button', { name: 'Approve' }));
    await expect(page.getByText(/^Approved/).first()).toBeVisible();
  } finally {
    await admin.put(policy, { data: {} });
  }
});
