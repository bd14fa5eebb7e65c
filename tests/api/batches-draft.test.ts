import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DELETE, GET, PATCH, PUT } from '@/app/api/batches/draft/route';
import type { InvitationDraft } from '@/lib/contract/invitations';
import type { Role } from '@/lib/contract/staff';
import { db } from '@/lib/server/db/client';
import { columnChoices, invitationDrafts } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { uploadTo } from '@/tests/support/upload';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());
beforeEach(async () => {
  await db().delete(invitationDrafts);
  await db().delete(columnChoices);
});

const path = '/api/batches/draft';
const get = (as: Role = 'manager') => desk.call(GET, `GET ${path}`, { as });
const put = (json: unknown, as: Role = 'manager') => desk.call(PUT, `PUT ${path}`, { as, json });
const patch = (json: unknown, as: Role = 'manager') =>
  desk.call(PATCH, `PATCH ${path}`, { as, json });
const bodyOf = async (response: Response | Promise<Response>) =>
  (await (await response).json()) as InvitationDraft;

const list = 'email,seats\nann@x.example,3\nbob@y.example,two\nann@x.example,4\n';

describe('a draft', () => {
  test('is restored as it was pasted, with the list read again', async () => {
    const put1 = await put({ text: list });
    expect(put1.status).toBe(200);
    const draft = await bodyOf(get());
    expect(draft).toMatchObject({
      source: { kind: 'text', text: list },
      reading: {},
      changes: { rows: {} },
      preview: { counts: { ready: 1, fix: 1, already_customer: 0, duplicate: 1 }, seatsTotal: 3 },
    });
    expect(draft).toEqual(await put1.json());
  });

  test('of a file is restored with its name and without its text', async () => {
    const response = await uploadTo(desk, PUT, `PUT ${path}`, {
      file: new Blob([Buffer.from('\ufeffMail;Lizenzen\r\nann@x.example;2\r\n', 'utf16le')]),
      name: 'C:\\lists\\Kunden\u202e 1.csv',
    });
    expect(response.status).toBe(200);
    expect(await bodyOf(get())).toMatchObject({
      source: { kind: 'file', name: 'Kunden 1.csv' },
      preview: { encoding: 'utf-16le', rows: [{ email: 'ann@x.example', seats: 2 }] },
    });
  });

  test('belongs to one person: no one else sees, changes or deletes it', async () => {
    await put({ text: list });
    expect((await get('administrator')).status).toBe(204);
    expect((await patch({ changes: { name: 'x' } }, 'administrator')).status).toBe(404);
    await desk.call(DELETE, `DELETE ${path}`, { as: 'administrator' });
    expect((await get()).status).toBe(200);
    expect((await get('viewer')).status).toBe(403);
  });

  test('that doesn’t exist is an empty response, and so is a deleted one', async () => {
    expect((await get()).status).toBe(204);
    expect((await patch({ changes: { name: 'x' } })).status).toBe(404);
    await put({ text: list });
    const deleted = await desk.call(DELETE, `DELETE ${path}`, { as: 'manager' });
    expect(deleted.status).toBe(204);
    expect((await get()).status).toBe(204);
  });

  test('is kept if the next list can’t be read', async () => {
    await put({ text: list });
    expect((await put({ text: `email${',x'.repeat(300)}\nann@x.example` })).status).toBe(400);
    expect((await put({ text: 'E-mail;Seats\n' })).status).toBe(400);
    expect((await put({ text: ' ' })).status).toBe(400);
    expect(await bodyOf(get())).toMatchObject({ source: { text: list } });
  });

  test('expires after 30 days without changes', async () => {
    await put({ text: list }, 'administrator');
    await db()
      .update(invitationDrafts)
      .set({ updatedAt: sql`now() - interval '31 days'` });
    expect((await get('administrator')).status).toBe(204);
    await put({ text: list });
    expect(await db().$count(invitationDrafts)).toBe(1);
  });
});

