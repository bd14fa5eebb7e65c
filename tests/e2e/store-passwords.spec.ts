import { readFile } from 'node:fs/promises';
import { SANDBOX_CUSTOMER_PASSWORD } from '@/lib/sandbox/credentials';
import { testServer } from '@/tests/support/server';
import { expectSound } from './sound';
import { signedIn } from './support';
import { expect, test } from './test';

const server = testServer();
const first = 'iyer.nandini@granitestate.example';
const second = 'achowdhury@harborlight.example';

test('a pasted list of passwords is checked, stored, and signs in with one click', async ({
  context,
  page,
}) => {
  const client = await signedIn(server);
  await context.addCookies((await client.storageState()).cookies);
  await client.delete('/api/stored-passwords', { data: { usernames: [first, second] } });
  await client.put('/api/stored-passwords', { data: { username: first, password: 'an old one' } });
  await page.goto('/users');
  await page.getByRole('button', { name: 'More actions', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Store passwords…' }).click();
  const list = [
    `${first};${SANDBOX_CUSTOMER_PASSWORD}`,
    `${second};${SANDBOX_CUSTOMER_PASSWORD}`,
    `${second};another`,
    'stranger@else.example;whatever',
    'Astray-77;no address',
  ];
  await page.getByLabel('Or paste a list').fill(list.join('\n'));
  await page.getByRole('button', { name: 'Check the list' }).click();
  await expect(page.getByText('Will store 1 password, replace 1, skip 3.')).toBeVisible();
  await expect(page.getByRole('table')).toContainText('Row 2 has the same user with a different');
  await expectSound(page);
  expect((await page.content()).includes('Astray-77')).toBe(false);

  await page.getByRole('button', { name: 'Store 2 passwords' }).click();
  const done = page.getByRole('heading', { name: 'Stored 1 password, replaced 1, skipped 3.' });
  await expect(done).toBeFocused();
  await expectSound(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download skipped rows' }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toBe(
    [
      '\ufeffRow,Email,Reason',
      `3,${second},Row 2 has the same user with a different password. That row is used.`,
      '4,stranger@else.example,This account has no user with this email.',
      '5,,The email address isn’t valid. It isn’t shown because it could be a password.',
      '',
    ].join('\r\n'),
  );

  await page.goto('/users?search=achowdhury@harborlight');
  await page.getByRole('row').filter({ hasText: second }).hover();
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('button', { name: `Sign in as ${second}` }).click(),
  ]);
  await expect(tab.getByRole('heading', { name: `You are signed in as ${second}` })).toBeVisible();
});

test('a file with unclear columns is stored as mapped by the person, and the browser keeps nothing', async ({
  context,
  page,
}) => {
  const client = await signedIn(server);
  await context.addCookies((await client.storageState()).cookies);
  await page.goto('/users/passwords');
  const text = `Wer;Notiz;Geheim\n${first};x;${SANDBOX_CUSTOMER_PASSWORD}\n`;
  await page.getByLabel('File with email addresses and passwords').setInputFiles({
    name: 'customers.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(text),
  });
  await expect(page.getByRole('heading', { name: 'Map columns' })).toBeFocused();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('Select the column with the passwords.')).toHaveCount(2);
  await page.getByLabel('Password column').selectOption('Column 3 · no addresses');
  await page.getByLabel('Header row').selectOption('Row 1');
  await expectSound(page);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('customers.csv · 1 row · semicolon-separated')).toBeVisible();
  expect(
    await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])),
  ).not.toContain(SANDBOX_CUSTOMER_PASSWORD);
  await page.getByRole('button', { name: 'Store 1 password' }).click();
  await expect(
    page.getByRole('heading', { name: /^(Stored|Replaced) 1 password\.$/ }),
  ).toBeFocused();
});
