import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { testServer } from '@/tests/support/server';
import { addresses, chip, enter, stampNow } from './invitations-support';
import { expectNothingSerious, expectSound } from './sound';
import { addStaff, expectSaved, setFault, signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

test.afterEach(() => setFault(server, 'remotepc', { operation: 'invite', fault: null }));

async function paste(page: Page, lines: readonly string[]) {
  await page.goto('/invitations/new');
  await page.getByLabel('Or paste a list').fill(lines.join('\n'));
  await page.getByRole('button', { name: 'Check the list' }).click();
  await expect(page.getByRole('heading', { name: 'Check the list' })).toBeFocused();
}

async function setNoSeats(page: Page) {
  await page.getByLabel(/^Seats per person/).fill('0');
  await page.keyboard.press('Enter');
}

const continueButton = (page: Page) => page.getByRole('button', { name: 'Continue' });
const sendImmediately = (page: Page) => page.getByLabel(/^Wait 20 seconds/).uncheck();

test('a pasted list of a hundred is fixed and invited, and finishes with the right counts', async ({
  context,
  page,
}) => {
  await enter(context);
  const good = addresses(96);
  const name = `A hundred at once, ${stampNow()}`;
  await paste(page, [
    'E-mail;Seats',
    ...good.map((email) => `${email};2`),
    'nobody.at.all;1',
    'two@at@signs.example;1',
    `${good[3]};5`,
    'it@harborlight.example;1',
  ]);
  await expect(page.getByText('email in “E-mail”, seats in “Seats”')).toBeVisible();
  for (const found of ['Ready 96', 'To fix 2', 'Already a user 1', 'Duplicate 1']) {
    await expect(chip(page, found)).toBeVisible();
  }
  const fixed = `fixed.${good[0]}`;
  await page.getByLabel('Email for row 97').fill(fixed);
  await page.keyboard.press('Enter');
  await expect(chip(page, 'Ready 97')).toBeVisible();
  await expect(page.getByLabel('Email for row 98')).toBeFocused();
  await continueButton(page).click();
  await expect(
    page.getByText('Will invite 97 people, skip 3 (1 existing user, 1 duplicate, 1 to fix).'),
  ).toBeVisible();
  await expect(page.getByText('can’t cancel an invitation')).toBeVisible();
  await page.getByLabel('Batch name').fill(name);
  await sendImmediately(page);
  await page.getByRole('button', { name: 'Invite 97 people' }).click();

  await expect(page).toHaveURL(/\/invitations\/bat_/);
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await expect(page.getByText('Finished: 97 invited').first()).toBeVisible({ timeout: 30_000 });
  await expect(chip(page, 'All 97')).toBeVisible();
  await expect(chip(page, 'Invited 97')).toBeVisible();
  await page.getByRole('button', { name: 'Next page' }).click();
  await expect(page.getByRole('row').filter({ hasText: fixed })).toContainText('Invited');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download results' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^invitations-\d{4}-\d\d-\d\d\.csv$/);
  const file = await readFile(await download.path(), 'utf8');
  expect(file.trim().split('\r\n')).toHaveLength(98);
  expect(file).toContain(`${fixed},1,invited,`);

  await page.getByRole('link', { name: 'Invitations' }).last().click();
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('97 of 97 processed');
});

test('a batch is undone during its hold by keyboard, and its list can be edited', async ({
  context,
  page,
}) => {
  const client = await enter(context);
  await page.goto('/invitations/new');
  await page.getByLabel('Or paste a list').focus();
  await page.keyboard.insertText(addresses(5).join('\n'));
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: 'Check the list' })).toBeFocused();
  await setNoSeats(page);
  await continueButton(page).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Review' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Batch name')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Sending starts in \d+ s/)).toBeVisible();
  const path = new URL(page.url()).pathname;
  const id = path.split('/').at(-1);
  await page.getByRole('button', { name: 'Undo' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Check the list' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Email for row 5' })).toBeVisible();
  await page.goto(path);
  await expect(page.getByText('Undone: none of 5 invitations sent').first()).toBeVisible();
  await expect(page.getByText('0 of 5 processed', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Edit' })).toBeVisible();
  const { counts } = (await (await client.get(`/api/batches/${id}`)).json()) as {
    counts: Record<string, number>;
  };
  expect(counts).toMatchObject({ cancelled: 5, pending: 0, sending: 0, invited: 0 });
});

