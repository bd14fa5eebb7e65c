import type { APIRequestContext, BrowserContext } from '@playwright/test';
import { shoot } from './shoot';

/** Every step of a password list, each with something to show. */
export async function takePasswordSteps(
  context: BrowserContext,
  client: APIRequestContext,
  look: string,
): Promise<void> {
  const answer = await client.get('/api/users?pageSize=9&status=inactive');
  const { items } = (await answer.json()) as { items: { username: string }[] };
  const usernames = items.map(({ username }) => username);
  const [first = '', second = '', third = ''] = usernames;
  const customers = usernames.map((username, index) => `${username};Password for shots ${index}`);
  const others = [
    `${first};another one`,
    `${second};`,
    'somebody@else.example;unknown here',
    'no address;whose is it',
    `${third};"one that ends with a blank "`,
  ];
  const page = await context.newPage();
  await page.goto('/users/passwords', { waitUntil: 'networkidle' });
  await page.getByText('Supported formats').click();
  await shoot(page, `passwords-list-${look}`);
  const list = page.getByLabel('Or paste a list');
  await list.fill('no table at all');
  await page.getByRole('button', { name: 'Check the list' }).click();
  await page.getByText('This list has only one column').waitFor();
  await shoot(page, `passwords-problem-${look}`);
  await list.fill(`Kunde;Geheimnis;Notiz\n${customers.map((line) => `${line};note`).join('\n')}`);
  await page.getByRole('button', { name: 'Check the list' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('Select the column with the passwords.').first().waitFor();
  await shoot(page, `passwords-columns-${look}`);
  await page.getByRole('button', { name: 'Back' }).click();
  await list.fill([...customers, ...others].join('\n'));
  await page.getByRole('button', { name: 'Check the list' }).click();
  await page.getByRole('heading', { name: 'Review' }).waitFor();
  await shoot(page, `passwords-review-${look}`);
  await page.getByRole('button', { name: /^Store \d+ passwords$/ }).click();
  await page.getByRole('heading', { name: /^(Stored|Replaced) / }).waitFor();
  await shoot(page, `passwords-result-${look}`);
  await page.close();
}
