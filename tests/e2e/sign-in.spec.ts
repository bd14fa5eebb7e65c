import type { APIRequestContext } from '@playwright/test';
import { testServer } from '@/tests/support/server';
import { addStaff, anonymous, signedIn, STAFF_PASSWORD } from './support';
import { expect, test } from './test';

const server = testServer();

async function tryToSignIn(client: APIRequestContext, form: Record<string, string>) {
  const { csrfToken } = (await (await client.get('/api/auth/csrf')).json()) as {
    csrfToken: string;
  };
  return client.post('/api/auth/callback/credentials', {
    form: { csrfToken, json: 'true', ...form },
  });
}

test('signing in leads to the requested page, and signing out back to the sign-in page', async ({
  page,
}) => {
  await page.goto('/users?search=dental');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.getByLabel('Email', { exact: true }).fill(server.admin.email);
  await page.getByLabel('Password').fill('a wrong pass phrase');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').first()).toContainText('password is wrong');
  await expect(page.getByLabel('Email', { exact: true })).toHaveValue(server.admin.email);
  await page.getByLabel('Password').fill(server.admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/users\?search=dental$/);
  await expect(page.getByRole('heading', { name: 'Users' })).toBeVisible();
});

test('a stolen copy of a session is useless after signing out (N13)', async () => {
  const client = await signedIn(server);
  const stolen = await client.storageState();
  const { csrfToken } = (await (await client.get('/api/auth/csrf')).json()) as {
    csrfToken: string;
  };
  expect((await client.get('/api/staff')).status()).toBe(200);
  const out = await client.post('/api/auth/signout', { form: { csrfToken, json: 'true' } });
  expect(out.headers()['clear-site-data']).toBe('"cache", "storage"');
  const thief = await anonymous(server, stolen);
  expect((await thief.get('/api/staff')).status()).toBe(401);
  expect(await (await thief.get('/api/auth/session')).json()).not.toHaveProperty('staff');
});

test('the cookie is small and scripts can’t read it', async () => {
  const answer = await tryToSignIn(await anonymous(server), server.admin);
  const cookies = answer.headersArray().filter(({ name }) => name.toLowerCase() === 'set-cookie');
  const session = cookies.find(({ value }) => value.startsWith('reseller-desk.session='));
  expect(session?.value).toMatch(/; Path=\/;.* HttpOnly; SameSite=Lax/);
  expect(session?.value.length).toBeLessThan(4_096);
});

test('a wrong password, an unknown person and a disabled person get the same response', async () => {
  const admin = await signedIn(server);
  const disabled = await addStaff(server, admin, 'viewer');
  await admin.patch(`/api/staff/${disabled.id}`, { data: { isDisabled: true } });
  const answers = new Set<string>();
  for (const [email, password] of [
    [server.admin.email, 'a wrong pass phrase'],
    ['nobody@desk.example', STAFF_PASSWORD],
    [disabled.email, STAFF_PASSWORD],
    ['not an address', STAFF_PASSWORD],
    [server.admin.email, ''],
  ] as const) {
    const answer = await tryToSignIn(await anonymous(server), { email, password });
    answers.add(`${answer.status()} ${await answer.text()}`);
  }
  expect([...answers]).toHaveLength(1);
  expect([...answers][0]).toMatch(/^401 .*error=CredentialsSignin/);
});

test('signing in only leads to our own pages', async () => {
  for (const callbackUrl of [
    'https://evil.example/',
    '//evil.example',
    'http://[',
    'javascript:alert(1)',
  ]) {
    const answer = await tryToSignIn(await anonymous(server), { ...server.admin, callbackUrl });
    const { url } = (await answer.json()) as { url: string };
    expect(new URL(url).origin, callbackUrl).toBe(new URL(server.url).origin);
  }
});

test('someone who keeps guessing is held back, others aren’t', async () => {
  const admin = await signedIn(server);
  const target = await addStaff(server, admin, 'viewer');
  for (let guess = 0; guess < 10; guess += 1) {
    await tryToSignIn(await anonymous(server), { ...target, password: `guess number ${guess}` });
  }
  const held = await tryToSignIn(await anonymous(server), target);
  expect(await held.text()).toContain('error=too_many_attempts');
  await signedIn(server);
});

test('a forged or cut cookie is never a session or an error (N14)', async () => {
  const client = await signedIn(server);
  const { cookies } = await client.storageState();
  const good = cookies.find(({ name }) => name === 'reseller-desk.session')?.value ?? '';
  for (const forged of [
    '',
    'x',
    'a.b.c',
    good.slice(0, -5),
    `${good}x`,
    'eyJhbGciOiJub25lIn0.eyJzaWQiOiJzZXNfIn0.',
    '%',
    'a'.repeat(7_000),
  ]) {
    const thief = await anonymous(server);
    const answer = await thief.get('/api/staff', {
      headers: { cookie: `reseller-desk.session=${forged}` },
    });
    expect(answer.status(), forged.slice(0, 30)).toBe(401);
  }
});

test('a setup link sets a staff member’s password once', async ({ page }) => {
  const admin = await signedIn(server);
  const email = 'new-colleague@desk.example';
  const created = await admin.post('/api/staff', {
    data: { email, name: 'Noor', role: 'technician' },
  });
  const { setUpUrl } = (await created.json()) as { setUpUrl: string };
  await page.goto(setUpUrl);
  await expect(page.getByRole('heading', { name: 'Welcome, Noor' })).toBeVisible();
  await expect(page).toHaveURL(/\/set-up$/);
  await page.getByLabel('Password').fill('too short');
  await page.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(page.getByRole('alert').first()).toContainText('at least 15 characters');
  await page.getByLabel('Password').fill(STAFF_PASSWORD);
  await page.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await page.goto(setUpUrl);
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
});

test('after a session has ended, the sign-in page says so; to anyone else it doesn’t', async ({
  context,
  page,
}) => {
  const ended = page.getByText('Your session has ended');
  await page.goto('/users');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(ended).toBeHidden();
  const cookie = { name: 'reseller-desk.session', value: 'of-last-week', url: server.url };
  await context.addCookies([cookie]);
  await page.goto('/users');
  await expect(ended).toBeVisible();
});
