import type { APIRequestContext, Browser, BrowserContextOptions, Page } from '@playwright/test';
import { addStaff, signedIn } from '../tests/e2e/support';
import type { ServerAddress } from '../tests/support/server';
import { shoot } from './shoot';

/** A person's profile, the team with a row's menu, and a page whose session has ended. */
export async function takePeopleSteps(
  browser: Browser,
  server: ServerAddress,
  client: APIRequestContext,
  { name: look, ...options }: BrowserContextOptions & { name: string },
): Promise<void> {
  // Changes to the team need a confirmed password, which the pages' session must still be asked for.
  const confirmed = await signedIn(server);
  await confirmed.post('/api/step-up', { data: { password: server.admin.password } });
  const manager = await addStaff(server, confirmed, 'manager');
  const { items } = (await (await client.get('/api/staff')).json()) as {
    items: { email: string }[];
  };
  const administrator = await browser.newContext({
    ...options,
    storageState: await client.storageState(),
  });
  const staff = await administrator.newPage();
  await staff.goto('/staff', { waitUntil: 'networkidle' });
  await staff.getByRole('button', { name: `Actions for ${items.at(-1)?.email}` }).click();
  await staff.getByRole('menu').waitFor();
  await shoot(staff, `staff-menu-${look}`);
  await administrator.close();

  const own = await signedIn(server, manager);
  const context = await browser.newContext({ ...options, storageState: await own.storageState() });
  const page = await context.newPage();
  await page.goto('/profile', { waitUntil: 'networkidle' });
  await page.screenshot({ path: `screenshots/profile-${look}.png`, fullPage: true });
  await shootEndedSession(page, confirmed, { id: manager.id, look });
  await context.close();
}

async function shootEndedSession(
  page: Page,
  client: APIRequestContext,
  { id, look }: { id: string; look: string },
): Promise<void> {
  await page.goto('/users/new', { waitUntil: 'networkidle' });
  await page.getByLabel('First name').fill('Ann');
  await client.post(`/api/staff/${id}/revoke-sessions`);
  await page.getByLabel('Email', { exact: true }).pressSequentially('ann@arden.example');
  await page.getByText('Your session has ended.').first().waitFor();
  await shoot(page, `session-ended-${look}`);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('dialog').waitFor();
  await shoot(page, `sign-in-again-${look}`);
}
