import { asc, like } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as EXPORT } from '@/app/api/customers/export/route';
import { POST as PREVIEW } from '@/app/api/customers/import/preview/route';
import { POST as IMPORT } from '@/app/api/customers/import/route';
import type { CustomerList, CustomerListReading } from '@/lib/contract/customer-lists';
import type { Problem } from '@/lib/contract/problem';
import { db } from '@/lib/server/db/client';
import { auditEvents, customers } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';

let desk: TestDesk;
const { create, find, list } = customerCalls(() => desk);

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
beforeEach(async () => {
  await db().delete(customers);
});
afterAll(() => desk.close());

const preview = (text: string, reading?: CustomerListReading) =>
  desk.call(PREVIEW, 'POST /api/customers/import/preview', {
    as: 'manager',
    json: { text, reading },
  });
const save = (text: string, existing = 'update', reading?: CustomerListReading) =>
  desk.call(IMPORT, `POST /api/customers/import?existing=${existing}`, {
    as: 'manager',
    json: { text, reading },
  });

async function listOf(answer: Promise<Response>): Promise<CustomerList> {
  const response = await answer;
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text) as CustomerList;
}
const linesOf = ({ rows }: CustomerList) =>
  rows.map(({ name, state, message }) => [name, state, message].filter(Boolean).join(' | '));

const German = `Kundenliste 2026;;;;;
Kdnr;Firma;Webseite;Preis;Währung;Betreuer;Kategorie
K-1;North Wind;https://www.north.example/start;4,50;eur;Jo;"Gold, VIP"
K-2;Söhne & Söhne;info@söhne.example, b.example;1.234,5;EUR;Bo;
K-3;;c.example;;;;
K-4;Free Mail;gmail.com;;;;
K-5;Dear;d.example;viel;EUR;;
K-1;North Wind;;5;EUR;;
;Taken;north.example;;;;`;
const german = {
  kinds: ['externalId', 'name', 'domains', 'pricePerSeat', 'currency', 'ownField', 'tags'],
  headerRow: 1,
} satisfies CustomerListReading['columns'];

