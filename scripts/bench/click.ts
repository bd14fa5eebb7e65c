import { chromium, type APIRequestContext, type BrowserContext, type Page } from '@playwright/test';
import { SANDBOX_API_KEY, SANDBOX_CUSTOMER_PASSWORD } from '../../lib/sandbox/credentials';
import { signedIn } from '../../tests/e2e/support';
import { chromiumArguments, findChromium } from '../../tests/support/chromium';
import { startTestServer, type TestServer } from '../../tests/support/server';
import { median, swing, table } from './report';

const ROUNDS = 15;
const LIMIT_MS = 100;
const PAGE = '/users?status=active&pageSize=50';

/**
 * The click that signs in as a customer: our time over the direct call's. Over HTTP, from the form
 * post to the redirect; in Chromium, by its own clock, from the click to the request for the
 * vendor's page. Opening a tab takes Chromium some time: a bare page whose button only opens the
 * link shows how much. The vendor is the product's sandbox, including its page.
 */
export async function benchClick(): Promise<void> {
  const server = await startTestServer();
  try {
    const client = await signedIn(server);
    const customers = await customersWithPassword(server, client);
    const direct: number[] = [];
    const byHttp: number[] = [];
    for (const username of customers.slice(0, ROUNDS)) {
      direct.push(await timeOf(() => linkOf(server, username)));
      byHttp.push(await timeOf(() => signInByUs(client, username)));
    }
    const { clicks, bare } = await clickTimes(server, client, customers.slice(ROUNDS));
    const own = median(clicks) - median(bare) - median(direct);
    console.log(`\nOne click into a customer's account, median of ${ROUNDS}`);
    console.log(
      table([
        ['  direct call', milliseconds(direct), `(swing ${swing(direct).toFixed(1)})`],
        ['  POST /api/auto-login', milliseconds(byHttp), ratio(byHttp, direct)],
        ['  click to vendor’s page', milliseconds(clicks), ratio(clicks, direct)],
        ['  the same from a bare page', milliseconds(bare), `(swing ${swing(bare).toFixed(1)})`],
        ['  our own part', `${own.toFixed(1)} ms`, `(below ${LIMIT_MS} ms: ${verdict(own)})`],
      ]),
    );
  } finally {
    await server.stop();
  }
}

/** Twice as many as rounds: users whose account opens, on one page of the list. */
async function customersWithPassword(
  server: TestServer,
  client: APIRequestContext,
): Promise<string[]> {
  const { items } = (await (await client.get(PAGE.replace('/', '/api/'))).json()) as {
    items: { username: string }[];
  };
  const opening: string[] = [];
  for (const { username } of items) {
    if (opening.length < 2 * ROUNDS && (await linkOf(server, username))) opening.push(username);
  }
  const passwords = opening.map((username) => ({
    username,
    password: SANDBOX_CUSTOMER_PASSWORD,
  }));
  const stored = await client.put('/api/stored-passwords', { data: { passwords } });
  if (!stored.ok()) throw new Error(`The passwords were not stored: ${stored.status()}.`);
  return opening;
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
    const page = await context.newPage();
    await page.goto(`${server.url}${PAGE}`);
    const clicks: number[] = [];
    for (const username of customers) {
      clicks.push(await clickTime(context, page, `Sign in as ${username}`));
    }
    const bare: number[] = [];
    for (const username of customers) {
      const link = await linkOf(server, username);
      await page.setContent(
        `<form action="${link}" target="_blank" rel="noopener"><button>Open the link</button></form>`,
      );
      bare.push(await clickTime(context, page, 'Open the link'));
    }
    return { clicks, bare };
  } finally {
    await browser.close();
  }
}

/** From the click on that button to the new tab's request for the vendor's page. */
async function clickTime(context: BrowserContext, page: Page, name: string): Promise<number> {
  const button = page.getByRole('button', { name, exact: true });
  await button.evaluate((element) =>
    element.addEventListener(
      'click',
      ({ timeStamp }) => {
        element.dataset.clickedAt = String(performance.timeOrigin + timeStamp);
      },
      { capture: true, once: true },
    ),
  );
  await button.hover();
  const opened = context.waitForEvent('page');
  await button.click({ noWaitAfter: true });
  const tab = await opened;
  await tab.getByRole('heading', { level: 1 }).waitFor();
  const askedAt = await tab.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation');
    const { requestStart } = navigation as PerformanceNavigationTiming;
    return performance.timeOrigin + requestStart;
  });
  await tab.close();
  const clickedAt = Number(await button.evaluate((element) => element.dataset.clickedAt));
  return askedAt - clickedAt;
}

async function signInByUs(client: APIRequestContext, username: string): Promise<void> {
  const answer = await client.post('/api/auto-login', { form: { username }, maxRedirects: 0 });
  if (answer.status() !== 303) throw new Error(`The sign-in was answered ${answer.status()}.`);
}

/** The direct call. @returns `undefined` if this user's account doesn't open */
async function linkOf({ sandbox }: TestServer, username: string): Promise<string | undefined> {
  const answer = await fetch(`${sandbox.remotepc}/rpc-api/reseller/private/user/signin`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SANDBOX_API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: SANDBOX_CUSTOMER_PASSWORD }),
  });
  return /"rpc_redirect_link":\s*"([^"]+)"/.exec(await answer.text())?.[1];
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function milliseconds(values: number[]): string {
  return `${median(values).toFixed(1)} ms`;
}

function ratio(ours: number[], theirs: number[]): string {
  return `(${(median(ours) / median(theirs)).toFixed(1)} × the direct call)`;
}

function verdict(own: number): string {
  return own < LIMIT_MS ? 'held' : 'missed';
}
