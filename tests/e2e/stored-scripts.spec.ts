import type { APIRequestContext, APIResponse, Page } from '@playwright/test';
import { startRemoteitSandbox, type RemoteitSandbox } from '@/lib/sandbox/remoteit-sandbox';
import { startTestServer, type TestServer } from '@/tests/support/server';
import { addStaff, setFault, signedIn } from './support';
import { expect, test } from './test';

let server: TestServer;
let second: RemoteitSandbox;
test.use({ actionTimeout: 5_000 });
test.beforeAll(async () => {
  server = await startTestServer();
  second = await startRemoteitSandbox();
});
test.afterAll(async () => {
  await server.stop();
  await second.close();
});

/** Each would run if its place were HTML, an attribute, a link, or a template; the last turns text. */
const HOSTILE = {
  script: '</script><script>window.injected=1;alert(1)</script>',
  image: '"><img src=x onerror=window.injected=2>',
  vector: `'><svg/onload=alert(3)>`,
  link: 'javascript:window.injected=4',
  template: '{{alert(5)}}${alert(5)}',
  turned: '\u05d0\u05d1 <b>6',
};

async function created(answer: Promise<APIResponse>): Promise<Record<string, string>> {
  const response = await answer;
  expect(response.ok(), await response.text()).toBe(true);
  const text = await response.text();
  return text ? (JSON.parse(text) as Record<string, string>) : {};
}

/** Names of people, roles, accounts and batches; cells of a list; reasons, tickets and notes. */
async function fillByPeople(admin: APIRequestContext): Promise<{ batch: string }> {
  const colleague = await addStaff(server, admin, 'technician');
  const theirs = await signedIn(server, colleague);
  await created(admin.patch('/api/profile', { data: { name: `Me ${HOSTILE.image}` } }));
  await created(theirs.patch('/api/profile', { data: { name: `They ${HOSTILE.vector}` } }));
  const role = { name: `Role ${HOSTILE.template}`, permissions: ['users.read'] };
  await created(admin.post('/api/roles', { data: role }));
  const list = [HOSTILE.script, HOSTILE.link];
  const rows = list.map((seats, index) => ({
    ...{ email: `new${index}@hill.example`, seats: 1 },
    original: { email: `Cell ${HOSTILE.image}`, seats },
  }));
  const batch = await created(
    admin.post('/api/batches', {
      data: { name: `Batch ${HOSTILE.script}`, rows, holdSeconds: 3_600 },
      headers: { 'idempotency-key': 'hostile-batch' },
    }),
  );
  const text = `Draft ${HOSTILE.image};2\nann@hill.example;3`;
  await created(admin.put('/api/batches/draft', { data: { text } }));
  const policy = { approval: 'second_person', reasonRequired: true };
  await created(admin.put('/api/accounts/rpc_sandbox/policy', { data: policy }));
  const ask = { username: CUSTOMER, reason: `Reason ${HOSTILE.script}`, ticket: HOSTILE.link };
  const first = await created(theirs.post('/api/approvals', { data: ask }));
  const note = { approve: false, note: `Note ${HOSTILE.vector}` };
  await created(admin.post(`/api/approvals/${first.id}/decide`, { data: note }));
  await created(theirs.post('/api/approvals', { data: { ...ask, ticket: HOSTILE.turned } }));
  return { batch: batch.id ?? '' };
}

/** From then on, the sandbox is hidden. */
async function connectAccount(admin: APIRequestContext): Promise<void> {
  const { baseUrl: url, credentials: secret } = second;
  const name = `Account ${HOSTILE.image}`;
  await created(admin.post('/api/accounts', { data: { upstream: 'remoteit', name, url, secret } }));
}

const CUSTOMER = 'aadeyemi@kestrelair.example';

/** Users, devices, services and owners that only the vendors have. */
async function fillByVendors(): Promise<void> {
  const users = Object.values(HOSTILE).map((text) => ({
    ...{ username: `user\u202e ${text}`, alloted_computers: 2, utilized_computers: 1 },
    ...{ isActive: true, created_date: '01-25-2026' },
  }));
  const listed = { operation: 'list', fault: { extraRows: users } };
  await setFault(server, 'remotepc', listed);
  const device = (index: number, devicealias: string, servicetitle: string) => ({
    ...{ deviceaddress: `80:00:00:00:01:00:40:1${index}`, devicealias, servicetitle },
    ...{ devicetype: '00:1C:00:00:00:01:00:04:24:EB:FF:FF', devicestate: 'active' },
    ...{ ownerusername: `owner ${HOSTILE.vector}`, lastcontacted: '2026-11-21T10:21:50-05:00' },
    hardwareid: 'hostile',
  });
  const devices = [
    device(0, `device ${HOSTILE.image}`, 'Bulk Service'),
    device(1, `service ${HOSTILE.script}`, 'SSH'),
  ];
  await setFault(server, 'remoteit', { operation: 'list', fault: { extraRows: devices } });
}

