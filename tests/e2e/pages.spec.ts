import type { APIRequestContext } from '@playwright/test';
import { SANDBOX_CUSTOMER_PASSWORD } from '@/lib/sandbox/credentials';
import { pageMatrix } from '@/tests/support/access-matrix';
import { startTestServer, type TestServer } from '@/tests/support/server';
import { expectNothingFound, expectNoSidewaysScroll } from './sound';
import { signedIn } from './support';
import { expect, test } from './test';

/**
 * Every page: how it looks, compared with the pictures beside this file, whether axe finds anything,
 * and whether it scrolls sideways. After a change that is meant to be seen: `npm run pictures`, then
 * look at each picture that git shows as changed.
 */

/** Each width once, and each color: neither depends on the other. */
const looks = [
  { width: 360, color: 'light' },
  { width: 1920, color: 'light' },
  { width: 1024, color: 'dark' },
] as const;
const HEIGHT = 900;

// What hides the times is a style of ours, which the pages don’t allow.
test.use({ bypassCSP: true });

type Picture = {
  /** The page's place in `pageMatrix`. */
  page: string;
  path?: string;
  isSignedOut?: boolean;
  /** Work that only this page shows, and the path where it does. */
  prepare?: (client: APIRequestContext) => Promise<string>;
};

/** The name of each picture, with what it shows. */
const pictures: Record<string, Picture> = {
  overview: { page: '/' },
  users: { page: '/users' },
  'invited-people': { page: '/users', path: '/users?show=invited' },
  'users-none-found': { page: '/users', path: '/users?search=nobody-by-this-name' },
  user: { page: '/users/[key]' },
  'add-user': { page: '/users/new' },
  'store-passwords': { page: '/users/passwords' },
  invitations: { page: '/invitations' },
  'invite-many': { page: '/invitations/new' },
  batch: { page: '/invitations/[batchId]' },
  devices: { page: '/devices' },
  device: { page: '/devices/[key]' },
  'audit-log': { page: '/activity' },
  approvals: { page: '/approvals' },
  team: { page: '/staff' },
  roles: { page: '/staff/roles' },
  profile: { page: '/profile' },
  'settings-accounts': { page: '/settings/accounts' },
  'settings-sign-in-policy': { page: '/settings/sign-in-policy' },
  'settings-invitations': { page: '/settings/invitations' },
  'settings-security': { page: '/settings/security' },
  'settings-vault': { page: '/settings/vault' },
  'settings-notifications': {
    page: '/settings/notifications',
    prepare: (client) => addChannel(client).then(() => '/settings/notifications'),
  },
  'settings-webhooks': { page: '/settings/webhooks' },
  'settings-installation': { page: '/settings/installation' },
  welcome: { page: '/welcome' },
  'no-access': { page: '/no-access' },
  // The last of the desk: before them, its lists are without customers.
  customers: {
    page: '/customers',
    prepare: (client) => addCustomers(client).then(() => '/customers'),
  },
  customer: { page: '/customers/[id]', prepare: addCustomers },
  'access-sheet': {
    page: '/customers/[id]/access-sheet',
    prepare: async (client) => `${await addCustomers(client)}/access-sheet`,
  },
  'import-customers': { page: '/customers/import' },
  statements: { page: '/statements' },
  statement: { page: '/statements/[id]', prepare: addStatement },
  'not-found': { page: '/[...missing]', path: '/no/such/page' },
  'sign-in': { page: '/sign-in', isSignedOut: true },
  'forgot-password': { page: '/forgot-password', isSignedOut: true },
  'set-up': { page: '/set-up', prepare: inviteSomeone, isSignedOut: true },
  'set-up-used': { page: '/set-up', path: '/set-up?token=spent', isSignedOut: true },
};

/**
 * They lead on: to the first section, to where someone was going who needs no factor, and to a user.
 * The reference of the API would look otherwise with each new route: a test of its own reads it.
 */
const WITHOUT_PICTURE = [
  ...['/settings', '/second-factor', '/go/user'],
  ...['/api-reference', '/api-reference/[area]'],
];

let server: TestServer;
let admin: APIRequestContext;
let paths: Record<string, string>;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  server = await startTestServer();
  admin = await signedIn(server);
  paths = await doSomeWork(admin);
});
test.afterAll(async () => {
  await admin.dispose();
  await server.stop();
});

test('every page has a picture', () => {
  const shown = new Set(Object.values(pictures).map(({ page }) => page));
  expect([...shown, ...WITHOUT_PICTURE].sort()).toEqual(Object.keys(pageMatrix).sort());
});

