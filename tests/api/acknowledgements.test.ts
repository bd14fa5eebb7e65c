import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DELETE, PUT } from '@/app/api/acknowledgements/route';
import { GET as BATCH_MARK } from '@/app/api/batches/[id]/acknowledgement/route';
import { GET } from '@/app/api/overview/route';
import type { Overview, OverviewSeats } from '@/lib/contract/overview';
import type { Actor } from '@/lib/server/actor';
import { systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { acknowledgements, auditEvents, batches, invitations } from '@/lib/server/db/schema';
import { acknowledge, listAcknowledged, reopen } from '@/lib/server/overview/acknowledgements';
import { endRows } from '@/tests/support/batch-rows';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { aCalmOverview } from '@/tests/components/overview/support';

const now = new Date('2026-11-30T09:00:00Z');
const later = new Date('2026-12-01T08:00:00Z');
const full = { kind: 'full', of: 'rpc_sandbox' } as const;
let desk: TestDesk;

beforeAll(async () => {
  desk = await startTestDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await db().delete(acknowledgements);
});

const everywhere = systemActor('r');
const confinedTo = (...accountIds: string[]): Actor => ({ ...everywhere, accountIds });

function withFull(count: number, accountId = 'rpc_sandbox') {
  const calm = aCalmOverview();
  if (!calm.seats.isAvailable) throw new Error('never');
  const seats: OverviewSeats = { ...calm.seats, accountId, full: { count, largest: [] } };
  return aCalmOverview({ seats: { isAvailable: true, ...seats } });
}

const aside = async (actor: Actor, overview: Overview, at = now) =>
  (await listAcknowledged(actor, overview, at)).map(({ kind, of, until }) => [kind, of, until]);
const seen = [['full', 'rpc_sandbox', null]];

describe('a problem that was marked as seen', () => {
  it('is on the overview with who saw it and when, for the whole team', async () => {
    const json = { kind: 'full', of: 'rpc_sandbox', count: 240 };
    const put = await desk.call(PUT, 'PUT /api/acknowledgements', { json, as: 'technician' });
    expect(put.status).toBe(204);
    const answer = await desk.call(GET, 'GET /api/overview', { as: 'viewer' });
    const { acknowledged } = (await answer.json()) as Overview;
    const { id } = await desk.staff('technician');
    expect(acknowledged).toEqual([
      { ...full, until: null, at: expect.any(String), by: { id, name: expect.any(String) } },
    ]);
    expect(acknowledged[0]?.by.name).not.toContain('@');
  });

  it('is open again once it grows', async () => {
    await acknowledge(everywhere, { ...full, count: 3 }, now);
    expect(await aside(everywhere, withFull(3))).toEqual(seen);
    expect(await aside(everywhere, withFull(4))).toEqual([]);
  });

  it('is open again once it grows from the least it was since', async () => {
    await acknowledge(everywhere, { ...full, count: 3 }, now);
    expect(await aside(everywhere, withFull(1))).toEqual(seen);
    expect(await aside(everywhere, withFull(2))).toEqual([]);
  });

  it('is open when it comes back after it was over', async () => {
    await acknowledge(everywhere, { ...full, count: 3 }, now);
    expect(await aside(everywhere, withFull(0))).toEqual([]);
    expect(await aside(everywhere, withFull(1))).toEqual([]);
  });

  it('stays as it is while its list can’t be read', async () => {
    await acknowledge(everywhere, { ...full, count: 3 }, now);
    const unavailable = {
      isAvailable: false,
      code: 'upstream_timeout',
      detail: 'No answer.',
    } as const;
    expect(await aside(everywhere, aCalmOverview({ seats: unavailable }))).toEqual([]);
    expect(await aside(everywhere, withFull(3))).toEqual(seen);
  });

  it('can be brought back', async () => {
    await acknowledge(everywhere, { ...full, count: 3 }, now);
    await reopen(everywhere, full);
    expect(await aside(everywhere, withFull(3))).toEqual([]);
  });

  it('is in the audit log with its number, as is its way back', async () => {
    const json = { ...full, count: 3 };
    await desk.call(PUT, 'PUT /api/acknowledgements', { json, as: 'manager' });
    await desk.call(DELETE, 'DELETE /api/acknowledgements', { json: full, as: 'manager' });
    await desk.call(DELETE, 'DELETE /api/acknowledgements', { json: full, as: 'manager' });
    const { email } = await desk.staff('manager');
    const events = (await db().select().from(auditEvents)).filter(
      ({ action, actorEmail }) => action.startsWith('problem.') && actorEmail === email,
    );
    expect(events.map(({ action, target, details }) => [action, target, details])).toEqual([
      ['problem.acknowledged', 'rpc_sandbox', { kind: 'full', count: 3 }],
      ['problem.reopened', 'rpc_sandbox', { kind: 'full' }],
    ]);
  });
});

describe('a problem that was snoozed', () => {
  it('is aside until then', async () => {
    await acknowledge(everywhere, { ...full, count: 3, until: later.toISOString() }, now);
    const snoozed = [['full', 'rpc_sandbox', '2026-12-01T08:00:00.000Z']];
    expect(await aside(everywhere, withFull(3), new Date(later.getTime() - 1))).toEqual(snoozed);
    expect(await aside(everywhere, withFull(3), later)).toEqual([]);
  });

  it.each([
    ['2026-11-30T09:00:00Z', 'This time is already over.'],
    ['2027-02-28T09:00:01Z', 'A problem can be snoozed for 90 days at most.'],
  ])('until %s: %s', async (until, detail) => {
    const asked = acknowledge(everywhere, { ...full, count: 3, until }, now);
    await expect(asked).rejects.toMatchObject({ code: 'invalid_request', detail });
  });

  it('may be a failing account, which can’t be seen for good', async () => {
    const account = { kind: 'account', of: 'rpc_sandbox', count: 1 } as const;
    await expect(acknowledge(everywhere, account, now)).rejects.toMatchObject({
      detail: 'A failing account can only be snoozed.',
    });
    await acknowledge(everywhere, { ...account, until: later.toISOString() }, now);
    const failing = { id: 'rpc_sandbox', upstream: 'remotepc', name: 'N', code: 'c' } as const;
    const failed = { ...failing, detail: 'd', failedAt: now.toISOString() };
    const overview = aCalmOverview({
      accounts: { isAvailable: true, accounts: 2, failing: [failed] },
    });
    expect(await aside(everywhere, overview)).toEqual([
      ['account', 'rpc_sandbox', later.toISOString()],
    ]);
  });
});

describe('the problems of a batch', () => {
  const id = `bat_${'s'.repeat(24)}`;
  const problem = { kind: 'batch', of: id } as const;
  const mark = async (batchId = id) => {
    const path = 'GET /api/batches/[id]/acknowledgement';
    return desk.call(BATCH_MARK, path, { as: 'viewer', params: { id: batchId } });
  };
  beforeAll(async () => {
    const by = { accountId: 'rpc_sandbox', createdById: 's', createdByEmail: 'e', requestId: 'r' };
    await db()
      .insert(batches)
      .values({ id, name: 'May', total: 2, ...by });
    await db()
      .insert(invitations)
      .values(
        [0, 1].map((index) => ({ batchId: id, index, email: `${index}@x.example`, seats: 1 })),
      );
    await endRows(id, ['rejected', 'sending']);
  });

  it('are shown on its page as seen, by whom and when, until there are more', async () => {
    expect(await (await mark()).json()).toEqual({ acknowledgement: null });
    const json = { ...problem, count: 1 };
    await desk.call(PUT, 'PUT /api/acknowledgements', { json, as: 'manager' });
    expect(await (await mark()).json()).toEqual({
      acknowledgement: {
        ...{ kind: 'batch', of: id, until: null, at: expect.any(String) as string },
        by: { id: (await desk.staff('manager')).id, name: 'The manager' },
      },
    });
    await db()
      .update(invitations)
      .set({ status: 'unconfirmed', settledBy: 'clm_test', claimId: null, leaseUntil: null })
      .where(and(eq(invitations.batchId, id), eq(invitations.index, 1)));
    expect(await (await mark()).json()).toEqual({ acknowledgement: null });
  });

  it('of a batch that doesn’t exist can’t be read', async () => {
    expect((await mark('bat_none')).status).toBe(404);
    expect((await mark(`bat_${'z'.repeat(24)}`)).status).toBe(404);
  });
});

describe('someone confined to accounts', () => {
  it('shares what they put aside with others who see the same accounts together', async () => {
    const all = { kind: 'full', of: 'all', count: 3 } as const;
    await acknowledge(confinedTo('rpc_b', 'rpc_a'), all, now);
    const overview = withFull(3, 'all');
    expect(await aside(confinedTo('rpc_a', 'rpc_b'), overview)).toEqual([['full', 'all', null]]);
    expect(await aside(confinedTo('rpc_a'), overview)).toEqual([]);
    expect(await aside(everywhere, overview)).toEqual([]);
  });

  it('doesn’t reach problems of other accounts and their batches', async () => {
    const by = { accountId: 'rpc_sandbox', createdById: 's', createdByEmail: 'e', requestId: 'r' };
    const id = `bat_${'o'.repeat(24)}`;
    await db()
      .insert(batches)
      .values({ id, name: 'Other', total: 1, ...by });
    const confined = confinedTo('rpc_elsewhere');
    for (const problem of [full, { kind: 'batch', of: id } as const]) {
      const expected = { code: 'not_found' };
      await expect(acknowledge(confined, { ...problem, count: 1 }, now)).rejects.toMatchObject(
        expected,
      );
      await expect(reopen(confined, problem)).rejects.toMatchObject(expected);
    }
    await acknowledge(everywhere, { kind: 'batch', of: id, count: 1 }, now);
  });
});

it.each([
  [{ kind: 'approvals', of: 'rpc_sandbox', count: 1 }, 'kind'],
  [{ kind: 'full', of: 'a b', count: 1 }, 'of'],
  [{ kind: 'full', of: 'rpc_sandbox' }, 'count'],
  [{ kind: 'full', of: 'rpc_sandbox', count: -1 }, 'count'],
  [{ kind: 'full', of: 'rpc_sandbox', count: 1, until: 'tomorrow' }, 'until'],
])('refuses %j and names the field', async (json, path) => {
  const answer = await desk.call(PUT, 'PUT /api/acknowledgements', { json, as: 'technician' });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errors: [{ path }] });
});

it.each([
  ['an account that doesn’t exist', { kind: 'full', of: 'rpc_none', count: 1 }],
  ['a batch that doesn’t exist', { kind: 'batch', of: 'bat_none', count: 1 }],
])('answers 404 for %s', async (_, json) => {
  const answer = await desk.call(PUT, 'PUT /api/acknowledgements', { json, as: 'technician' });
  expect(answer.status).toBe(404);
});
