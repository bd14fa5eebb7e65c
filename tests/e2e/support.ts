import {
  expect,
  request as playwrightRequest,
  type APIRequestContext,
  type Page,
} from '@playwright/test';
import type { Role } from '@/lib/contract/staff';
import type { ServerAddress } from '@/tests/support/server';

export const STAFF_PASSWORD = 'four winds over Lund 8';

/**
 * A client of the API with the cookies of a signed-in staff member; writes come from our own pages.
 */
export async function signedIn(
  server: ServerAddress,
  { email, password } = server.admin,
): Promise<APIRequestContext> {
  const client = await anonymous(server);
  const { csrfToken } = (await (await client.get('/api/auth/csrf')).json()) as {
    csrfToken: string;
  };
  const answer = await client.post('/api/auth/callback/credentials', {
    form: { csrfToken, email, password, json: 'true' },
  });
  const { url } = (await answer.json()) as { url: string };
  if (url.includes('error=')) throw new Error(`Signing in as ${email} failed.`);
  return client;
}

export function anonymous(
  server: ServerAddress,
  storageState?: Awaited<ReturnType<APIRequestContext['storageState']>>,
): Promise<APIRequestContext> {
  return playwrightRequest.newContext({
    baseURL: server.url,
    storageState,
    extraHTTPHeaders: { origin: server.url },
    maxRedirects: 0,
  });
}

/** A new staff member with that role, with a password set through their one-time link. */
export async function addStaff(
  server: ServerAddress,
  admin: APIRequestContext,
  role: Role,
): Promise<{ id: string; email: string; password: string }> {
  const email = `${role}-${Math.random().toString(36).slice(2, 10)}@desk.example`;
  const created = await admin.post('/api/staff', { data: { email, name: `A ${role}`, role } });
  const { id, setUpUrl } = (await created.json()) as { id: string; setUpUrl: string };
  const token = new URL(setUpUrl).searchParams.get('token');
  const client = await anonymous(server);
  const answer = await client.post('/api/set-up', { data: { token, password: STAFF_PASSWORD } });
  if (answer.status() !== 204) throw new Error(`Setting up ${email} failed: ${answer.status()}`);
  return { id, email, password: STAFF_PASSWORD };
}

/** How many calls the RemotePC and remote.it sandboxes have had so far. */
export async function upstreamCalls(server: ServerAddress): Promise<number> {
  const [remotepc, remoteit] = await Promise.all([
    operationsAsked(server, 'remotepc'),
    operationsAsked(server, 'remoteit'),
  ]);
  return remotepc.length + remoteit.length;
}

type FaultOrder = { operation: string; fault: Record<string, unknown> | null };

/** Makes a sandbox fail at an operation from now on; `null` ends that. */
export async function setFault(
  server: ServerAddress,
  upstream: 'remotepc' | 'remoteit',
  order: FaultOrder,
): Promise<void> {
  const answer = await fetch(`${server.sandbox[upstream]}/__sandbox/faults`, {
    method: 'POST',
    headers: {
      'x-sandbox-token': server.sandbox.controlToken,
      'content-type': 'application/json',
    },
    body: JSON.stringify(order),
  });
  if (answer.status !== 200) throw new Error(`The sandbox refused a fault: ${answer.status}`);
}

/** The operations requested from a sandbox so far, in order. */
export async function operationsAsked(
  server: ServerAddress,
  upstream: 'remotepc' | 'remoteit',
): Promise<string[]> {
  const { calls } = await behindDoor<{ calls: { operation: string }[] }>(server, upstream, 'calls');
  return calls.map(({ operation }) => operation);
}

type Visit = { path: string; headers: Record<string, string> };

/** What browsers requested from RemotePC's sandbox so far, with the headers received. */
export async function visitsToRemotepc(server: ServerAddress): Promise<Visit[]> {
  return (await behindDoor<{ visits: Visit[] }>(server, 'remotepc', 'visits')).visits;
}

async function behindDoor<Told>(
  server: ServerAddress,
  upstream: 'remotepc' | 'remoteit',
  what: 'calls' | 'visits',
): Promise<Told> {
  const answer = await fetch(`${server.sandbox[upstream]}/__sandbox/${what}`, {
    headers: { 'x-sandbox-token': server.sandbox.controlToken },
  });
  return (await answer.json()) as Told;
}

/**
 * Waits until a form of settings is saved, and its page has gone back over the entry in the history
 * that held Back: a navigation before that would be aborted.
 */
export async function expectSaved(page: Page, text: string): Promise<void> {
  await expect(page.getByText(text).first()).toBeVisible();
  await page.waitForFunction(() => {
    const state = history.state as { isHolding?: boolean } | null;
    return state?.isHolding !== true;
  });
}

/** Toasts about what was decided stay until they are seen, and cover what later tests click. */
export async function seeNews(client: APIRequestContext): Promise<void> {
  const { news, changes } = (await (await client.get('/api/approvals/news')).json()) as Record<
    'news' | 'changes',
    { id: string; state: string }[]
  >;
  const seen = [...news, ...changes].map(({ id, state }) => ({ id, state }));
  expect((await client.post('/api/approvals/news', { data: { seen } })).ok()).toBe(true);
}
