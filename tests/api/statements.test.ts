import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POST as ACKNOWLEDGE } from '@/app/api/statements/[id]/acknowledgement/route';
import { GET } from '@/app/api/statements/[id]/route';
import { GET as LIST, POST as CREATE } from '@/app/api/statements/route';
import { DELETE as DELETE_CUSTOMER } from '@/app/api/customers/[id]/route';
import type { Problem } from '@/lib/contract/problem';
import type { Statement, StatementList } from '@/lib/contract/statements';
import { systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { auditEvents, statements, staffMembers } from '@/lib/server/db/schema';
import { createStatement } from '@/lib/server/statements/create-statement';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';
import { postBilled, readOn } from '@/tests/support/statements';

let desk: TestDesk;
const { create, change } = customerCalls(() => desk);
const worker = systemActor('request-1');

/** By month. */
const made: Record<string, string> = {};
let customers: Record<'north' | 'south' | 'zed', string>;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  const north = { name: 'North', domains: ['north.example'], pricePerSeat: 12.5, currency: 'EUR' };
  const south = { name: '=South', domains: ['south.example'], externalId: 'S-77' };
  const price = { pricePerSeat: 0.3333, currency: 'USD' };
  customers = {
    north: (await create(north)).id,
    south: (await create({ ...south, ...price })).id,
    zed: (await create({ name: 'Zed' })).id,
  };
  await liveThroughNinetyDays();
  for (const [month, now] of [
    ['2026-09', '2026-10-01T00:10:00Z'],
    ['2026-10', '2026-11-01T00:10:00Z'],
    ['2026-11', '2026-11-29T23:00:00Z'],
  ] as const) {
    made[month] = (await createStatement(worker, { month }, new Date(now))).id;
  }
});
afterAll(() => desk.close());

/** From 1 September to 29 November, with outages. */
async function liveThroughNinetyDays(): Promise<void> {
  const outages = ['09-10', '09-11', '09-12', '10-31', '11-01', '11-02', '11-15'];
  for (let number = 0; number < 90; number += 1) {
    const day = new Date(Date.UTC(2026, 8, 1 + number)).toISOString().slice(0, 10);
    if (outages.includes(day.slice(5))) continue;
    await readOn(day, [
      day < '2026-11-05' ? 'ann@north.example 5/2' : 'ann@north.example 8/2',
      ...(day >= '2026-10-10' && day < '2026-11-20' ? ['bob@north.example 3/3'] : []),
      'eve@south.example 3/1',
      'x@other.example 9/4',
    ]);
  }
}

async function read(id: string): Promise<Statement> {
  const response = await open(id);
  return JSON.parse(await response.text()) as Statement;
}

async function open(id: string, query = ''): Promise<Response> {
  const response = await desk.call(GET, `GET /api/statements/${id}${query}`, {
    as: 'viewer',
    params: { id },
  });
  expect(response.status).toBe(200);
  return response;
}

const post = (json: object, as: 'manager' | 'technician' = 'manager') =>
  desk.call(CREATE, 'POST /api/statements', { as, json });

const row = ({ customer, ...line }: Statement['lines'][number]) => [
  customer?.name ?? null,
  ...[line.daysRead, line.asOf, line.users, line.seats, line.seatsUsed, line.peak, line.average],
  ...[line.pricePerSeat, line.currency, line.amount, line.difference, line.amountDifference],
];