describe('a list of customers', () => {
  it('has its columns guessed below a title, and each row checked with the reason', async () => {
    const found = await listOf(preview(German));
    expect(found.columns).toMatchObject({
      kinds: ['externalId', 'name', 'domains', 'pricePerSeat', 'currency', null, 'tags'],
      ...{ headerRow: 1, isSure: true },
      headers: ['Kdnr', 'Firma', 'Webseite', 'Preis', 'Währung', 'Betreuer', 'Kategorie'],
    });
    expect(found.columns.samples[1]).toEqual(['North Wind', 'Söhne & Söhne', 'Free Mail']);
    expect(linesOf(found)).toEqual([
      'North Wind | new',
      'Söhne & Söhne | new',
      'fix | The name is missing.',
      'Free Mail | fix | Anyone can have an address at gmail.com, so it can’t be a customer’s domain. Assign those users by hand.',
      'Dear | fix | The price must be a number.',
      'North Wind | repeated | Row 1 has the same customer. That row is used.',
      'Taken | fix | Row 1 has one of its domains already.',
    ]);
    expect(found.counts).toMatchObject({ new: 2, fix: 4, repeated: 1, update: 0 });
    expect((await list()).total).toBe(0);
  });

  it('is saved with one true result for each row, and an event for each customer', async () => {
    const saved = await listOf(save(German, 'update', { columns: german }));
    expect(saved.rows.map(({ state }) => state)).toEqual([
      ...['created', 'created', 'fix', 'fix', 'fix', 'repeated', 'fix'],
    ]);
    const [north, sons] = await Promise.all(
      saved.rows.slice(0, 2).map(({ customerId }) => find(customerId ?? '')),
    );
    expect(north).toMatchObject({
      ...{ name: 'North Wind', domains: ['north.example'], externalId: 'K-1', version: 1 },
      ...{ pricePerSeat: 4.5, currency: 'EUR', tags: ['Gold', 'VIP'], rules: [] },
      ownFields: [{ name: 'Betreuer', value: 'Jo' }],
    });
    expect(sons).toMatchObject({
      domains: ['b.example', 'xn--shne-5qa.example'],
      pricePerSeat: 1234.5,
    });
    const { target, details } = auditEvents;
    const events = await db()
      .select({ target, details })
      .from(auditEvents)
      .where(like(auditEvents.action, 'customer.created'))
      .orderBy(asc(auditEvents.sequence));
    expect(events.map((event) => event.target)).toEqual(['North Wind', 'Söhne & Söhne']);
    expect(events[0]?.details).toMatchObject({ imported: true, domains: ['north.example'] });
    // A second time, there is nothing to do.
    const again = await listOf(save(German, 'update', { columns: german }));
    expect(again.counts).toMatchObject({ created: 0, updated: 0, unchanged: 2, fix: 4 });
  });

  it('updates what is there by number or name: empty cells change nothing, domains and tags are added', async () => {
    const north = await create({
      ...{ name: 'North', domains: ['north.example'], externalId: 'K-1', note: 'Pays late.' },
      ...{ tags: ['VIP'], pricePerSeat: 3, currency: 'EUR' },
    });
    const south = await create({ name: 'South Sea', domains: ['south.example'] });
    const text = [
      'Customer,Number,Domains,Tags,Price,Note',
      'North Wind,K-1,wind.example,"vip, New",4,',
      'SOUTH SEA,K-2,,,,Calls often.',
      'South Sea,K-1,,,,',
      'East,K-3,south.example,,,',
    ].join('\n');
    const expected = [
      'North Wind | update | Changes: name, domains, tags, price',
      'SOUTH SEA | update | Changes: name, number, note',
      'South Sea | fix | The name is that of South Sea, and the number that of North. Correct one of them.',
      'East | fix | south.example belongs to South Sea.',
    ];
    expect(linesOf(await listOf(preview(text)))).toEqual(expected);
    const skipped = await listOf(save(text, 'skip'));
    expect(skipped.counts).toMatchObject({ skipped: 2, fix: 2 });
    expect(await find(north.id)).toMatchObject({ name: 'North', version: 1 });
    expect((await listOf(save(text))).counts).toMatchObject({ updated: 2, fix: 2 });
    expect(await find(north.id)).toMatchObject({
      ...{ name: 'North Wind', domains: ['north.example', 'wind.example'], version: 2 },
      ...{ tags: ['VIP', 'New'], note: 'Pays late.', pricePerSeat: 4, currency: 'EUR' },
    });
    expect(await find(south.id)).toMatchObject({ externalId: 'K-2', note: 'Calls often.' });
  });

  it('that was exported changes nothing when it is imported again', async () => {
    await create({
      ...{ name: '=North', domains: ['bücher.example', 'north.example'], externalId: '007' },
      ...{ note: 'Two\nlines, "quoted"', tags: ['a', 'b'], pricePerSeat: 0.0125, currency: 'CHF' },
      ownFields: [{ name: 'Since', value: '-2021' }],
    });
    await create({ name: 'שלום 😀 “x”; y' });
    const file = await desk.call(EXPORT, 'GET /api/customers/export', { as: 'manager' });
    const found = await listOf(preview(await file.text()));
    expect(linesOf(found)).toEqual(['=North | unchanged', 'שלום 😀 “x”; y | unchanged']);
    expect(found.columns.kinds.at(-1)).toBe('ownField');
  });

  it('without names of columns isn’t read until a person says which is which', async () => {
    const text = 'North;north.example\nSouth;south.example';
    const found = await listOf(preview(text));
    expect(found).toMatchObject({
      columns: { kinds: ['name', null], headerRow: null, isSure: false },
      rows: [],
    });
    const refused = await save(text);
    expect(refused.status).toBe(400);
    expect(((await refused.json()) as Problem).errors).toMatchObject([{ path: 'reading.columns' }]);
    const columns = { kinds: ['name' as const, 'domains' as const], headerRow: null };
    expect(linesOf(await listOf(preview(text, { columns })))).toEqual([
      'North | new',
      'South | new',
    ]);
  });

  it.each([
    ['no name', ['domains', null], 'Select the column with the names of the customers.'],
    ['two notes', ['name', 'note', 'note'], 'Two columns can’t both be the same field.'],
    [
      'an own field without a header',
      ['name', 'ownField'],
      'A field of your own takes its name from the header row: select that row.',
    ],
  ] as const)('can’t be read with %s', async (_, kinds, message) => {
    const refused = await preview('North;x', { columns: { kinds: [...kinds], headerRow: null } });
    expect(refused.status).toBe(400);
    expect(((await refused.json()) as Problem).errors).toMatchObject([{ message }]);
  });

  it('has a limit', async () => {
    const rows = Array.from({ length: 5_001 }, (_, one) => `C${one}`);
    const refused = await preview(['Customer', ...rows].join('\n'));
    expect(refused.status).toBe(400);
    expect(((await refused.json()) as Problem).detail).toBe(
      'This list has more than 5,000 customers, which is the maximum. Split it into smaller lists.',
    );
    const saved = await listOf(save(['Customer', ...rows.slice(0, 501)].join('\n')));
    expect(saved.counts).toMatchObject({ created: 501 });
    expect((await list('pageSize=1')).total).toBe(501);
  });

  it('is for managers', async () => {
    for (const [POST, path] of [
      [PREVIEW, '/api/customers/import/preview'],
      [IMPORT, '/api/customers/import'],
    ] as const) {
      const answer = await desk.call(POST, `POST ${path}`, {
        as: 'technician',
        json: { text: 'x' },
      });
      expect(answer.status).toBe(403);
    }
  });
});
