import { startMailServer, type MailServer } from '@/tests/support/mail-server';
import { startTestServer, type TestServer } from '@/tests/support/server';
import { addStaff, signedIn } from './support';
import { expect, takenOver, test } from './test';

let mail: MailServer;
let server: TestServer;

test.beforeAll(async () => {
  mail = await startMailServer();
  server = await startTestServer({
    env: { SMTP_URL: mail.url, MAIL_FROM: 'Desk <desk@example.com>' },
  });
});
test.afterAll(async () => {
  await server.stop();
  await mail.close();
});

/** The link in the newest email to this address with this subject. */
async function linkTo(email: string, subject: string): Promise<string> {
  const find = () =>
    mail.received.findLast((one) => one.to[0] === email && one.subject === subject)?.text ?? '';
  await expect.poll(find, { timeout: 15_000 }).toContain('/set-up?token=');
  return /http:\/\/localhost:\d+\/set-up\?token=[\w-]{43}/.exec(find())?.[0] ?? '';
}

test('a forgotten password is reset by keyboard alone, from the sign-in page to the overview', async ({
  page,
}) => {
  const viewer = await addStaff(server, await signedIn(server), 'viewer');
  await page.goto(`${server.url}/sign-in`);
  const link = page.getByRole('link', { name: 'Forgot your password?' });
  for (let press = 0; press < 8; press += 1) {
    if (await link.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await expect(link).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Forgot your password?' })).toBeVisible();
  await takenOver(page);
  await expect(page.getByLabel('Email')).toBeFocused();
  await page.keyboard.type('not an address');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Couldn’t request a link')).toBeVisible();
  await page.getByLabel('Email').press('ControlOrMeta+A');
  await page.keyboard.type(viewer.email);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText(`If ${viewer.email} has a password here`);
  await expect(page.getByRole('status')).toBeFocused();

  await page.goto(await linkTo(viewer.email, 'Reset your Reseller Desk password'));
  await expect(page.getByRole('heading', { name: 'Choose a new password' })).toBeVisible();
  await expect(page).toHaveURL(`${server.url}/set-up`);
  const password = page.getByLabel('Password', { exact: true });
  await password.focus();
  await page.keyboard.type('nine herons over Malmo 4');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await expect
    .poll(() => mail.last().subject, { timeout: 15_000 })
    .toMatch(/was reset|New sign-in/);
});

test('the page says the same for an address that no one has, and no email goes out', async ({
  page,
}) => {
  await page.goto(`${server.url}/forgot-password`);
  await page.getByLabel('Email').fill('stranger@elsewhere.example');
  await page.getByRole('button', { name: 'Email me a link' }).click();
  await expect(page.getByRole('status')).toContainText(
    'If stranger@elsewhere.example has a password here, an email with a link is on its way.',
  );
  const admin = await signedIn(server);
  const waiting = async () =>
    ((await (await admin.get('/api/mail')).json()) as { waiting: number }).waiting;
  await expect.poll(waiting, { timeout: 15_000 }).toBe(0);
  expect(mail.received.flatMap(({ to }) => to)).not.toContain('stranger@elsewhere.example');
});

test('an invitation goes out by email, without a link on the page', async ({ page, context }) => {
  await context.addCookies((await (await signedIn(server)).storageState()).cookies);
  await page.goto(`${server.url}/staff`);
  await page.getByRole('button', { name: 'Invite member' }).click();
  await page.getByLabel('Name').fill('Mira');
  await page.getByLabel('Email', { exact: true }).fill('mira@desk.example');
  await expect(page.getByLabel(/Send the link by email/)).toBeChecked();
  await page.getByRole('button', { name: 'Send invitation' }).click();
  const confirm = page.getByLabel('Password', { exact: true });
  if (await confirm.isVisible().catch(() => false)) {
    await confirm.fill(server.admin.password);
    await page.keyboard.press('Enter');
  }
  await expect(page.getByText('Invited mira@desk.example').first()).toBeVisible();
  await expect(page.getByText('/set-up?token=')).toHaveCount(0);
  await page.goto(await linkTo('mira@desk.example', 'Your invitation to Reseller Desk'));
  await expect(page.getByRole('heading', { name: 'Welcome, Mira' })).toBeVisible();
});

test('a sign-in with a new browser shows in the others, where it can be ended', async ({
  page,
  context,
}) => {
  const viewer = await addStaff(server, await signedIn(server), 'viewer');
  await context.addCookies((await (await signedIn(server, viewer)).storageState()).cookies);
  await page.goto(server.url);
  const notice = page.getByRole('complementary', { name: 'New sign-in' });
  await expect(notice).toHaveCount(0);
  const elsewhere = await signedIn(server, viewer);
  await page.reload();
  await expect(notice).toContainText(/New sign-in\. .*from 127\.0\.0\.1/);
  await notice.getByRole('button', { name: 'End that session' }).press('Enter');
  await expect(notice).toHaveCount(0);
  expect((await elsewhere.get('/api/sessions')).status()).toBe(401);
});

test('Settings sends a test and shows that it arrived, and Team shows a member’s sessions', async ({
  page,
  context,
}) => {
  const viewer = await addStaff(server, await signedIn(server), 'viewer');
  const theirs = await signedIn(server, viewer);
  await context.addCookies((await (await signedIn(server)).storageState()).cookies);
  await page.goto(`${server.url}/settings/notifications`);
  await page.getByRole('button', { name: 'Send a test' }).press('Enter');
  const confirm = page.getByRole('dialog').getByLabel('Password', { exact: true });
  const result = page.getByText(`Test sent to ${server.admin.email}`);
  await expect(confirm.or(result)).toBeVisible();
  if (await confirm.isVisible()) {
    await confirm.fill(server.admin.password);
    await page.keyboard.press('Enter');
  }
  await expect(result).toBeVisible();
  expect(mail.received.some(({ subject }) => subject === 'Test email from Reseller Desk')).toBe(
    true,
  );

  await page.goto(`${server.url}/staff`);
  await page.getByRole('button', { name: `Actions for ${viewer.email}` }).click();
  await page.getByRole('menuitem', { name: 'Sessions…' }).click();
  await page.getByRole('button', { name: /^End session: / }).press('Enter');
  await expect(page.getByText('Session ended').first()).toBeVisible();
  expect((await theirs.get('/api/sessions')).status()).toBe(401);
});
