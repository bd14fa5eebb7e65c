import type { BrowserContext, Page } from '@playwright/test';
import { testServer } from '@/tests/support/server';
import { signedIn } from './support';

const server = testServer();

/** Signs in, without an earlier draft. */
export async function enter(context: BrowserContext, staff = server.admin) {
  const client = await signedIn(server, staff);
  const { cookies } = await client.storageState();
  await context.addCookies(cookies);
  await client.delete('/api/batches/draft');
  return client;
}

export const stampNow = () => Date.now().toString(36);

/** Addresses that were never invited before. */
export function addresses(count: number): string[] {
  const stamp = stampNow();
  return Array.from({ length: count }, (_, at) => `person${at}@${stamp}.newcomer.example`);
}

export const chip = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