describe('ninety days with outages', () => {
  it('are what a table written by hand says', async () => {
    const tables: Record<string, unknown[]> = {};
    for (const [month, id] of Object.entries(made)) {
      const { lines, missingDays, through } = await read(id);
      tables[month] = [through, missingDays, ...lines.map(row)];
    }
    expect(tables).toEqual({
      '2026-09': [
        '2026-09-30',
        ['2026-09-10', '2026-09-11', '2026-09-12'],
        ['=South', 27, '2026-09-30', 1, 3, 1, 3, '3.00', '0.3333', 'USD', '1.00', null, null],
        ['North', 27, '2026-09-30', 1, 5, 2, 5, '5.00', '12.50', 'EUR', '62.50', null, null],
        ['Zed', 27, '2026-09-30', 0, 0, 0, 0, '0.00', null, null, null, null, null],
        [null, 27, '2026-09-30', 1, 9, 4, 9, '9.00', null, null, null, null, null],
      ],
      '2026-10': [
        '2026-10-31',
        ['2026-10-31'],
        ['=South', 30, '2026-10-30', 1, 3, 1, 3, '3.00', '0.3333', 'USD', '1.00', 0, '0.00'],
        ['North', 30, '2026-10-30', 2, 8, 5, 8, '7.10', '12.50', 'EUR', '100.00', 3, '37.50'],
        ['Zed', 30, '2026-10-30', 0, 0, 0, 0, '0.00', null, null, null, 0, null],
        [null, 30, '2026-10-30', 1, 9, 4, 9, '9.00', null, null, null, 0, null],
      ],
      '2026-11': [
        '2026-11-29',
        ['2026-11-01', '2026-11-02', '2026-11-15'],
        ['=South', 26, '2026-11-29', 1, 3, 1, 3, '3.00', '0.3333', 'USD', '1.00', 0, '0.00'],
        ['North', 26, '2026-11-29', 1, 8, 2, 11, '9.62', '12.50', 'EUR', '100.00', 0, '0.00'],
        ['Zed', 26, '2026-11-29', 0, 0, 0, 0, '0.00', null, null, null, 0, null],
        [null, 26, '2026-11-29', 1, 9, 4, 9, '9.00', null, null, null, 0, null],
      ],
    });
  });

  it('are added up by currency', async () => {
    expect((await read(made['2026-10'] ?? '')).totals).toEqual({
      seats: 20,
      seatsUsed: 10,
      amounts: [
        { currency: 'EUR', amount: '100.00' },
        { currency: 'USD', amount: '1.00' },
      ],
      billed: null,
    });
  });

  it('have nothing to compare with in a first month, but the history if there is one', async () => {
    const { id } = await createStatement(
      worker,
      { month: '2026-08' },
      new Date('2026-09-01T08:00:00Z'),
    );
    expect((await read(id)).lines.map(row)[1]).toEqual([
      ...['North', 0, null, null, null, null, null, null, '12.50', 'EUR', null, null, null],
    ]);
  });
});