describe('changes', () => {
  test('are included in the check after a reload', async () => {
    await put({ text: list });
    const first = await patch({ changes: { rows: { 1: { seats: '2' } } } });
    expect(first.status).toBe(204);
    await patch({ changes: { rows: { 1: { email: 'Bob@Z.example' }, 0: { isIncluded: false } } } });
    await patch({ changes: { name: 'Autumn', step: 'check', idempotencyKey: 'k-1' } });
    expect(await bodyOf(get())).toMatchObject({
      changes: {
        rows: { 0: { isIncluded: false }, 1: { seats: '2', email: 'Bob@Z.example' } },
        name: 'Autumn',
        step: 'check',
        idempotencyKey: 'k-1',
      },
      preview: {
        rows: [
          { email: 'ann@x.example', verdict: 'ready' },
          {
            email: 'bob@z.example',
            seats: 2,
            verdict: 'ready',
            problems: [],
            original: { email: 'bob@y.example', seats: 'two' },
          },
          { email: 'ann@x.example', verdict: 'duplicate', seats: 4 },
        ],
        seatsTotal: 2,
      },
    });
  });

  test('that arrive at the same time don’t overwrite each other', async () => {
    await put({ text: list });
    const one = (index: number) => ({ changes: { rows: { [index]: { seats: String(index) } } } });
    const same = { changes: { rows: { 0: { isIncluded: false } } } };
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, (_, index) => patch(one(index))),
      patch(same),
    ]);
    expect(answers.every(({ status }) => status === 204)).toBe(true);
    const { changes } = await bodyOf(get());
    expect(Object.keys(changes.rows)).toHaveLength(20);
    expect(changes.rows[0]).toEqual({ seats: '0', isIncluded: false });
  });

  test('to every row of the longest list are merged as quickly the second time', async () => {
    const count = 50_000;
    const lines = Array.from({ length: count }, (_, index) => `p${index}@x.example;1`);
    await put({ text: lines.join('\n') });
    for (const seats of ['2', '3']) {
      const rows = Object.fromEntries(lines.map((_, index) => [index, { seats }]));
      expect((await patch({ changes: { rows } })).status).toBe(204);
    }
    const { changes, preview } = await bodyOf(get());
    expect(Object.keys(changes.rows)).toHaveLength(count);
    expect(preview.seatsTotal).toBe(3 * count);
  });

  test('with text that the database can’t store are 400', async () => {
    await put({ text: list });
    for (const email of ['\0', '\ud800', 'x'.repeat(1_001)]) {
      expect((await patch({ changes: { rows: { 0: { email } } } })).status).toBe(400);
    }
    expect((await patch({ changes: { rows: { '-1': {} } } })).status).toBe(400);
    expect((await patch({ changes: { rows: { __proto__: {} }, other: 1 } })).status).toBe(400);
  });
});

describe('reading the list another way', () => {
  const twoAddresses = 'Work mail,Private mail,Seats\nann@x.example,ann@home.example,3\n';

  test('discards changes to rows, and is remembered for the same headers', async () => {
    const first = await bodyOf(put({ text: twoAddresses }));
    expect(first.preview.columns).toMatchObject({
      email: 0,
      seats: 2,
      isSure: false,
      headers: ['Work mail', 'Private mail', 'Seats'],
      samples: [['ann@x.example'], ['ann@home.example'], ['3']],
    });
    await patch({ changes: { rows: { 0: { seats: '9' } }, name: 'Autumn' } });
    const columns = { email: 1, seats: 2, hasHeader: true };
    const changed = await patch({ reading: { columns } });
    expect(changed.status).toBe(200);
    expect(await changed.json()).toMatchObject({
      reading: { columns },
      changes: { rows: {}, name: 'Autumn' },
      preview: {
        columns: { email: 1, isSure: true },
        rows: [{ email: 'ann@home.example', seats: 3 }],
      },
    });
    const next = await bodyOf(put({ text: twoAddresses.replaceAll('ann', 'bob') }));
    expect(next).toMatchObject({
      reading: {},
      preview: { columns: { email: 1, isSure: true }, rows: [{ email: 'bob@home.example' }] },
    });
    const others = await bodyOf(put({ text: twoAddresses }, 'administrator'));
    expect(others.preview.columns).toMatchObject({ email: 0, isSure: false });
  });

  test('is sent with a file as JSON in a form field', async () => {
    const reading = { columns: { email: 1, seats: null, hasHeader: true } };
    const send = (text: string) =>
      uploadTo(desk, PUT, `PUT ${path}`, {
        file: new Blob([twoAddresses]),
        fields: { reading: text },
      });
    expect(await bodyOf(send(JSON.stringify(reading)))).toMatchObject({
      reading,
      preview: { rows: [{ email: 'ann@home.example', seats: 0 }] },
    });
    expect((await send('{')).status).toBe(400);
    expect((await send('{"columns":{"email":-1}}')).status).toBe(400);
  });
});