for (const [name, picture] of Object.entries(pictures)) {
  test(`the page “${name}” looks as before, is accessible, and fits any width`, async ({
    page,
  }) => {
    test.setTimeout(120_000);
    if (!picture.isSignedOut) {
      await page.context().addCookies((await admin.storageState()).cookies);
    }
    const prepared = await picture.prepare?.(admin);
    const path = prepared ?? picture.path ?? paths[picture.page] ?? picture.page;
    await page.goto(server.url + path);
    await page.waitForLoadState('networkidle');
    for (const { width, color } of looks) {
      await page.setViewportSize({ width, height: HEIGHT });
      await page.emulateMedia({ colorScheme: color });
      await expect(page.locator('html')).toHaveAttribute('data-theme', color);
      await expect.soft(page).toHaveScreenshot(`${name}-${width}-${color}.png`);
    }
    await expectNothingFound(page);
    await expectNoSidewaysScroll(page);
  });
}

/** A sign-in, stored passwords, a batch with problems and a connection, so that no page is empty. */
async function doSomeWork(client: APIRequestContext): Promise<Record<string, string>> {
  const { items: users } = (await (
    await client.get('/api/users?pageSize=6&status=active&sort=username')
  ).json()) as { items: { username: string; key: string }[] };
  const [first] = users;
  if (!first) throw new Error('The sandbox has no users.');
  for (const { username } of users) {
    const data = { username, password: SANDBOX_CUSTOMER_PASSWORD };
    await client.put('/api/stored-passwords', { data });
  }
  await client.post('/api/auto-login', { form: { username: first.username } });
  const guests = Array.from({ length: 12 }, (_, index) => ({
    email: `person${index + 1}@northfold.example`,
    seats: index % 3,
  }));
  const known = users.slice(0, 3).map(({ username }) => ({ email: username, seats: 1 }));
  const created = await client.post('/api/batches', {
    data: { name: 'Northfold, all offices', rows: [...guests, ...known] },
  });
  const { id } = (await created.json()) as { id: string };
  await expect
    .poll(async () => ((await (await client.get(`/api/batches/${id}`)).json()) as Batch).status)
    .toBe('finished');
  const { items: devices } = (await (await client.get('/api/devices?state=active')).json()) as {
    items: { key: string; services: { id: string; type: string; state: string }[] }[];
  };
  const isReachable = ({ type, state }: { type: string; state: string }) =>
    type === 'ssh' && state === 'active';
  const device = devices.find(({ services }) => services.some(isReachable));
  if (!device) throw new Error('The sandbox has no device that is online with SSH.');
  const data = { serviceId: device.services.find(isReachable)?.id };
  await client.post('/api/connections', { data });
  return {
    '/users/[key]': `/users/${first.key}`,
    '/invitations/[batchId]': `/invitations/${id}`,
    '/devices/[key]': `/devices/${device.key}`,
  };
}

/** Returns the path of their link. */
async function inviteSomeone(client: APIRequestContext): Promise<string> {
  const data = { email: 'lena@desk.example', name: 'Lena Hart', role: 'technician' };
  const { setUpUrl } = (await (await client.post('/api/staff', { data })).json()) as {
    setUpUrl: string;
  };
  const { pathname, search } = new URL(setUpUrl);
  return pathname + search;
}

/** Told of what doesn't happen here, so that nothing waits. */
async function addChannel(client: APIRequestContext): Promise<void> {
  const recipients = ['operations@northfold.example', 'night-shift@northfold.example'];
  const answer = await client.post('/api/notification-channels', {
    data: { kind: 'email', name: 'Operations', recipients },
  });
  const { id } = (await answer.json()) as { id: string };
  const items = [
    { event: 'limit_reached', channelIds: [id], dailyAt: '08:00' },
    { event: 'backup_failed', channelIds: [id] },
  ];
  await client.put('/api/notification-rules', { data: { items, timeZone: 'UTC' } });
}

/** Of a month long ago: what this one has differs from day to day. Returns its path. */
async function addStatement(client: APIRequestContext): Promise<string> {
  await addCustomers(client);
  const known = (await (await client.get('/api/statements')).json()) as { items: { id: string }[] };
  const answer = await client.post('/api/statements', { data: { month: '2026-01' } });
  const { id = known.items[0]?.id } = (await answer.json()) as { id?: string };
  return `/statements/${id}`;
}

/** A dozen of them, one with all that a customer can have. Returns its path. */
async function addCustomers(client: APIRequestContext): Promise<string> {
  const known = (await (await client.get('/api/customers?sort=-users')).json()) as {
    items: { id: string }[];
  };
  if (known.items[0]) return `/customers/${known.items[0].id}`;
  const { items } = (await (await client.get('/api/customers/suggestions')).json()) as {
    items: { domain: string }[];
  };
  const domains = items.slice(0, 12).map(({ domain }) => domain);
  const answer = await client.post('/api/customers/suggestions', { data: { domains } });
  const { created } = (await answer.json()) as { created: { id: string }[] };
  const [first] = created;
  if (!first) throw new Error('Nothing was suggested.');
  const data = {
    ...{ externalId: 'K-1042', pricePerSeat: 4.5, currency: 'EUR', tags: ['Gold', 'North'] },
    note: 'Their IT is in Kiel. Calls are answered there until five.',
  };
  await client.patch(`/api/customers/${first.id}`, { data });
  return `/customers/${first.id}`;
}

type Batch = { status: string };
