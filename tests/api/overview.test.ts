import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GET, POST } from '@/app/api/overview/route';
import type { InvitationStatus } from '@/lib/contract/invitations';
import type { Overview } from '@/lib/contract/overview';
import type { Role } from '@/lib/contract/staff';
import { findAccount } from '@/lib/server/accounts/accounts';
import { everyone, systemActor } from '@/lib/server/actor';
import { recordEvents } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import {
  approvals,
  auditEvents,
  batches,
  invitations,
  seatSnapshots,
} from '@/lib/server/db/schema';
import { devicesOf } from '@/lib/server/devices/list-devices';
import { getOverview } from '@/lib/server/overview/get-overview';
import { userList } from '@/lib/server/users/user-list';
import { endRows } from '@/tests/support/batch-rows';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

const now = new Date('2026-03-22T10:00:00Z');
let desk: TestDesk;

beforeEach(async () => {
  desk = await startTestDesk({ env: { UPSTREAM_TIMEOUT_MS: '800' } });
});
afterEach(async () => {
  // Lists are saved after the response; the database must not be dropped before that.
  await userList(await findAccount(everyone, 'remotepc')).saved();
  await devicesOf(await findAccount(everyone, 'remoteit')).saved();
  await desk.close();
});

async function addBatch(id: string, statuses: InvitationStatus[], parentId?: string) {
  const by = { accountId: 'rpc_sandbox', createdById: 'stf_1', createdByEmail: 'a@desk.example' };
  await db()
    .insert(batches)
    .values({ id, name: id, parentId, ...by, requestId: 'r', total: statuses.length });
  await db()
    .insert(invitations)
    .values(
      statuses.map((_, index) => ({ batchId: id, index, email: `u${index}@a.example`, seats: 0 })),
    );
  await endRows(id, statuses);
}

async function seenBy(as: Role): Promise<Overview> {
  const response = await desk.call(GET, 'GET /api/overview', { as });
  return (await response.json()) as Overview;
}

