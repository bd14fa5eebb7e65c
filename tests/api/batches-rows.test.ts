import { eq, and, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { GET as listCauses } from '@/app/api/batches/[id]/causes/route';
import { GET as listRows } from '@/app/api/batches/[id]/rows/route';
import type { BatchCause, BatchRow, InvitationStatus } from '@/lib/contract/invitations';
import { db } from '@/lib/server/db/client';
import { invitations } from '@/lib/server/db/schema';
import { retryName } from '@/lib/server/invitations/retry-batch';
import { startBatch } from '@/tests/support/batch-rows';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

let desk: TestDesk;
let id: string;

const rows: [string, InvitationStatus, string?, string?][] = [
  ['ann@north.example', 'invited'],
  ['bob_1@north.example', 'rejected', 'rejected', 'INVALID_EMAIL'],
  ['bobx1@south.example', 'unconfirmed', 'lost'],
  ['cy@xn--bcher-kva.example', 'unconfirmed', 'lost'],
  ['dee@south.example', 'rejected', 'rejected', 'BLOCKED'],
  ['eve@south.example', 'unconfirmed', 'undocumented', 'LATER'],
  ['fay@south.example', 'unconfirmed', 'lost'],
  ['gus@south.example', 'cancelled'],
];

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  id = await startBatch(rows.map(([email]) => email));
  const isOfBatch = eq(invitations.batchId, id);
  const claim = { claimId: 'clm_test', leaseUntil: sql`now()` };
  await db()
    .update(invitations)
    .set({ status: 'sending', ...claim })
    .where(isOfBatch);
  for (const [index, [, status, message = null, upstreamCode = null]] of rows.entries()) {
    await db()
      .update(invitations)
      .set({
        status,
        message,
        upstreamCode,
        settledBy: 'clm_test',
        claimId: null,
        leaseUntil: null,
      })
      .where(and(isOfBatch, eq(invitations.index, index)));
  }
});
afterAll(() => desk.close());

async function found(query: string): Promise<{ emails: string[]; total: number }> {
  const path = `GET /api/batches/${id}/rows?${query}`;
  const answer = await desk.call(listRows, path, { params: { id }, as: 'viewer' });
  expect(answer.status).toBe(200);
  const { items, total } = (await answer.json()) as { items: BatchRow[]; total: number };
  return { emails: items.map(({ email }) => email), total };
}

async function causes(): Promise<BatchCause[]> {
  const path = `GET /api/batches/${id}/causes`;
  const answer = await desk.call(listCauses, path, { params: { id }, as: 'viewer' });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { items: BatchCause[] }).items;
}

test.each([
  ['search=NORTH', ['ann@north.example', 'bob_1@north.example']],
  ['search=bob_1', ['bob_1@north.example']],
  ['search=%25', []],
  ['search=bücher', ['cy@xn--bcher-kva.example']],
  ['search=south&status=rejected', ['dee@south.example']],
  ['search=south&page=2&pageSize=2', ['eve@south.example', 'fay@south.example']],
])('rows with ?%s', async (query, emails) => {
  expect((await found(query)).emails).toEqual(emails);
});

it('names each reason once, the most frequent first, with its rows', async () => {
  const named = await causes();
  expect(named.map(({ id: _, ...cause }) => cause)).toEqual(
    expect.arrayContaining([
      {
        status: 'unconfirmed',
        message: expect.stringMatching(/^RemotePC’s response was lost twice/),
        rows: 3,
      },
      {
        status: 'rejected',
        upstreamCode: 'BLOCKED',
        message: 'RemotePC rejected this row: BLOCKED.',
        rows: 1,
      },
      {
        status: 'rejected',
        upstreamCode: 'INVALID_EMAIL',
        message: 'RemotePC rejected this row: INVALID_EMAIL.',
        rows: 1,
      },
      {
        status: 'unconfirmed',
        upstreamCode: 'LATER',
        message: expect.stringContaining('“LATER”, which isn’t documented'),
        rows: 1,
      },
    ]),
  );
  expect(named.map((cause) => cause.rows)).toEqual([3, 1, 1, 1]);
});

it('lists the rows of a cause', async () => {
  for (const { id: cause, rows: count, upstreamCode } of await causes()) {
    const { emails, total } = await found(`cause=${cause}`);
    expect(total).toBe(count);
    expect(emails).toEqual(
      rows
        .filter(([, , reason, code]) => (upstreamCode ? code === upstreamCode : reason === 'lost'))
        .map(([email]) => email),
    );
  }
});

it.each(['cause=x', 'cause=0123456789AB'])('refuses ?%s', async (query) => {
  const path = `GET /api/batches/${id}/rows?${query}`;
  const answer = await desk.call(listRows, path, { params: { id }, as: 'viewer' });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errors: [{ path: 'cause' }] });
});

test.each([
  [null, null],
  ['May', 'Retry of May'],
  ['Retry of May', 'Retry 2 of May'],
  ['Retry 9 of Retry of May', 'Retry 10 of Retry of May'],
  ['x'.repeat(200), `Retry of ${'x'.repeat(191)}`],
])('a retry of %j is named %j', (name, expected) => {
  expect(retryName(name)).toBe(expected);
});
