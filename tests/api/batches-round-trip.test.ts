import Papa from 'papaparse';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GET as results } from '@/app/api/batches/[id]/results/route';
import { POST as preview } from '@/app/api/batches/preview/route';
import { POST as createBatch } from '@/app/api/batches/route';
import type { BatchPreview } from '@/lib/contract/invitations';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { sendAll } from '@/tests/support/send-all';
import { uploadTo } from '@/tests/support/upload';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty', env: { USERS_FRESH_SECONDS: '0' } });
});
afterAll(() => desk.close());
beforeEach(() => desk.sandbox.remotepc.reset());

type NewRow = { email: string; seats: number; original?: { email: string; seats: string } };

/** A batch of which RemotePC's answer named no row: each row is a problem. */
async function problemBatch(rows: NewRow[]): Promise<string> {
  desk.sandbox.remotepc.faults.set('invite', { dropRows: rows.length });
  const created = await desk.call(createBatch, 'POST /api/batches', { json: { rows } });
  expect(created.status).toBe(202);
  const { id } = (await created.json()) as { id: string };
  await sendAll(id);
  return id;
}

async function fileOf(id: string, query = ''): Promise<string> {
  const line = `GET /api/batches/${id}/results?format=csv${query}`;
  const response = await desk.call(results, line, { params: { id } });
  return Buffer.from(await response.arrayBuffer()).toString('utf8');
}

async function read(file: string): Promise<BatchPreview> {
  const response = await uploadTo(desk, preview, 'POST /api/batches/preview', {
    file: new Blob([file]),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as BatchPreview;
}

const readRows = async (file: string) =>
  (await read(file)).rows.map(({ email, seats, verdict }) => [email, seats, verdict]);

describe('the results of a batch', () => {
  const rows = [
    {
      email: 'ann@trip.example',
      seats: 3,
      original: { email: ' Ann <ANN@trip.example>', seats: '3.0' },
    },
    { email: 'bob@trip.example', seats: 2, original: { email: 'bob(at)trip', seats: 'two' } },
    { email: 'carl@trip.example', seats: 0, original: { email: 'carl@trip.example.', seats: '' } },
    { email: 'dora@trip.example', seats: 7 },
  ];

  test('have a file name of ours, whatever the batch is named', async () => {
    const json = { name: 'a"; filename="b.exe', rows: [{ email: 'ann@trip.example', seats: 1 }] };
    const created = await desk.call(createBatch, 'POST /api/batches', { json });
    const { id } = (await created.json()) as { id: string };
    const line = `GET /api/batches/${id}/results?format=csv`;
    const response = await desk.call(results, line, { params: { id } });
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="invitations-\d{4}-\d\d-\d\d\.csv"$/,
    );
  });

  test('contain what was typed and what was sent, with status and reason', async () => {
    const file = await fileOf(await problemBatch(rows));
    const table = Papa.parse<string[]>(file.slice(1)).data;
    expect(table[0]?.slice(0, 5)).toEqual(['email', 'seats', 'status', 'reason', 'upstreamCode']);
    expect(table.slice(1, 5).map((row) => [row[0], row[1], row[2], row[7], row[8]])).toEqual([
      [' Ann <ANN@trip.example>', '3.0', 'unconfirmed', ' Ann <ANN@trip.example>', '3.0'],
      ['bob@trip.example', '2', 'unconfirmed', 'bob(at)trip', 'two'],
      ['carl@trip.example.', '', 'unconfirmed', 'carl@trip.example.', ''],
      ['dora@trip.example', '7', 'unconfirmed', '', ''],
    ]);
    expect(table[1]?.[3]).toMatch(/^RemotePC.+ it may have been invited/);
  });

  test('are read back as the same rows, all or only the problems, with certainty', async () => {
    const id = await problemBatch(rows);
    const expected = [
      ['ann@trip.example', 3, 'ready'],
      ['bob@trip.example', 2, 'ready'],
      ['carl@trip.example', 0, 'ready'],
      ['dora@trip.example', 7, 'ready'],
    ];
    expect(await readRows(await fileOf(id))).toEqual(expected);
    const problems = await read(await fileOf(id, '&only=problems'));
    expect(problems.rows.map(({ email, seats, verdict }) => [email, seats, verdict])).toEqual(
      expected,
    );
    expect(problems.columns).toMatchObject({ email: 0, seats: 1, isSure: true });
  });

  test.each([
    '=',
    '+',
    '-',
    '@',
    '\t',
    '\r',
    '\n',
    '＝',
    '＋',
    '－',
    '＠',
    ' =',
    "'=",
    ',',
    ';',
    '"',
  ])(
    'can’t be run by a spreadsheet and are read back if a text begins with %j (N33)',
    async (start) => {
      const typed = `${start}x <safe@trip.example>`;
      const seats = `${start}1`;
      const id = await problemBatch([
        { email: 'safe@trip.example', seats: 1, original: { email: typed, seats } },
        {
          email: 'other@trip.example',
          seats: 1,
          original: { email: 'other@trip.example', seats: '1' },
        },
      ]);
      const file = await fileOf(id);
      const cells = Papa.parse<string[]>(file.slice(1)).data.slice(1).flat();
      for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠\t\r]/u);
      expect(await readRows(file)).toEqual([
        ['safe@trip.example', 1, 'ready'],
        ['other@trip.example', 1, 'ready'],
      ]);
    },
  );
});
