import type { Page } from '@playwright/test';
import { generate } from 'otplib';
import { testServer } from '@/tests/support/server';
import { addStaff, signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

const codeAt = (secret: string, steps = 0) =>
  generate({ secret, epoch: Math.floor(Date.now() / 1_000) + steps * 30 });

type Person = { email: string; password: string };

async function enterPassword(page: Page, { email, password }: Person): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** From the button to the recovery codes. @returns the app's secret and the codes */
async function addApp(page: Page, { password }: Person) {
  const panel = page.getByRole('region', { name: 'Second factor' });
  await panel.getByRole('button', { name: 'Add app' }).click();
  const confirmation = page.getByRole('dialog', { name: 'Confirm your password' });
  await confirmation.getByLabel('Your password').fill(password);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add an authenticator app' });
  await expect(dialog.getByRole('img', { name: /QR code/ })).toBeVisible();
  const secret = await dialog.locator('code').innerText();
  await dialog.getByLabel('Code', { exact: true }).fill('000000');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(dialog).toContainText('This code is wrong or has expired.');
  const code = await codeAt(secret);
  await dialog.getByLabel('Code', { exact: true }).fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.keyboard.press('Enter');
  const saved = page.getByRole('dialog', { name: 'Save your recovery codes' });
  await expect(saved.getByRole('listitem')).toHaveCount(10);
  const codes = await saved.getByRole('listitem').allInnerTexts();
  await saved.getByRole('button', { name: 'Done' }).click();
  await expect(saved).toContainText('Save the codes first, then select the box.');
  await saved.getByRole('checkbox', { name: 'I have saved them in a safe place' }).check();
  await saved.getByRole('button', { name: 'Done' }).click();
  return { secret, codes };
}

test('an authenticator app is added, asked for at the next sign-in, and removed', async ({
  page,
  context,
}) => {
  const person = await addStaff(server, await signedIn(server), 'technician');
  await page.goto('/profile');
  await enterPassword(page, person);
  const { secret, codes } = await addApp(page, person);
  const panel = page.getByRole('region', { name: 'Second factor' });
  await expect(panel).toContainText('10 codes left');

  await context.clearCookies();
  await page.goto('/profile');
  await enterPassword(page, person);
  const code = page.getByLabel('Code from your authenticator app');
  await expect(code).toBeFocused();
  await expect(code).toHaveAttribute('autocomplete', 'one-time-code');
  await code.fill('123456');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The code is wrong or was used before.')).toBeVisible();
  await expect(code).toBeFocused();
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByLabel('Email')).toHaveValue(person.email);
  await expect(page.getByLabel('Password')).toHaveValue(person.password);
  await expect(page.getByLabel('Password')).toBeFocused();
  await page.keyboard.press('Enter');
  await code.fill(` ${await codeAt(secret, 1)} `);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Profile' })).toBeVisible();

  await context.clearCookies();
  await page.goto('/profile');
  await enterPassword(page, person);
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await page.getByLabel('Recovery code').fill(codes[0] ?? '');
  await page.keyboard.press('Enter');
  await expect(panel).toContainText('9 codes left');

  await panel.getByRole('button', { name: 'Remove' }).click();
  const asked = page.getByRole('dialog', { name: 'Remove your authenticator app?' });
  await asked.getByRole('button', { name: 'Remove' }).click();
  const confirmation = page.getByRole('dialog', { name: 'Confirm that it’s you' });
  await confirmation.getByRole('button', { name: 'Use your password instead' }).click();
  await page.getByRole('textbox', { name: 'Your password' }).fill(person.password);
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('button', { name: 'Add app' })).toBeVisible();
  await expect(panel).not.toContainText('Recovery codes');
});

test('who must have a second factor reaches only the page that adds one, then the page they wanted', async ({
  page,
}) => {
  const admin = await signedIn(server);
  const person = await addStaff(server, admin, 'viewer');
  await admin.patch('/api/staff-policy', { data: { secondFactorFor: ['viewer'] } });
  try {
    await page.goto('/devices');
    await enterPassword(page, person);
    await expect(page).toHaveURL(/\/second-factor\?callbackUrl=%2Fdevices$/);
    await page.goto('/users');
    await expect(page.getByRole('heading', { name: 'Add a second factor' })).toBeVisible();
    await page.goto('/second-factor?callbackUrl=/devices');
    await addApp(page, person);
    await expect(page.getByRole('heading', { name: 'Devices' })).toBeVisible();
  } finally {
    await admin.patch('/api/staff-policy', { data: { secondFactorFor: [] } });
  }
});

test('an administrator sees who has a second factor and resets it', async ({ page }) => {
  const admin = await signedIn(server);
  const person = await addStaff(server, admin, 'technician');
  const client = await signedIn(server, person);
  const started = await client.post('/api/factors/totp');
  const { secret } = (await started.json()) as { secret: string };
  await client.post('/api/factors/totp/confirm', { data: { code: await codeAt(secret) } });
  await page.context().addCookies((await admin.storageState()).cookies);
  await page.goto('/staff');
  const row = page.getByRole('row', { name: new RegExp(person.email) });
  await expect(row).toContainText('On');
  await row.getByRole('button', { name: /Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Reset second factors…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset second factors' }).click();
  await expect(row).not.toContainText('On');
  await signedIn(server, person);
});
