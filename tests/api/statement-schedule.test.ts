import { asc } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET, PUT } from '@/app/api/statements/settings/route';
import { db } from '@/lib/server/db/client';
import { statements, statementSettings } from '@/lib/server/db/schema';
import { createDueStatement } from '@/lib/server/statements/create-statement';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { readOn } from '@/tests/support/statements';

let desk: TestDesk;
const defaults = {
  ...{ day: null, accountCode: '200', taxType: 'Tax on Sales', dueDays: 30, mailTo: [] },
};

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
});
afterAll(() => desk.close());

const put = (json: object, as: 'manager' | 'technician' = 'manager') =>
  desk.call(PUT, 'PUT /api/statements/settings', { as, json: { ...defaults, ...json } });

async function months(): Promise<string[]> {
  return (await db().select().from(statements).orderBy(asc(statements.month))).map(
    ({ month }) => month,
  );
}

const due = (now: string) => createDueStatement(new Date(now));

describe('the day of the month’s statement', () => {
  it('is none until a manager chooses one that every month has', async () => {
    const read = await desk.call(GET, 'GET /api/statements/settings', { as: 'viewer' });
    expect(await read.json()).toEqual(defaults);
    expect((await put({ day: 29 })).status).toBe(400);
    expect((await put({ day: 3 }, 'technician')).status).toBe(403);
    expect(await db().$count(statementSettings)).toBe(0);
  });

  it('creates last month’s then or later, once with several servers', async () => {
    await readOn('2026-10-20', ['ann@north.example 5/2']);
    await readOn('2026-11-20', ['ann@north.example 5/2']);
    expect(await due('2026-11-28T08:00:00Z')).toBeNull();
    expect((await put({ day: 3 })).status).toBe(200);
    expect(await due('2026-11-02T23:59:00Z')).toBeNull();
    const servers = [1, 2, 3].map(() => due('2026-11-03T00:00:00Z'));
    expect((await Promise.all(servers)).filter((one) => one !== null)).toHaveLength(1);
    expect(await due('2026-11-28T00:00:00Z')).toBeNull();
    // Both servers were off on the third.
    expect(await due('2026-12-17T00:00:00Z')).toMatchObject({ month: '2026-11', version: 1 });
    expect(await months()).toEqual(['2026-10', '2026-11']);
  });

  it('creates none of a month in which nothing was recorded', async () => {
    expect(await due('2027-01-17T00:00:00Z')).toBeNull();
    expect(await months()).toEqual(['2026-10', '2026-11']);
  });

  it('is off again with none', async () => {
    await readOn('2027-01-20', ['ann@north.example 5/2']);
    await put({ day: null });
    expect(await due('2027-02-20T00:00:00Z')).toBeNull();
  });
});
