import type { APIRequestContext, BrowserContext, Page } from '@playwright/test';
import { addStaff, signedIn } from '../tests/e2e/support';
import type { ServerAddress } from '../tests/support/server';
import { shoot } from './shoot';

const POLICY = '/api/accounts/rpc_sandbox/policy';
const open = '/users?status=active&search=';

/** A strict policy, pending and past requests, and a stored password that was rejected. */
export async function doSignInWork(
  server: ServerAddress,
  client: APIRequestContext,
  usernames: string[],
): Promise<void> {
  const [refused = '', ...others] = usernames;
  const data = { username: refused, password: 'an-Old-one-1' };
  await client.put('/api/stored-passwords', { data });
  await client.post('/api/auto-login', { data: { username: refused } });
  await client.put(POLICY, {
    data: {
      reasonRequired: true,
      ticketPattern: 'HD-####',
      stepUp: 'password',
      approval: 'second_person',
      perHourLimit: 20,
      blockedCustomers: [others.at(-1), 'meridiandental.example'],
    },
  });
  // In a separate session: the pages' session must still be asked.
  const steppedUp = await signedIn(server);
  await steppedUp.post('/api/step-up', { data: { password: server.admin.password } });
  const technician = await signedIn(server, await addStaff(server, client, 'technician'));
  const reasons = [
    'The till has been silent since Monday',
    'Printer queue stuck, asked for by phone',
    'Show the new colleague where the invoices are kept',
  ];
  for (const [place, reason] of reasons.entries()) {
    const request = { username: others[place], reason, ticket: `HD-12${place}4` };
    const asked = await technician.post('/api/approvals', { data: request });
    const { id } = (await asked.json()) as { id: string };
    const decision = { approve: place === 0, note: place === 0 ? 'Go ahead' : 'Call them first' };
    if (place < 2) await steppedUp.post(`/api/approvals/${id}/decide`, { data: decision });
  }
  await steppedUp.patch('/api/staff-policy', { data: { stepUpBefore: ['exports'] } });
}

/**
 * The dialog from reason to pending, the approvals, the settings below the fold, password
 * confirmation.
 */
export async function takeSignInSteps(
  context: BrowserContext,
  usernames: string[],
  look: string,
): Promise<void> {
  const [refused = '', ...others] = usernames;
  // One for each look: a person with a pending request for a user isn't asked anything more.
  const place = 3 + ['light', 'dark', 'phone', 'phone-dark'].indexOf(look);
  const first = others[place] ?? '';
  const page = await context.newPage();
  await page.goto(`${open}${encodeURIComponent(first)}&do=sign-in`, { waitUntil: 'networkidle' });
  await page.getByRole('dialog').waitFor();
  await shoot(page, `sign-in-as-${look}`);
  await page.getByLabel('Reason').fill('short');
  await press(page, 'Request approval');
  await shoot(page, `sign-in-as-faults-${look}`);
  await page.getByLabel('Reason').fill('Their backup has failed twice');
  await page.getByLabel('Ticket').fill('HD-4711');
  await press(page, 'Request approval');
  await page.getByText('Waiting for approval').waitFor();
  await shoot(page, `sign-in-as-waiting-${look}`);
  await page.goto(`${open}${encodeURIComponent(refused)}`, { waitUntil: 'networkidle' });
  await page.locator('tbody [data-open]').first().click();
  await page.getByText('Stored, but rejected by RemotePC').waitFor();
  await shoot(page, `user-panel-${look}`);
  await page.goto('/settings/security', { waitUntil: 'networkidle' });
  await page.getByLabel(/^Exports per person/).fill('50');
  await shoot(page, `settings-changed-${look}`);
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.goto('/users', { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  await page.getByLabel('Your password', { exact: true }).fill('not the right one');
  await press(page, 'Confirm');
  await page.getByText('This isn’t your Reseller Desk password.').waitFor();
  await shoot(page, `step-up-${look}`);
  await page.goto('/approvals', { waitUntil: 'networkidle' });
  await shoot(page, `approvals-${look}`);
  await page
    .getByRole('button', { name: /^Approve/ })
    .first()
    .click();
  await page.getByRole('dialog').waitFor();
  await shoot(page, `approvals-decide-${look}`);
  await page.close();
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name }).click();
}
