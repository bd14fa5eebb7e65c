import type { Page } from '@playwright/test';
import { generate } from 'otplib';
import { testServer } from '@/tests/support/server';
import { addAuthenticator } from './authenticator';
import { choose, press, tabTo } from './keyboard-support';
import { addStaff, seeNews, signedIn } from './support';
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

async function saveCodes(page: Page) {
  const saved = page.getByRole('dialog', { name: 'Save your recovery codes' });
  await press(page, saved.getByRole('checkbox'), 'Space');
  await press(page, saved.getByRole('button', { name: 'Done' }));
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
  await saveCodes(page);
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

test('a passkey is added, and signs in', async ({ page, context }) => {
  await addAuthenticator(page);
  const person = await addStaff(server, await signedIn(server), 'technician');
  await page.goto('/profile');
  await enter(page, person);
  const panel = page.getByRole('region', { name: 'Second factor' });
  await press(page, panel.getByRole('button', { name: 'Add passkey' }));
  await confirm(page, person.password);
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Work phone');
  await page.keyboard.press('Enter');
  await saveCodes(page);
  await expect(panel).toContainText('Work phone');
  await context.clearCookies();
  await page.goto('/profile');
  await press(page, page.getByRole('button', { name: 'Use a passkey' }));
  await expect(panel).toContainText('last used');
});

test('a password is set by a link, and changed', async ({ page }) => {
  const admin = await signedIn(server);
  const email = `keys-${Date.now().toString(36)}@desk.example`;
  const invited = await admin.post('/api/staff', { data: { email, name: 'Kay', role: 'viewer' } });
  await page.goto(((await invited.json()) as { setUpUrl: string }).setUpUrl);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type('seven kites over Malmo 3');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await page.goto('/profile');
  await tabTo(page, page.getByLabel('Current password'));
  await page.keyboard.type('seven kites over Malmo 3');
  await tabTo(page, page.getByLabel('New password'));
  await page.keyboard.type('nine boats under Visby 4');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Password changed').first()).toBeVisible();
});

test('a change of policy waits for a second person, and is withdrawn', async ({ page }) => {
  const admin = await signedIn(server);
  const second = await signedIn(server, await addStaff(server, admin, 'administrator'));
  await admin.patch('/api/staff-policy', { data: { twoPersonSettings: true } });
  try {
    await page.context().addCookies((await admin.storageState()).cookies);
    await page.goto('/settings/sign-in-policy');
    await tabTo(page, page.getByLabel('Blocked users'));
    await page.keyboard.type('hill.example');
    await press(page, page.getByRole('button', { name: 'Save policy', exact: true }));
    await expect(page.getByText('Waiting for a second person').first()).toBeVisible();
    await press(page, page.getByRole('link', { name: 'View approvals' }).first());
    const withdraw = page.getByRole('button', { name: /^Withdraw your change of/ });
    await press(page, withdraw);
    await expect(withdraw).toBeHidden();
    await expect(page.getByText('No pending changes')).toBeVisible();
  } finally {
    const off = { data: { twoPersonSettings: false } };
    const asked = await admin.patch('/api/staff-policy', off);
    const { approvalId } = (await asked.json()) as { approvalId: string };
    const decided = { data: { approve: true } };
    await second.post(`/api/approvals/${approvalId}/decide`, decided);
    await seeNews(admin);
  }
});
