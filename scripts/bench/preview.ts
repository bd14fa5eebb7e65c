import writeXlsxFile from 'write-excel-file/node';
import type { TestServer } from '../../tests/support/server';
import { median, table } from './report';

const ROWS = 10_000;
const ROUNDS = 5;
const LIMIT_MS = { csv: 1_000, xlsx: 2_500 };

/**
 * P13: how long checking a list of 10,000 rows takes, from the upload to the end of the response.
 */
export async function benchPreview(server: TestServer, cookie: string): Promise<void> {
  const people = Array.from({ length: ROWS }, (_, index) => ({
    email: `person${index}@company${index % 977}.example`,
    seats: index % 20,
  }));
  const csv = `email,seats\n${people.map(({ email, seats }) => `${email},${seats}`).join('\n')}`;
  const workbook = await writeXlsxFile([
    ['email', 'seats'],
    ...people.map(({ email, seats }) => [email, seats]),
  ]).toBuffer();
  console.log(`\nPOST /api/batches/preview, ${ROWS} rows, median of ${ROUNDS}`);
  const files = { csv: new Blob([csv]), xlsx: new Blob([new Uint8Array(workbook)]) };
  const rows: string[][] = [];
  for (const kind of ['csv', 'xlsx'] as const) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      times.push(await previewTime(server, cookie, files[kind], kind));
    }
    const verdict = median(times) <= LIMIT_MS[kind] ? 'held' : 'missed';
    rows.push([
      `  ${kind}`,
      `${Math.round(median(times))} ms`,
      `(at most ${LIMIT_MS[kind]} ms: ${verdict})`,
    ]);
  }
  console.log(table(rows));
}

async function previewTime(
  server: TestServer,
  cookie: string,
  file: Blob,
  kind: string,
): Promise<number> {
  const form = new FormData();
  form.set('file', file, `list.${kind}`);
  const startedAt = performance.now();
  const response = await fetch(`${server.url}/api/batches/preview`, {
    method: 'POST',
    headers: { cookie, origin: server.url },
    body: form,
  });
  const { counts } = (await response.json()) as { counts?: { ready: number } };
  if (counts?.ready !== ROWS) throw new Error(`The preview answered ${response.status}.`);
  return performance.now() - startedAt;
}
