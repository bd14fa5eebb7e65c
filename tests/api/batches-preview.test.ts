import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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

const upload = (file: Blob | string, field?: string, as?: 'manager' | 'viewer') =>
  uploadTo(desk, preview, 'POST /api/batches/preview', { file, field, as });

const check = (text: string) =>
  desk.call(preview, 'POST /api/batches/preview', { as: 'manager', json: { text } });

test('returns for each row whether it is ready, invalid, an existing user or repeated', async () => {
  desk.sandbox.remotepc.state.addUser({ username: 'Customer@x.example' });
  const response = await check(
    [
      'email,seats',
      'Ann@X.example,3',
      'customer@x.example,1',
      'ann@x.example,5',
      'nobody,1',
      'bob@x.example,two',
      ',4',
    ].join('\n'),
  );
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    columns: { email: 0, seats: 1, headers: ['email', 'seats'] },
    delimiter: ',',
    encoding: 'utf-8',
    customersAsOf: expect.stringMatching(/^\d{4}-/) as string,
    rows: [
      { index: 0, email: 'ann@x.example', seats: 3, verdict: 'ready', problems: [] },
      { index: 1, email: 'customer@x.example', verdict: 'already_customer' },
      { index: 2, email: 'ann@x.example', verdict: 'duplicate' },
      {
        index: 3,
        email: 'nobody',
        verdict: 'fix',
        problems: [{ path: 'email', message: 'This isn’t a valid email address.' }],
      },
      {
        index: 4,
        verdict: 'fix',
        problems: [
          {
            path: 'seats',
            message: 'Seats must be a whole number from 0 to 100,000, not “two”.',
          },
        ],
      },
      { index: 5, verdict: 'fix', problems: [{ message: 'The email address is missing.' }] },
    ],
    counts: { ready: 1, fix: 3, already_customer: 1, duplicate: 1 },
  });
});

test('writes nothing upstream, and says so if the user list is unavailable', async () => {
  const fresh = await startTestDesk({ seed: 'empty', env: { UPSTREAM_TIMEOUT_MS: '300' } });
  fresh.sandbox.remotepc.faults.set('*', { status: 500 });
  const response = await fresh.call(preview, 'POST /api/batches/preview', {
    as: 'manager',
    json: { text: 'ann@x.example' },
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ customersAsOf: null, counts: { ready: 1 } });
  expect(fresh.sandbox.remotepc.calls.every(({ operation }) => operation === 'list')).toBe(true);
  await fresh.close();
  await desk.close();
  desk = await startTestDesk({ seed: 'empty', env: { USERS_FRESH_SECONDS: '0' } });
});

test('accepts a file in any encoding', async () => {
  const bytes = Buffer.from('\ufeffE-Mail;Plätze\r\nann@x.example;2\r\n', 'utf16le');
  const response = await upload(new Blob([bytes]));
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    encoding: 'utf-16le',
    delimiter: ';',
    rows: [{ email: 'ann@x.example', seats: 2, verdict: 'ready' }],
  });
});

test('refuses what isn’t a list, with the next step', async () => {
  expect((await upload('just text')).status).toBe(400);
  expect((await upload(new Blob(['x']), 'other')).status).toBe(400);
  expect((await upload(new Blob(['x'.repeat(11 * 1024 * 1024)]))).status).toBe(413);
  const broken = await desk.call(preview, 'POST /api/batches/preview', {
    json: 'x',
    headers: { 'content-type': 'multipart/form-data; boundary=none' },
  });
  expect(broken.status).toBe(400);
  const form = await desk.call(preview, 'POST /api/batches/preview', { form: { text: 'x' } });
  expect(form.status).toBe(415);
  expect((await check('')).status).toBe(200);
});

test('is refused to anyone who can’t invite', async () => {
  expect((await upload(new Blob(['ann@x.example']), 'file', 'viewer')).status).toBe(403);
});

test('accepts the exported results of a batch unchanged', async () => {
  const rows = [
    { email: 'one@back.example', seats: 2 },
    { email: '=2@back.example', seats: 3 },
    { email: "o'three@back.example", seats: 0 },
  ];
  desk.sandbox.remotepc.faults.set('invite', { dropRows: 3 });
  const created = await desk.call(createBatch, 'POST /api/batches', { json: { rows } });
  const { id } = (await created.json()) as { id: string };
  await sendAll(id);
  const file = await desk.call(results, `GET /api/batches/${id}/results?only=problems`, {
    params: { id },
  });
  const response = await upload(new Blob([await file.arrayBuffer()]));
  const { rows: read } = (await response.json()) as BatchPreview;
  expect(read.map(({ email, seats, verdict }) => ({ email, seats, verdict }))).toEqual([
    { email: 'one@back.example', seats: 2, verdict: 'ready' },
    { email: '=2@back.example', seats: 3, verdict: 'ready' },
    { email: "o'three@back.example", seats: 0, verdict: 'ready' },
  ]);
});
