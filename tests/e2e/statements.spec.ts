import { startTestServer, type TestServer } from '@/tests/support/server';
import { expectNoSidewaysScroll, expectNothingFound } from './sound';
import { signedIn } from './support';
import { expect, test } from './test';

/** Of its own: a month has one statement. */
let server: TestServer;
test.beforeAll(async () => {
  server = await startTestServer();
});
test.afterAll(() => server.stop());

test('a month is frozen, compared with what was billed, acknowledged, and stays', async ({
  context,
  page,
}) => {
  const admin = await signedIn(server);
  await context.addCookies((await admin.storageState()).cookies);
  const data = { name: 'Harborlight', domains: ['harborlight.example'] };
  const price = { pricePerSeat: 4.5, currency: 'EUR', externalId: 'K-7' };
  await admin.post('/api/customers', { data: { ...data, ...price } });
  await admin.post('/api/customers', { data: { name: 'Empty Ltd' } });
  await admin.get('/api/users?refresh=1');

  await page.goto(`${server.url}/statements`);
  await page.getByRole('button', { name: 'Create statement' }).click();
  const creating = page.getByRole('dialog', { name: 'Create statement' });
  await creating.getByLabel('Month').selectOption({ index: 0 });
  await expect(creating).toContainText('This month isn’t over');
  await creating.getByRole('button', { name: 'Create statement' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Statement for/ })).toBeVisible();
  const line = page.getByRole('row', { name: /Harborlight/ });
  await expect(line).toContainText('EUR');

  await page.getByRole('button', { name: 'Add what was billed' }).click();
  const billing = page.getByRole('dialog', { name: /^What was billed/ });
  await billing.getByLabel('Or paste the rows').fill('K-7,1\nNo One Ltd,3');
  await billing.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(billing.getByRole('alert')).toContainText('no customer “No One Ltd”');
  await billing.getByLabel('Or paste the rows').fill('K-7,1\nEmpty Ltd,3');
  await billing.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(billing).toBeHidden();
  await expect(line).toContainText(/\d+ seats? short/);
  await expect(page.getByRole('row', { name: /Empty Ltd/ })).toContainText('3 too many');
  await expectNothingFound(page);
  await expectNoSidewaysScroll(page);

  await page.getByRole('button', { name: 'Acknowledge' }).click();
  const agreeing = page.getByRole('dialog', { name: /^Acknowledge/ });
  await agreeing.getByLabel(/^Note/).fill('Talked to both.');
  await agreeing.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(page.getByText('Talked to both.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Acknowledge' })).toBeHidden();

  await page.getByRole('link', { name: 'Statements' }).last().click();
  await expect(page.getByRole('row', { name: /Acknowledged/ })).toBeVisible();
});
