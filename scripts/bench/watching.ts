import { chromium, type APIRequestContext, type CDPSession } from '@playwright/test';
import { setTimeout as wait } from 'node:timers/promises';
import { chromiumArguments, findChromium } from '../../tests/support/chromium';
import type { TestServer } from '../../tests/support/server';
import { median, table } from './report';

const ROWS = 10_000;
const EVERY_MS = 1_000;

/**
 * The memory of a batch's page from its first counts to the end of 10,000 rows, all garbage
 * collected. Whether it grows is seen in the last thirds: before, the page loads and compiles.
 */
export async function benchWatching(server: TestServer, client: APIRequestContext): Promise<void> {
  const rows = Array.from({ length: ROWS }, (_, index) => ({ email: `w${index}@watched.example` }));
  const answer = await client.post('/api/batches', { data: { name: 'Watched', rows } });
  const { id } = (await answer.json()) as { id: string };
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: chromiumArguments,
  });
  try {
    const context = await browser.newContext({ storageState: await client.storageState() });
    const page = await context.newPage();
    await page.goto(`${server.url}/invitations/${id}`);
    await page.getByRole('heading', { name: 'Watched' }).waitFor();
    const session = await context.newCDPSession(page);
    const heaps = [await heapOf(session)];
    while (!(await isFinished(client, id))) heaps.push(await nextHeap(session));
    await page
      .getByText(/^Finished/)
      .first()
      .waitFor();
    heaps.push(await nextHeap(session));
    const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MB`;
    const [first = 0, last = 0] = [heaps[0], heaps.at(-1)];
    const third = Math.floor(heaps.length / 3);
    const warm = median(heaps.slice(-2 * third, -third));
    const late = median(heaps.slice(-third));
    console.log(`\nThe page of a batch while ${ROWS} rows are sent, ${heaps.length} looks`);
    console.log(
      table([
        ['  at first', megabytes(first), ''],
        ['  at most', megabytes(Math.max(...heaps)), ''],
        ['  at the end', megabytes(last), `(${(last / first).toFixed(2)} × the first)`],
        ['  last third over the one before', `${(late / warm).toFixed(3)} ×`, '(1 is flat)'],
      ]),
    );
  } finally {
    await browser.close();
  }
}

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

async function nextHeap(session: CDPSession): Promise<number> {
  await wait(EVERY_MS);
  return heapOf(session);
}

async function isFinished(client: APIRequestContext, id: string): Promise<boolean> {
  const batch = (await (await client.get(`/api/batches/${id}`)).json()) as { status: string };
  return batch.status === 'finished';
}
