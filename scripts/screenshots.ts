import { mkdir } from 'node:fs/promises';
import {
  chromium,
  type APIRequestContext,
  type Browser,
  type BrowserContext,
} from '@playwright/test';
import { SANDBOX_CUSTOMER_PASSWORD } from '../lib/sandbox/credentials';
import { settingsSections } from '../lib/shared/settings-sections';
import { signedIn } from '../tests/e2e/support';
import { chromiumArguments, findChromium } from '../tests/support/chromium';
import { startTestServer, type TestServer } from '../tests/support/server';
import { takeInvitationSteps } from './screenshots-of-invitations';
import { takePasswordSteps } from './screenshots-of-passwords';
import { takePeopleSteps } from './screenshots-of-people';
import { doSignInWork, takeSignInSteps } from './screenshots-of-sign-ins';
import { FOLDER, shoot } from './shoot';

const looks = [
  { name: 'light', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'dark', width: 1440, height: 900, colorScheme: 'dark' },
  { name: 'phone', width: 360, height: 780, colorScheme: 'light' },
  { name: 'phone-dark', width: 360, height: 780, colorScheme: 'dark' },
] as const;

type Work = { batchId: string; usernames: string[] };

/** Captures every page into `screenshots/`: light, dark, and 360 px wide, with some data in it. */
async function main(): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const server = await startTestServer();
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: chromiumArguments,
  });
  try {
    const client = await signedIn(server);
    const work = await doSomeWork(client);
    await doSignInWork(server, client, work.usernames.slice(1));
    await dismissSignInNotices(client);
    for (const look of looks) await takeAll(browser, server, client, look, work);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** That of the work above would be on every page. */
async function dismissSignInNotices(client: APIRequestContext): Promise<void> {
  const { items } = (await (await client.get('/api/sign-in-notices')).json()) as {
    items: { id: string }[];
  };
  for (const { id } of items) await client.delete(`/api/sign-in-notices/${id}`);
}

/** Stored passwords, a sign-in, a new user, a batch with problems, an open connection. */
async function doSomeWork(client: APIRequestContext): Promise<Work> {
  const { items } = (await (await client.get('/api/users?pageSize=12&status=active')).json()) as {
    items: { username: string }[];
  };
  for (const { username } of items) {
    const data = { username, password: SANDBOX_CUSTOMER_PASSWORD };
    await client.put('/api/stored-passwords', { data });
  }
  const first = items[0]?.username ?? '';
  await client.post('/api/auto-login', { form: { username: first }, maxRedirects: 0 });
  await client.post('/api/users', {
    data: {
      firstName: 'Ines',
      lastName: 'Duarte',
      email: 'ines.duarte@harborlight.example',
      password: 'Rain-over-Porto-12',
      seats: 4,
    },
  });
  const guests = Array.from({ length: 120 }, (_, index) => ({
    email: `person${String(index + 1).padStart(3, '0')}@northfold.example`,
    seats: index % 3,
  }));
  const rows = [...guests, ...items.slice(0, 6).map(({ username }) => ({ email: username }))];
  const created = await client.post('/api/batches', {
    data: { name: 'Northfold, all offices', rows },
  });
  const { id } = (await created.json()) as { id: string };
  await waitUntilFinished(client, id);
  const { items: devices } = (await (await client.get('/api/devices?state=active')).json()) as {
    items: { services: { id: string; type: string; state: string }[] }[];
  };
  const ssh = devices
    .flatMap((device) => device.services)
    .find((service) => service.type === 'ssh' && service.state === 'active');
  if (ssh) await client.post('/api/connections', { data: { serviceId: ssh.id } });
  return { batchId: id, usernames: items.map(({ username }) => username) };
}

async function waitUntilFinished(client: APIRequestContext, id: string): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const { status } = (await (await client.get(`/api/batches/${id}`)).json()) as {
      status: string;
    };
    if (status === 'finished') return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('The batch did not finish.');
}

async function takeAll(
  browser: Browser,
  server: TestServer,
  client: APIRequestContext,
  look: (typeof looks)[number],
  { batchId, usernames }: Work,
): Promise<void> {
  const { name, width, height, colorScheme } = look;
  const hasTouch = width < 600;
  const options = { viewport: { width, height }, colorScheme, hasTouch, baseURL: server.url };
  const signedOut = await browser.newContext(options);
  await take(signedOut, '/sign-in', `sign-in-${name}`);
  await take(signedOut, '/set-up?token=spent', `set-up-spent-${name}`);
  await signedOut.close();
  const context = await browser.newContext({
    ...options,
    storageState: await client.storageState(),
  });
  const pages: [string, string][] = [
    ['/', 'overview'],
    ['/users', 'users'],
    ['/users?search=nobody-by-this-name', 'users-none'],
    ['/users/new', 'users-new'],
    ['/users/passwords', 'users-passwords'],
    ['/invitations', 'invitations'],
    ['/invitations?search=nobody-by-this-name', 'invitations-none'],
    ['/invitations/new', 'invitations-new'],
    [`/invitations/${batchId}`, 'batch'],
    ['/devices', 'devices'],
    ['/activity', 'activity'],
    ['/staff', 'staff'],
    ...settingsSections.map(({ href }): [string, string] => [
      href,
      href.slice(1).replace('/', '-'),
    ]),
    ['/welcome', 'welcome'],
    ['/no-access', 'no-access'],
    ['/no/such/page', 'not-found'],
  ];
  for (const [path, title] of pages) await take(context, path, `${title}-${name}`);
  await takeInvitationSteps(context, client, name);
  await takePasswordSteps(context, client, name);
  // The first one signed in; the others wait in the vault.
  await takeSignInSteps(context, usernames.slice(1), name);
  await context.close();
  await takePeopleSteps(browser, server, client, { ...options, name });
}

async function take(context: BrowserContext, path: string, name: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(path, { waitUntil: 'networkidle' });
  await shoot(page, name);
  await page.close();
}

await main();