describe('a statement', () => {
  it('is one for each month, unless it is a correction: a new version', async () => {
    const again = await post({ month: '2026-09' });
    expect(again.status).toBe(409);
    expect(((await again.json()) as Problem).code).toBe('statement_exists');
    const correction = 'North had another price.';
    const corrected = await post({ month: '2026-09', correction });
    expect(corrected.status).toBe(201);
    const { id } = (await corrected.json()) as { id: string };
    expect(await read(id)).toMatchObject({ month: '2026-09', version: 2, correction });
    expect(await read(made['2026-09'] ?? '')).toMatchObject({ version: 1, correction: null });
    const { items } = (await (
      await desk.call(LIST, 'GET /api/statements', { as: 'viewer' })
    ).json()) as StatementList;
    const versions = items.map(({ month, version, isLatest }) => [month, version, isLatest]);
    expect(versions).toEqual([
      ['2026-11', 1, true],
      ['2026-10', 1, true],
      ['2026-09', 2, true],
      ['2026-09', 1, false],
      ['2026-08', 1, true],
    ]);
    expect(items[1]).toMatchObject({
      ...{ customers: 3, missingDays: 1, seats: 20, isBilled: false, isAcknowledged: false },
    });
  });

  it('isn’t created of a month that hasn’t begun, nor corrected before there is one', async () => {
    const future = await post({ month: '2090-01' });
    expect(future.status).toBe(400);
    expect(((await future.json()) as Problem).errors?.[0]?.path).toBe('month');
    expect((await post({ month: '2026-13' })).status).toBe(400);
    expect((await post({ month: '2026-07', correction: 'There is none.' })).status).toBe(404);
  });

  it('is created once by several servers at the same time', async () => {
    const settled = await Promise.allSettled(
      [1, 2, 3, 4].map(() => createStatement(worker, { month: '2026-06' })),
    );
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await db().$count(statements, eq(statements.month, '2026-06'))).toBe(1);
  });

  it('is billed, acknowledged with a note, and then the same to the byte, whatever changes', async () => {
    const id = made['2026-10'] ?? '';
    await postBilled(desk, id, 'Customer,Quantity\r\nNorth,8\r\n');
    const { lines, totals, billing } = (await postBilled(
      ...([desk, id, 'Customer;Quantity\n"North";2\nNORTH;5,00\ns-77;4\n'] as const),
    )) as Statement;
    expect(billing?.by).toBe('manager@desk.example');
    expect(totals.billed).toBe(11);
    expect(
      lines.map(({ customer, billed, variance, state }) => [
        customer?.name,
        billed,
        variance,
        state,
      ]),
    ).toEqual([
      ['=South', 4, 1, 'over'],
      ['North', 7, -1, 'under'],
      ['Zed', null, 0, 'equal'],
      [undefined, null, null, 'none'],
    ]);
    const note = 'One seat of North is for free.';
    const acknowledge = () =>
      desk.call(ACKNOWLEDGE, `POST /api/statements/${id}/acknowledgement`, {
        ...{ as: 'manager', json: { note }, params: { id } },
      });
    const done = (await (await acknowledge()).json()) as Statement;
    expect(done.acknowledgement).toMatchObject({ by: 'manager@desk.example', note });
    expect((await acknowledge()).status).toBe(409);
    await postBilled(desk, id, 'North,8', 409);

    const before = await (await open(id)).text();
    await change(customers.north, { name: 'Northern', pricePerSeat: 99, currency: 'JPY' });
    const params = { id: customers.zed };
    await desk.call(DELETE_CUSTOMER, 'DELETE /api/customers/x', { as: 'manager', params });
    await readOn('2027-11-29', ['ann@north.example 1/1']);
    expect(await (await open(id)).text()).toBe(before);
    expect(before).toContain('"amount":"100.00"');
    await change(customers.north, { name: 'North', pricePerSeat: 12.5, currency: 'EUR' });
  });

  it('can’t be changed or removed in the database either', async () => {
    const isMade = eq(statements.id, made['2026-11'] ?? '');
    await expect(db().update(statements).set({ document: '{}' }).where(isMade)).rejects.toThrow();
    await expect(db().delete(statements).where(isMade)).rejects.toThrow();
  });

  it('leaves events of what was done with it', async () => {
    const events = await db()
      .select({ action: auditEvents.action, details: auditEvents.details })
      .from(auditEvents)
      .where(eq(auditEvents.target, '2026-10'))
      .orderBy(auditEvents.sequence);
    expect(events.map(({ action }) => action)).toEqual([
      ...['statement.created', 'statement.billed', 'statement.billed', 'statement.acknowledged'],
    ]);
    expect(events[3]?.details).toMatchObject({ note: 'One seat of North is for free.' });
  });
});

describe('what was billed', () => {
  it('names each unknown customer and unreadable quantity with its row, and stores nothing', async () => {
    const id = made['2026-11'] ?? '';
    const list = 'North,8\nNobody,3\nZed,two\nS-77,\n,4';
    const problem = (await postBilled(desk, id, list, 400)) as Problem;
    expect(problem.errors?.map(({ path, message }) => [path, message])).toEqual([
      ['rows[2]', 'Row 2: The statement has no customer “Nobody”, by name or external number.'],
      ['rows[3]', 'Row 3: “two” isn’t a whole number of seats.'],
      ['rows[4]', 'Row 4: The quantity is missing.'],
      ['rows[5]', 'Row 5: The customer is missing.'],
    ]);
    expect((await read(id)).billing).toBeNull();
    await postBilled(desk, id, '', 400);
    expect((await read(id)).billing).toBeNull();
  });

  it('is read from an invoice list with other columns, by their headings', async () => {
    const list = '*InvoiceNumber,*ContactName,*Quantity\nINV-1,"=South",3\nINV-2,North,8\n';
    const { lines } = (await postBilled(desk, made['2026-11'] ?? '', list)) as Statement;
    expect(lines.map(({ billed, state }) => [billed, state])).toEqual([
      [3, 'equal'],
      [8, 'equal'],
      [null, 'equal'],
      [null, 'none'],
    ]);
  });
});