describe('GET /api/overview', () => {
  it('returns every part to a viewer', async () => {
    expect(await seenBy('viewer')).toMatchObject({
      seats: { isAvailable: true, accountId: 'rpc_sandbox', isStale: false, users: 240 },
      batches: { isAvailable: true, problems: 0, items: [] },
      devices: {
        isAvailable: true,
        accountId: 'rit_sandbox',
        devices: 30,
        offline: { count: 8 },
        longOffline: { days: 30, count: 4 },
      },
      accounts: { isAvailable: true, accounts: 2, failing: [] },
      activity: { isAvailable: true, items: [] },
    });
  });

  it('lists the device that went offline last first', async () => {
    const { devices } = await getOverview(systemActor('r'), now);
    expect(devices.isAvailable && devices.offline.latest.slice(0, 2)).toMatchObject([
      { name: 'pos-terminal-2', key: expect.stringMatching(/^dev_/) as string },
      { name: 'greenhouse-pi' },
    ]);
  });

  it('counts problems of batches that no one has retried yet', async () => {
    await addBatch('bat_fine', ['invited', 'exists']);
    await addBatch('bat_open', ['invited', 'rejected', 'unconfirmed', 'cancelled']);
    await addBatch('bat_parent', ['rejected', 'rejected']);
    await addBatch('bat_child', ['invited', 'rejected'], 'bat_parent');
    await addBatch('bat_again', ['rejected', 'invited']);
    await addBatch('bat_taken_back', ['cancelled'], 'bat_again');
    const overview = await getOverview(systemActor('r'), now);
    expect(overview.batches).toMatchObject({ isAvailable: true, problems: 4 });
    expect(overview.batches.isAvailable && overview.batches.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'bat_open', name: 'bat_open', problems: 2, total: 4 }),
        expect.objectContaining({ id: 'bat_child', problems: 1, total: 2 }),
        expect.objectContaining({ id: 'bat_again', problems: 1, total: 2 }),
      ]),
    );
  });

  it('leaves a gap, never a zero, for a day without a snapshot', async () => {
    const seats = { accountId: 'rpc_sandbox', users: 2, seats: 10, seatsUsed: 4 };
    await db()
      .insert(seatSnapshots)
      .values([
        { ...seats, day: '2025-01-01' },
        { ...seats, day: '2026-03-20' },
        { ...seats, day: '2026-03-22', seatsUsed: 5 },
      ]);
    const { seatsByDay } = await getOverview(systemActor('r'), now);
    expect(seatsByDay).toEqual({
      isAvailable: true,
      accountId: 'rpc_sandbox',
      days: [
        { day: '2026-03-20', users: 2, seats: 10, seatsUsed: 4 },
        { day: '2026-03-21', users: null, seats: null, seatsUsed: null },
        { day: '2026-03-22', users: 2, seats: 10, seatsUsed: 5 },
      ],
    });
  });

  it('reports a batch as a whole, not each of its rows', async () => {
    await recordEvents(systemActor('r'), [
      { action: 'batch.created', outcome: 'success', target: 'bat_1' },
      { action: 'batch.chunk_requested', outcome: 'success', target: 'bat_1' },
      { action: 'invitation.invited', outcome: 'success', target: 'ann@hill.example' },
      { action: 'batch.finished', outcome: 'success', target: 'bat_1' },
    ]);
    const { activity } = await getOverview(systemActor('r'), now);
    const actions = activity.isAvailable ? activity.items.map(({ action }) => action) : [];
    expect(actions).toEqual(['batch.finished', 'batch.created']);
  });

  it('shows only administrators how many people reached the sign-in limit in the last day', async () => {
    const at = (hoursAgo: number) => new Date(Date.now() - hoursAgo * 3_600_000);
    const reached = (actor: string, hoursAgo: number) => ({
      id: `evt_${actor}_${hoursAgo}`,
      at: at(hoursAgo),
      actorId: `stf_${actor}`,
      actorEmail: `${actor}@desk.example`,
      action: 'auto_login.limit_reached',
      outcome: 'denied' as const,
      requestId: 'r',
    });
    await db()
      .insert(auditEvents)
      .values([reached('old', 25), reached('tess', 23), reached('max', 3), reached('tess', 1)]);
    expect((await seenBy('administrator')).reachedLimits).toEqual({
      isAvailable: true,
      people: 2,
      latest: 'tess@desk.example',
    });
    for (const role of ['manager', 'technician', 'viewer'] as const) {
      expect(await seenBy(role)).not.toHaveProperty('reachedLimits');
    }
  });

  it('shows only those who may decide how many requests are pending', async () => {
    const { id: managerId } = await desk.staff('manager');
    const { id: technicianId } = await desk.staff('technician');
    const inAnHour = new Date(Date.now() + 3_600_000);
    const asked = (id: string, askedById: string, minutesAgo: number) => ({
      id,
      accountId: 'rpc_sandbox',
      username: 'ann@south.example',
      askedById,
      askedByEmail: `${id}@desk.example`,
      askedAt: new Date(Date.now() - minutesAgo * 60_000),
      expiresAt: inAnHour,
    });
    await db()
      .insert(approvals)
      .values([
        asked('second', technicianId, 5),
        asked('first', technicianId, 9),
        asked('own', managerId, 20),
        { ...asked('over', technicianId, 30), expiresAt: new Date(Date.now() - 1_000) },
        { ...asked('decided', technicianId, 40), decidedAt: new Date(), isApproved: true },
      ]);
    const waiting = { isAvailable: true, waiting: 2, longestBy: 'The technician' };
    expect((await seenBy('manager')).approvals).toEqual(waiting);
    expect((await seenBy('administrator')).approvals).toMatchObject({ waiting: 3 });
    for (const role of ['technician', 'viewer'] as const) {
      expect(await seenBy(role)).not.toHaveProperty('approvals');
    }
  });

  it('marks each part that is unavailable, and returns the rest', async () => {
    desk.sandbox.remotepc.faults.set('list', { status: 403 });
    const overview = await getOverview(systemActor('r'), now);
    expect(overview).toMatchObject({
      seats: { isAvailable: false, code: 'upstream_forbidden' },
      devices: { isAvailable: true },
      accounts: {
        isAvailable: true,
        failing: [{ id: 'rpc_sandbox', name: 'RemotePC sandbox', code: 'upstream_forbidden' }],
      },
      activity: { isAvailable: true },
    });
  });

  it('returns the last known numbers, marked stale, while an upstream is down or slow', async () => {
    await getOverview(systemActor('r'), now);
    for (const fault of [{ status: 500 }, { delayMs: 5_000 }]) {
      desk.sandbox.remotepc.faults.set('list', fault);
      userList(await findAccount(everyone, 'remotepc')).invalidate();
      const overview = await getOverview(systemActor('r'), now);
      expect(overview.seats).toMatchObject({ isAvailable: true, isStale: true, users: 240 });
      expect(overview.accounts).toMatchObject({ failing: [{ id: 'rpc_sandbox' }] });
    }
  });

  it('requires a session and accepts only GET', async () => {
    expect((await desk.call(GET, 'GET /api/overview', { as: null })).status).toBe(401);
    expect((await desk.call(POST, 'POST /api/overview', { json: {} })).status).toBe(405);
  });
});
