import { chromium, type APIRequestContext, type BrowserContext, type Page } from '@playwright/test';
import { SANDBOX_CUSTOMER_PASSWORD } from '@/lib/sandbox/credentials';
import { chromiumArguments, findChromium } from '../../tests/support/chromium';
import type { TestServer } from '../../tests/support/server';
import { median, swing, table } from './report';
import type { SandboxProcess } from './start-sandbox-process';

const ROUNDS = 15;
const LIMIT_MS = 100;
const LINKS = 'https://login.remotepc.com/**';
const LINK = 'https://login.remotepc.com/rpcnew/process/autologin/x';

/**
 * The click into a customer's account: ours over the direct call's. By HTTP from the form's post to
 * the redirect; in Chromium from the click to the new tab's request at the vendor's page. Opening a
 * tab takes Chromium its own time: a bare page whose button does nothing but open the link tells it.
 */
export async function benchClick(
  server: TestServer,
  sandbox: SandboxProcess,
  client: APIRequestContext,
): Promise<void> {
  const customers = Array.from({ length: 2 * ROUNDS }, (_, index) => customer(index + 1));
  const passwords = customers.map((username) => ({
    username,
    password: SANDBOX_CUSTOMER_PASSWORD,
  }));
  const stored = await client.put('/api/stored-passwords', { data: { passwords } });
  if (!stored.ok()) throw new Error(`The passwords were not stored: ${stored.status()}.`);

  const direct: number[] = [];
  const byHttp: number[] = [];
  for (const username of customers.slice(0, ROUNDS)) {
    direct.push(await timeOf(() => signInDirectly(sandbox, username)));
    byHttp.push(await timeOf(() => signInByUs(client, username)));
  }
  const { clicks, bare } = await clickTimes(server, client, customers.slice(ROUNDS));
  const own = median(clicks) - median(bare) - median(direct);
  console.log(`\nOne click into a customer's account, median of ${ROUNDS}`);
  console.log(
    table([
      ['  direct call', `${median(direct).toFixed(1)} ms`, `(swing ${swing(direct).toFixed(1)})`],
      ['  POST /api/auto-login', `${median(byHttp).toFixed(1)} ms`, ratio(byHttp, direct)],
      ['  click to vendor’s page', `${median(clicks).toFixed(1)} ms`, ratio(clicks, direct)],
      [
        '  the same from a bare page',
        `${median(bare).toFixed(1)} ms`,
        `(swing ${swing(bare).toFixed(1)})`,
      ],
      ['  our own part', `${own.toFixed(1)} ms`, `(below ${LIMIT_MS} ms: ${verdict(own)})`],
    ]),
  );
}

async function clickTimes(
  server: TestServer,
  client: APIRequestContext,
  customers: readonly string[],
): Promise<{ clicks: number[]; bare: number[] }> {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: chromiumArguments,
  });
  try {
    const context = await browser.newContext({ storageState: await client.storageState() });
    await context.route(LINKS, (route) => route.fulfill({ body: 'The vendor’s page.' }));
    const page = await context.newPage();
    const clicks: number[] = [];
    await page.goto(`${server.url}/users?search=fill.example&pageSize=50`);
    for (const username of customers) {
      clicks.push(await clickTime(context, page, `Sign in as ${username}`));
    }
    const bare: number[] = [];
    await page.goto('about:blank');
    await page.setContent(
      `<form action="${LINK}" target="_blank"><button>Open the link</button></form>`,
    );
    while (bare.length < ROUNDS) bare.push(await clickTime(context, page, 'Open the link'));
    return { clicks, bare };
  } finally {
    await browser.close();
  }
}

/** From the click on that button to the new tab's request at the vendor's. */
async function clickTime(context: BrowserContext, page: Page, name: string): Promise<number> {
  const button = page.getByRole('button', { name, exact: true });
  await button.hover();
  const reached = context.waitForEvent('request', (request) =>
    request.url().startsWith('https://login.remotepc.com/'),
  );
  const opened = context.waitForEvent('page');
  const time = await timeOf(() => Promise.all([button.click({ noWaitAfter: true }), reached]));
  await (await opened).close();
  return time;
}

function customer(index: number): string {
  return `user${String(index).padStart(5, '0')}@fill.example`;
}

async function signInByUs(client: APIRequestContext, username: string): Promise<void> {
  const answer = await client.post('/api/auto-login', { form: { username }, maxRedirects: 0 });
  if (answer.status() !== 303) throw new Error(`The sign-in was answered ${answer.status()}.`);
}

async function signInDirectly(sandbox: SandboxProcess, email: string): Promise<void> {
  const answer = await fetch(`${sandbox.baseUrl}/user/signin`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ username: email, password: SANDBOX_CUSTOMER_PASSWORD }),
  });
  if (!(await answer.text()).includes('rpc_redirect_link')) throw new Error('No link came.');
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function ratio(ours: number[], theirs: number[]): string {
  return `(${(median(ours) / median(theirs)).toFixed(1)} × the direct call)`;
}

function verdict(own: number): string {
  return own < LIMIT_MS ? 'held' : 'missed';
}
