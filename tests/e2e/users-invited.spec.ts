import { testServer } from '@/tests/support/server';
import { expectSound } from './sound';
import { signedIn } from './support';
import { expect, test } from './test';

const server = testServer();
const waiting = 'waiting.walt@harborlight.example';
const unknown = 'nora.new@harborlight.example';

test('someone invited is found and invited again, and someone unknown can be added', async ({
  context,
  page,
}) => {
  const client = await signedIn(server);
  await context.addCookies((await client.storageState()).cookies);
  const created = await client.post('/api/batches', {
    data: { name: 'Harbor Light', rows: [{ email: waiting, seats: 2 }] },
  });
  expect(created.status()).toBe(202);
  await expect(async () => {
    const answer = await client.get(`/api/invited?search=${waiting}`);
    expect(await answer.json()).toMatchObject({ items: [{ email: waiting }] });
  }).toPass();

  await page.goto(`/users?search=${waiting}`);
  const found = page.getByRole('region', { name: 'Invited, no account yet' });
  await expect(found).toContainText('by admin');
  await expectSound(page);
  await found.getByRole('button', { name: `Invite again: ${waiting}` }).click();
  await found.getByRole('link', { name: /^Open the batch that/ }).click();
  await expect(page.getByRole('heading', { name: 'Invited again' })).toBeVisible();

  await page.goto('/users');
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByRole('menuitem', { name: 'Invited, no account yet' }).click();
  await expect(page.getByRole('row', { name: new RegExp(waiting) })).toContainText('Invited again');
  await expectSound(page);

  await page.goto(`/users?search=${unknown}`);
  await page.getByRole('link', { name: 'Add as a user' }).click();
  // The address is in no URL.
  await expect(page).toHaveURL(/\/users\/new$/);
  await expect(page.getByLabel('Email', { exact: true })).toHaveValue(unknown);
});

test('selected users get a tag at once, and lead to their list of passwords', async ({
  context,
  page,
}) => {
  const client = await signedIn(server);
  await context.addCookies((await client.storageState()).cookies);
  await page.goto('/users?search=harborlight');
  const boxes = page.getByRole('checkbox', { name: /^Select .*@harborlight/ });
  const names = [boxes.nth(0), boxes.nth(1)];
  for (const box of names) await box.check();
  await page.getByRole('button', { name: 'Tags…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Tags of 2 users' });
  await dialog.getByLabel('Add').fill('Moves in May');
  await expectSound(page);
  await dialog.getByRole('button', { name: 'Change tags' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByTitle('Moves in May')).toHaveCount(2);
  await page.getByRole('button', { name: 'Store passwords…' }).click();
  const list = page.getByLabel('Or paste a list');
  await expect(list).toHaveValue(/^\S+@harborlight\.example;\n\S+@harborlight\.example;$/);
});
