import { Pool } from 'undici';

export type Load = {
  name: string;
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
};

const CONNECTIONS = 8;

/**
 * How many requests per second are answered with 200 while `CONNECTIONS` clients send one after
 * another for `durationMs`. Bodies are read completely.
 * @throws if a response isn't 200: a fast error isn't a result
 */
export async function requestsPerSecond(load: Load, durationMs: number): Promise<number> {
  const { origin, pathname, search } = new URL(load.url);
  const pool = new Pool(origin, { connections: CONNECTIONS });
  const startedAt = performance.now();
  let answered = 0;
  const askOn = async () => {
    while (performance.now() - startedAt < durationMs) {
      const { statusCode, body } = await pool.request({
        path: pathname + search,
        method: load.method,
        headers: load.headers,
      });
      await body.arrayBuffer();
      if (statusCode !== 200) throw new Error(`${load.name} answered ${statusCode}.`);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, askOn));
  const seconds = (performance.now() - startedAt) / 1_000;
  await pool.close();
  return answered / seconds;
}
