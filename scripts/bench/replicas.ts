import { rm } from 'node:fs/promises';
import { Pool } from 'undici';
import { startEmbeddedPostgres } from '../../lib/server/db/embedded/embedded';
import { signedIn } from '../../tests/e2e/support';
import { startTestServer, temporaryDataDir, type TestServer } from '../../tests/support/server';
import { median, swing, table } from './report';
import { processorMsOf } from './server-processes';

const CALLERS = 8;
const ROUND_MS = 5_000;
const ROUNDS = 9;
const PATH = '/api/users?pageSize=50';
const LIMIT = 1.1;
const KEY = Buffer.alloc(32, 'k').toString('base64');

/**
 * The same calls divided among two servers on one database, over all of them to one: the processor
 * time of the servers per call. With more cores than a machine that also runs the database and the
 * callers has, two servers answer as many more calls as they don't cost more each.
 */
export async function benchReplicas(): Promise<void> {
  const dataDir = await temporaryDataDir();
  const postgres = await startEmbeddedPostgres({ dataDir });
  const servers: TestServer[] = [];
  try {
    const env = {
      DATABASE_URL: postgres.url,
      DATABASE_OWNER_URL: postgres.ownerUrl,
      ...{ AUTH_SECRET: KEY, ENCRYPTION_KEY: KEY, AUDIT_KEY: KEY },
    };
    for (let count = 0; count < 2; count += 1) servers.push(await startTestServer({ env }));
    const [one] = servers;
    if (!one) return;
    const { cookies } = await (await signedIn(one)).storageState();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const measure = (those: TestServer[]) => msPerCall(servers, those, cookie);
    await measure(servers);
    const [single, both]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      single.push(await measure([one]));
      both.push(await measure(servers));
    }
    const ratio = median(both.map((ms, round) => ms / (single[round] ?? Number.NaN)));
    const ms = (values: number[]) => `${median(values).toFixed(2)} ms`;
    console.log(
      `\n${PATH} by ${CALLERS} callers without a pause, the servers’ processor time per call`,
    );
    console.log(
      table([
        ['  one of two servers', ms(single), `(swing ${swing(single).toFixed(1)})`],
        ['  both', ms(both), `${ratio.toFixed(2)} × (wanted: at most ${LIMIT})`],
      ]),
    );
  } finally {
    for (const server of servers) await server.stop();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Of `servers`, also of those that aren't called, at the pace they can answer. */
async function msPerCall(
  servers: readonly TestServer[],
  called: readonly TestServer[],
  cookie: string,
): Promise<number> {
  const used = () => servers.reduce((sum, { pid }) => sum + processorMsOf(pid), 0);
  const before = used();
  let answered = 0;
  await Promise.all(
    called.map(async ({ url }) => {
      const pool = new Pool(url, { connections: CALLERS / called.length });
      const endsAt = performance.now() + ROUND_MS;
      const callOn = async () => {
        while (performance.now() < endsAt) {
          const answer = await pool.request({ path: PATH, method: 'GET', headers: { cookie } });
          await answer.body.arrayBuffer();
          if (answer.statusCode !== 200) throw new Error(`${PATH}: ${answer.statusCode}.`);
          answered += 1;
        }
      };
      await Promise.all(Array.from({ length: CALLERS / called.length }, callOn));
      await pool.close();
    }),
  );
  return (used() - before) / answered;
}