describe('a statement as a file', () => {
  it('is a CSV without cells that a spreadsheet would run', async () => {
    const response = await open(made['2026-11'] ?? '', '?format=csv');
    expect(response.headers.get('content-disposition')).toMatch(/"statement-2026-11-.*\.csv"$/);
    expect((await response.text()).split('\r\n').slice(0, 3)).toEqual([
      'Customer,External number,Users,Seats,Used,Peak,Average,Price per seat,Currency,Amount,Seats since last month,Amount since last month,Billed,Variance,Days read,As of',
      "'=South,S-77,1,3,1,3,3,0.3333,USD,1,0,0,3,0,26,2026-11-29",
      'North,,1,8,2,11,9.62,12.5,EUR,100,0,0,8,0,26,2026-11-29',
    ]);
  });

  it('is a workbook', async () => {
    const response = await open(made['2026-11'] ?? '', '?format=xlsx');
    expect(response.headers.get('content-disposition')).toMatch(/\.xlsx"$/);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
  });

  it('is Xero’s import of invoices, for those with a price and seats', async () => {
    const response = await open(made['2026-11'] ?? '', '?format=xero');
    expect((await response.text()).replace('\ufeff', '').split('\r\n')).toEqual([
      '*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,PORegion,POPostalCode,POCountry,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,InventoryItemCode,*Description,*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,TaxAmount,TrackingName1,TrackingOption1,TrackingName2,TrackingOption2,Currency,BrandingTheme',
      '\'=South,,,,,,,,,,RD-2026-11-001,S-77,30/11/2026,30/12/2026,,,"RemotePC seats, 2026-11",3,0.3333,,200,Tax on Sales,,,,,,USD,',
      'North,,,,,,,,,,RD-2026-11-002,,30/11/2026,30/12/2026,,,"RemotePC seats, 2026-11",8,12.5,,200,Tax on Sales,,,,,,EUR,',
      '',
    ]);
  });

  it('is recorded as an export, and only for those who may export', async () => {
    const events = await db()
      .select({ details: auditEvents.details })
      .from(auditEvents)
      .where(eq(auditEvents.action, 'statement.exported'));
    expect(events.map(({ details }) => details.format)).toEqual(['csv', 'xlsx', 'xero']);
  });
});

describe('statements', () => {
  it('are read by viewers, created by managers, and neither by the auditor', async () => {
    expect((await post({ month: '2026-05' }, 'technician')).status).toBe(403);
    expect((await desk.call(LIST, 'GET /api/statements', { as: 'auditor' })).status).toBe(403);
  });

  it('are of all accounts, so someone who sees only some has none', async () => {
    const { id: staffId } = await desk.staff('manager');
    const confine = (accountIds: string[] | null) =>
      db().update(staffMembers).set({ accountIds }).where(eq(staffMembers.id, staffId));
    await confine(['rpc_sandbox']);
    const id = made['2026-11'] ?? '';
    const as = 'manager';
    const answers = [
      await post({ month: '2026-05' }),
      await desk.call(LIST, 'GET /api/statements', { as }),
      await desk.call(GET, 'GET /api/statements/x', { as, params: { id } }),
      await desk.call(GET, 'GET /api/statements/x?format=csv', { as, params: { id } }),
      await desk.call(ACKNOWLEDGE, 'POST /api/statements/x/y', { as, params: { id } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    await postBilled(desk, id, 'North,8', 404);
    await confine(null);
  });
});
