import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type APIRequestContext, type CDPSession } from '@playwright/test';
import type { Batch } from '../../lib/contract/invitations';
import { chromiumArguments, findChromium } from '../../tests/support/chromium';
import type { TestServer } from '../../tests/support/server';
import { heapOf, keptBytes } from './heap';
import { table } from './report';

const ROWS = 10_000;
const EVERY_MS = 1_000;

/**
 * The share of the batch that has finished when memory is measured: warmed up, and near the end.
 */
const KEPT_AT = [0.2, 0.8];

/**
 * The memory of a batch's page from its first counts to the end of 10,000 rows, after garbage
 * collection.
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
    const kept: number[] = [];
    for (;;) {
      const ended = await endedShare(client, id);
      if (ended === 1) break;
      if (ended >= (KEPT_AT[kept.length] ?? 1)) kept.push(await keptBytes(session));
      heaps.push(await nextHeap(session));
    }
    await page
      .getByText(/^Finished/)
      .first()
      .waitFor();
    heaps.push(await nextHeap(session));
    const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MB`;
    const [first = 0, last = 0] = [heaps[0], heaps.at(-1)];
    const [warm = Number.NaN, late = Number.NaN] = kept;
    console.log(`\nThe page of a batch while ${ROWS} rows are sent, ${heaps.length} snapshots`);
    console.log(
      table([
        ['  at first', megabytes(first), ''],
        ['  at most', megabytes(Math.max(...heaps)), ''],
        ['  at the end', megabytes(last), `(${(last / first).toFixed(2)} × the first)`],
        [
          '  objects and texts kept',
          `${(late / warm).toFixed(3)} ×`,
          '(from 20 % of the rows to 80 %)',
        ],
      ]),
    );
  } finally {
    await browser.close();
  }
}

async function nextHeap(session: CDPSession): Promise<number> {
  await wait(EVERY_MS);
  return heapOf(session);
}

async function endedShare(client: APIRequestContext, id: string): Promise<number> {
  const { total, counts } = (await (await client.get(`/api/batches/${id}`)).json()) as Batch;
  return (total - counts.pending - counts.sending) / total;
}
