import { chromium, type APIRequestContext, type Browser } from '@playwright/test';
import { signedIn } from '../../tests/e2e/support';
import { chromiumArguments, findChromium } from '../../tests/support/chromium';
import { startTestServer, type TestServer } from '../../tests/support/server';
import { startDevicesSandbox } from './devices-sandbox';
import { median, table } from './report';
import { memoryOf } from './server-processes';

const FEW = 30;
const MANY = 10_000;
const ROUNDS = 21;

type Measures = Record<string, { value: number; unit: 'ms' | 'MB' | '' }>;

/** The list of 10,000 devices over GraphQL, as ratios to the same list with 30. */
export async function benchDevices(): Promise<void> {
  const few = await measure(FEW);
  const many = await measure(MANY);
  console.log(`\nDevices over GraphQL, ${MANY} over ${FEW}`);
  console.log(
    table(
      Object.entries(many).map(([name, { value, unit }]) => {
        const base = few[name]?.value ?? Number.NaN;
        const told = `(${show(value)} / ${show(base)} ${unit})`.replace(' )', ')');
        return [`  ${name}`, `${(value / base).toFixed(2)} ×`, told];
      }),
    ),
  );
}

async function measure(devices: number): Promise<Measures> {
  const sandbox = await startDevicesSandbox(devices);
  const server = await startTestServer({
    env: {
      REMOTEIT_ACCESS_KEY_ID: sandbox.accessKeyId,
      REMOTEIT_SECRET_ACCESS_KEY: sandbox.secretAccessKey,
      REMOTEIT_GRAPHQL_URL: sandbox.graphqlUrl,
      USERS_FRESH_SECONDS: '3600',
    },
  });
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: chromiumArguments,
  });
  try {
    const client = await signedIn(server);
    const first = await timed(() => client.get('/api/devices?refresh=1'));
    return {
      'reading the whole list': { value: first, unit: 'ms' },
      'GET /api/devices, page of 50, warm': {
        value: await medianOf(client, '/api/devices'),
        unit: 'ms',
      },
      'GET /api/devices, search': {
        value: await medianOf(client, '/api/devices?search=e-00021-ssh'),
        unit: 'ms',
      },
      'GET /api/devices, by last contact': {
        value: await medianOf(client, '/api/devices?sort=-lastSeenAt'),
        unit: 'ms',
      },
      ...(await inBrowser(browser, server, client)),
      'memory of the server': { value: memoryOf(server.pid), unit: 'MB' },
    };
  } finally {
    await browser.close();
    await server.stop();
    sandbox.stop();
  }
}

/** The page itself: how soon its rows appear, and what they cost the browser. */
async function inBrowser(
  browser: Browser,
  server: TestServer,
  client: APIRequestContext,
): Promise<Measures> {
  const context = await browser.newContext({
    baseURL: server.url,
    storageState: await client.storageState(),
  });
  const page = await context.newPage();
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    times.push(
      await timed(async () => {
        await page.goto('/devices');
        await page.getByRole('rowgroup', { name: 'device-00000', exact: true }).waitFor();
      }),
    );
  }
  const session = await context.newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  await context.close();
  return {
    '/devices in Chromium, until its rows appear': { value: median(times), unit: 'ms' },
    'memory of the page': { value: metric('JSHeapUsedSize') / 1_048_576, unit: 'MB' },
    'elements of the page': { value: metric('Nodes'), unit: '' },
  };
}

async function medianOf(client: APIRequestContext, path: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push(await timed(() => client.get(path)));
  return median(times);
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}

function show(value: number): string {
  return value < 100 ? value.toFixed(1) : String(Math.round(value));
}