test('a row without a response is shown as unconfirmed, and retried in a new batch', async ({
  context,
  page,
}) => {
  await enter(context);
  const people = addresses(6);
  await setFault(server, 'remotepc', { operation: 'invite', fault: { dropRows: [people[2]] } });
  await paste(page, people);
  await setNoSeats(page);
  await continueButton(page).click();
  await sendImmediately(page);
  await page.getByRole('button', { name: 'Invite 6 people' }).click();
  await expect(page.getByText('Finished: 5 invited, 1 needs attention').first()).toBeVisible({
    timeout: 30_000,
  });
  await chip(page, 'Unconfirmed 1').click();
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(page.locator('tbody tr')).toContainText('so it may have been invited');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download problems' }).click(),
  ]);
  const problems = await readFile(await download.path(), 'utf8');
  expect(problems.trim().split('\r\n')).toHaveLength(2);
  expect(problems).toContain(`${people[2]},,unconfirmed,`);

  await setFault(server, 'remotepc', { operation: 'invite', fault: null });
  const parent = page.url();
  await page.getByRole('button', { name: 'Retry 1 invitation' }).click();
  await page.getByRole('button', { name: 'Retry', exact: true }).click();
  await expect(page).not.toHaveURL(parent);
  await expect(page.getByText(/^Sending starts in \d+ s/)).toBeVisible();
  await expect(page.getByText(/^Finished: 0 invited, 1 already invited$/).first()).toBeVisible({
    timeout: 40_000,
  });
  await page.getByRole('link', { name: 'retry of an earlier batch' }).click();
  await expect(page.getByRole('link', { name: 'another batch' })).toBeVisible();
});

test('a rejected key pauses the batch with the reason, and it resumes where it stopped', async ({
  context,
  page,
}) => {
  await enter(context);
  await setFault(server, 'remotepc', { operation: 'invite', fault: { status: 401 } });
  await paste(page, addresses(3));
  await setNoSeats(page);
  await continueButton(page).click();
  await sendImmediately(page);
  await page.getByRole('button', { name: 'Invite 3 people' }).click();
  await expect(
    page.getByText(/^Paused: RemotePC rejected this account’s API key/).first(),
  ).toBeVisible({
    timeout: 30_000,
  });
  await setFault(server, 'remotepc', { operation: 'invite', fault: null });
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText('Finished: 3 invited').first()).toBeVisible({ timeout: 30_000 });
});

