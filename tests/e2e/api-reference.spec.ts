import { testServer } from '@/tests/support/server';
import { expectNothingFound, expectNoSidewaysScroll } from './sound';
import { signedIn } from './support';
import { expect, test } from './test';

const server = testServer();

test('the reference of the API leads from each call to what it needs and takes', async ({
  page,
}) => {
  await page.context().addCookies((await (await signedIn(server)).storageState()).cookies);
  await page.goto(`${server.url}/profile`);
  await page.getByRole('link', { name: 'API reference' }).click();
  await expect(page.getByRole('heading', { name: 'API reference', level: 1 })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectNothingFound(page);
  await page.getByRole('link', { name: 'Add a user' }).click();
  await expect(page).toHaveURL(/\/api-reference\/users#add-a-user$/);
  const operation = page.getByRole('region', { name: 'Add a user', exact: true });
  await expect(operation).toBeInViewport();
  await expect(operation.getByText('users.write')).toBeVisible();
  await operation.getByText(/^Errors:/).click();
  await expect(operation.getByText('email_exists')).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectNothingFound(page);
});
