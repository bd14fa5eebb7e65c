import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { signedIn } from '../../tests/e2e/support';
import { startTestServer } from '../../tests/support/server';
import { median, swing, table } from './report';
import { processorMsOf } from './server-processes';

const PER_SECOND = 100;
const ROUND_SECONDS = 8;
const ROUNDS = 5;
const PATH = '/api/users?pageSize=50';
const LIMIT = 1.1;

type Headers = Record<string, string>;

/**
 * A hundred calls a second with an API token, over the same with a session: the processor time of
 * the server and its database per call. With a token, each call is also recorded.
 */
export async function benchTokens(): Promise<void> {
  const server = await startTestServer();
  try {
    const client = await signedIn(server);
    await client.post('/api/step-up', { data: { password: server.admin.password } });
    const data = { name: 'Bench', role: 'viewer' };
    const answer = await client.post('/api/tokens', { data });
    const { token } = (await answer.json()) as { token?: string };
    if (token === undefined) throw new Error(`No token was made: ${answer.status()}.`);
    const { cookies } = await client.storageState();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const byToken = { authorization: `Bearer ${token}` };
    const measure = (headers: Headers) => msPerCall(server, headers);
    await measure({ cookie });
    await measure(byToken);
    const [session, own]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      session.push(await measure({ cookie }));
      own.push(await measure(byToken));
    }
    const ratio = median(own.map((ms, round) => ms / (session[round] ?? Number.NaN)));
    const ms = (values: number[]) => `${median(values).toFixed(2)} ms`;
    console.log(`\n${PER_SECOND} calls a second of ${PATH}, processor time per call`);
    console.log(
      table([
        ['  with a session', ms(session), `(swing ${swing(session).toFixed(1)})`],
        ['  with a token', ms(own), `${ratio.toFixed(2)} × (wanted: at most ${LIMIT})`],
      ]),
    );
  } finally {
    await server.stop();
  }
}

async function msPerCall({ url, pid }: { url: string; pid: number }, headers: Headers) {
  const pool = new Pool(url, { connections: 16 });
  const before = processorMsOf(pid);
  const startedAt = performance.now();
  const calls = Array.from({ length: PER_SECOND * ROUND_SECONDS }, async (_, index) => {
    await wait((index * 1_000) / PER_SECOND - (performance.now() - startedAt));
    const { statusCode, body } = await pool.request({ path: PATH, method: 'GET', headers });
    await body.arrayBuffer();
    if (statusCode !== 200) throw new Error(`${PATH} answered ${statusCode}.`);
  });
  await Promise.all(calls);
  // What is recorded after the answers, too.
  await wait(1_500);
  await pool.close();
  return (processorMsOf(pid) - before) / calls.length;
}