/** @returns what ran, or was about to: dialogs, reports of the policy, elements, and own marks */
function watch(page: Page): () => Promise<string[]> {
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url().endsWith('/api/policy-violations')) seen.push(request.postData() ?? '');
  });
  return async () => {
    const found = await page.evaluate(() => {
      const hostile = 'img[src="x"], [onerror], [onload], a[href^="javascript:" i]';
      const elements = [...document.querySelectorAll(hostile)].map((one) => one.outerHTML);
      return 'injected' in window ? [...elements, 'window.injected'] : elements;
    });
    return [...seen, ...found];
  };
}

test('N28: an error of a vendor that holds scripts is shown in our own words', async ({
  context,
  page,
}) => {
  const admin = await signedIn(server);
  await context.addCookies((await admin.storageState()).cookies);
  const whatRan = watch(page);
  const text = Object.values(HOSTILE).join(' ');
  const body = JSON.stringify({ status: 'ERROR', code: 400, message: text, description: text });
  await setFault(server, 'remotepc', { operation: '*', fault: { status: 400, body } });
  await admin.get('/api/users?refresh=1');
  await page.goto(`${server.url}/users`);
  await expect(page.getByText(/RemotePC rejected the request/).first()).toBeVisible();
  await expect(page.getByText('injected')).toHaveCount(0);
  expect(await whatRan()).toEqual([]);
  await setFault(server, 'remotepc', { operation: '*', fault: null });
});

test('N28: scripts stored by people and vendors are shown as text, and nothing of them runs', async ({
  context,
  page,
}) => {
  const admin = await signedIn(server);
  await fillByVendors();
  await admin.get('/api/users?refresh=1');
  await admin.get('/api/devices?refresh=1');
  const { batch } = await fillByPeople(admin);
  await context.addCookies((await admin.storageState()).cookies);
  const whatRan = watch(page);
  const show = (path: string, texts: string[], openDialog?: () => Promise<unknown>) =>
    test.step(path, async () => {
      await page.goto(server.url + path);
      await openDialog?.();
      for (const text of texts) {
        const shown = page.getByText(text).filter({ visible: true }).first();
        await expect.soft(shown, `${path}: ${text}`).toBeVisible();
      }
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
      expect.soft(await whatRan(), path).toEqual([]);
    });
  const press = (name: RegExp) => () => page.getByRole('button', { name }).first().press('Enter');
  const reason = `Reason ${HOSTILE.script}`;

  const users = Object.values(HOSTILE).map((text) => `user ${text}`);
  await show('/users?search=user', users);
  await show('/users?search=user', [`user ${HOSTILE.image}`], openUser(page));
  await show('/devices?search=injected', [`device ${HOSTILE.image}`, `service ${HOSTILE.script}`]);
  await show('/devices?search=injected', [`service ${HOSTILE.script}`], press(/^device /));
  await show('/invitations', [`Batch ${HOSTILE.script}`]);
  await show(`/invitations/${batch}`, [`Batch ${HOSTILE.script}`]);
  await show('/invitations/new', []);
  await show('/approvals', [reason, HOSTILE.link, HOSTILE.turned, `Note ${HOSTILE.vector}`]);
  await show('/approvals', [reason], press(/^Approve /));
  await show('/activity?action=approval.asked', [reason], press(/^Requested approval/));
  await show('/staff', [`Me ${HOSTILE.image}`, `They ${HOSTILE.vector}`]);
  await show('/staff/roles', [`Role ${HOSTILE.template}`]);
  await connectAccount(admin);
  for (const path of ['/activity', '/settings/accounts'])
    await show(path, [`Account ${HOSTILE.image}`]);
  for (const path of ['/', '/profile']) await show(path, []);
  const search = encodeURIComponent(HOSTILE.script);
  await show(`/activity?q=${search}&target=${search}&actor=${search}`, []);
  await show(`/no-access?from=${search}`, []);
  await context.clearCookies();
  await show(`/sign-in?error=${search}&callbackUrl=${search}`, []);
  // The checks themselves: an element of ours that is like theirs is noticed.
  await page.evaluate(() => document.body.append(Object.assign(new Image(), { src: 'x' })));
  expect(await whatRan()).toEqual(['<img src="x">']);
});

const openUser = (page: Page) => () =>
  page
    .getByRole('button', { name: `user ${HOSTILE.image}` })
    .first()
    .press('Enter');