test('a dropped file is read immediately, and the draft survives a visit to another page', async ({
  context,
  page,
}) => {
  await enter(context);
  await page.goto('/invitations/new');
  const people = addresses(2);
  await page.getByLabel('File with email addresses').setInputFiles({
    name: 'customers.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`Name,Mail,Licences\r\nAnn,${people[0]},4\r\nBob,${people[1]},5\r\n`),
  });
  await expect(page.getByText('email in “Mail”, seats in “Licences”')).toBeVisible();
  await page.getByLabel('Seats for row 2').fill('7');
  await page.getByRole('link', { name: 'Users' }).first().click();
  await expect(page.getByRole('heading', { name: 'Users', level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Invitations' }).first().click();
  await page.getByRole('link', { name: 'Invite people' }).first().click();
  await expect(page.getByLabel('Seats for row 2')).toHaveValue('7');
  await continueButton(page).click();
  await expect(page.getByText('11', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Batch name')).toHaveValue('customers');
});

test('a template of the team sets seats and hold for a list that has none', async ({
  context,
  page,
}) => {
  const client = await enter(context);
  await page.goto('/invitations/new');
  const name = `Shops ${stampNow()}`;
  await page.getByRole('button', { name: 'Templates…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invitation templates' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Seats per person').fill('3');
  await dialog.getByLabel(/^Wait 20 seconds/).uncheck();
  await expectSound(page);
  await dialog.getByRole('button', { name: 'Add template' }).click();
  await expect(dialog).toBeHidden();
  const template = page.getByLabel(/^Template/);
  await expect(template.locator('option:checked')).toHaveText(name);
  await page.getByLabel('Or paste a list').fill(addresses(2).join('\n'));
  await page.getByRole('button', { name: 'Check the list' }).click();
  await expect(page.getByText('6 seats')).toBeVisible();
  await continueButton(page).click();
  await expect(page.getByLabel(/^Wait 20 seconds/)).not.toBeChecked();
  const { items } = (await (await client.get('/api/invitation-templates')).json()) as {
    items: { id: string }[];
  };
  for (const { id } of items) await client.delete(`/api/invitation-templates/${id}`);
});

test('viewers see batches without a way to create or stop one', async ({ browser }) => {
  const admin = await signedIn(server);
  const name = `For all to see, ${stampNow()}`;
  const created = await admin.post('/api/batches', {
    data: { name, rows: [{ email: addresses(1)[0] }], holdSeconds: 600 },
  });
  const { id } = (await created.json()) as { id: string };
  const context = await browser.newContext({ baseURL: server.url });
  await enter(context, await addStaff(server, admin, 'viewer'));
  const page = await context.newPage();
  await page.goto('/invitations');
  await page.getByRole('link', { name }).click();
  await expect(page.getByText(/^Sending starts in/).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  await page.goto('/invitations/new');
  await expect(page).toHaveURL(/\/no-access$/);
  await context.close();
  expect((await admin.post(`/api/batches/${id}/cancel`)).status()).toBe(202);
});

test('axe finds nothing serious on any step, nor on a batch; none scrolls sideways', async ({
  context,
  page,
}) => {
  await enter(context);
  const people = addresses(3);
  await paste(page, ['E-mail;Seats', ...people.map((email) => `${email};1`), 'broken;lots']);
  await expectNothingSerious(page);
  await chip(page, 'All 4').click();
  await expectSound(page);
  await continueButton(page).click();
  await expectSound(page);
  await sendImmediately(page);
  await page.getByRole('button', { name: 'Invite 3 people' }).click();
  await expect(page.getByText('Finished: 3 invited').first()).toBeVisible({ timeout: 30_000 });
  await expectSound(page);
});

test('an admin limits the seats per invitation, and a list respects it', async ({
  context,
  page,
}) => {
  const client = await enter(context);
  const { items } = (await (await client.get('/api/accounts')).json()) as {
    items: { id: string; upstream: string }[];
  };
  const account = items.find(({ upstream }) => upstream === 'remotepc');
  try {
    await page.goto('/settings/invitations');
    await page.getByLabel(/^Seats per invitation/).fill('3');
    await page.keyboard.press('Enter');
    await expectSaved(page, 'Invitation policy saved');
    const [first, second] = addresses(2);
    await paste(page, ['E-mail;Seats', `${first};3`, `${second};4`]);
    await expect(page.getByRole('row').filter({ hasText: 'at most 3 seats' })).toHaveCount(1);
    await expect(page.getByText('at most 3 each')).toBeVisible();
    await page.getByLabel('Seats for row 2').fill('2');
    await page.keyboard.press('Enter');
    await expect(chip(page, 'Ready 2')).toBeVisible();
  } finally {
    const policy = { maxSeatsPerInvitation: null };
    await client.put(`/api/accounts/${account?.id}/policy`, { data: policy });
  }
});

test('a list of 50,000 is edited as smoothly as a short one, and saved', async ({
  context,
  page,
}) => {
  test.setTimeout(120_000);
  const client = await enter(context);
  const lines = Array.from({ length: 49_999 }, (_, at) => `p${at}@fifty.newcomer.example;1`);
  await page.goto('/invitations/new');
  await page.getByLabel('File with email addresses').setInputFiles({
    name: 'fifty-thousand.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(['E-mail;Seats', 'broken;1', ...lines].join('\n')),
  });
  await expect(chip(page, 'Ready 49,999')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Draft saved')).toBeVisible({ timeout: 20_000 });
  await page.evaluate(() => {
    const longest = { ms: 0 };
    Object.assign(window, { longest });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest.ms = Math.max(longest.ms, duration);
    }).observe({ type: 'longtask' });
  });
  await chip(page, 'All 50,000').click();
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByLabel('Email for row 60').fill('put.right@fifty.newcomer.example');
  await page.keyboard.press('Enter');
  await page.getByLabel('Seats for all shown').fill('2');
  await page.keyboard.press('Enter');
  await expect(page.getByText('99,998 seats')).toBeVisible();
  await expect(page.locator('tbody tr')).toHaveCount(50);
  const longest = await page.evaluate(
    () => (window as unknown as { longest: { ms: number } }).longest.ms,
  );
  expect(longest).toBeLessThan(1_000);
  await expect(page.getByText('Draft saved')).toBeVisible({ timeout: 20_000 });
  await client.delete('/api/batches/draft');
});

test('a batch is found by name and status, and the URL has both', async ({ context, page }) => {
  const client = await enter(context);
  const name = `Looked for ${stampNow()}`;
  const data = { name, rows: [{ email: addresses(1)[0] }], holdSeconds: 600 };
  const { id } = (await (await client.post('/api/batches', { data })).json()) as { id: string };
  await page.goto('/invitations');
  await page.keyboard.press('/');
  await page.keyboard.type(name.toUpperCase());
  await expect(
    page
      .getByRole('status')
      .filter({ hasText: /^1 batch$/ })
      .first(),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Status' }).click();
  await page.getByRole('menuitemradio', { name: 'Scheduled' }).click();
  await expect(page).toHaveURL(/status=held/);
  await expect(page).toHaveURL(/search=LOOKED/);
  await page.reload();
  await expect(page.getByRole('link', { name })).toBeVisible();
  await page.goto(`/invitations?search=${encodeURIComponent(name)}&status=finished`);
  await expect(page.getByText('No matching batches')).toBeVisible();
  await client.post(`/api/batches/${id}/cancel`);
});
