import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { UpstreamDevice } from '@/lib/contract/devices';
import { sealEvents } from '@/lib/server/audit/seal-events';
import { findAccount } from '@/lib/server/accounts/accounts';
import { everyone, systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { devicesOf } from '@/lib/server/devices/list-devices';
import { chooseOwnNotifications } from '@/lib/server/notifications/people';
import { scanProblems } from '@/lib/server/notifications/scan';
import { userList } from '@/lib/server/users/user-list';
import type { NotificationKind } from '@/lib/shared/notifications';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { aChannel, happen, tell } from '@/tests/support/notifications';

let desk: TestDesk;
let id: string;

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'demo' });
});
beforeEach(async () => {
  await db().execute(sql`delete from notification_settings`);
  await db().execute(sql`delete from notification_problems`);
  id = await aChannel('http://127.0.0.1:9/');
  await sealEvents({ isWaiting: true });
});
afterAll(() => desk.close());

type Queued = { kind: string; count: number; items: Record<string, unknown>[] };

async function queued(): Promise<Queued[]> {
  const { rows } = await db().execute<Queued>(
    sql`select kind, count, items from notification_deliveries order by kind`,
  );
  return rows;
}

async function forget(): Promise<void> {
  await db().execute(sql`delete from notification_deliveries`);
}

describe('events of the audit log', () => {
  it('are reported as what they are', async () => {
    const kinds: NotificationKind[] = [
      ...(['approval_asked', 'approval_decided', 'batch_finished', 'batch_trouble'] as const),
      ...(['limit_reached', 'statement_ready', 'backup_failed'] as const),
    ];
    await tell(kinds, [id]);
    const [success, failure] = [{ outcome: 'success' }, { outcome: 'failure' }] as const;
    const counts = { invited: 7, rejected: 2, unconfirmed: 1 };
    await happen([
      { action: 'approval.asked', target: 'bo@north.example', reason: 'Printer', ...success },
      { action: 'change.declined', target: 'Sign-in policy', ...success },
      { action: 'batch.finished', target: 'bat_1', details: { total: 10, counts }, ...success },
      { action: 'batch.paused', target: 'bat_2', details: { reason: 'unreachable' }, ...failure },
      { action: 'batch.paused', target: 'bat_3', ...success },
      { action: 'export.limit_reached', outcome: 'denied' },
      { action: 'statement.created', target: '2026-10', details: { id: 'stm_1' }, ...success },
    ]);
    const by = 'ann@desk.example';
    expect(await queued()).toEqual([
      {
        ...{ kind: 'approval_asked', count: 1 },
        items: [{ by, what: 'Sign in as bo@north.example', reason: 'Printer' }],
      },
      {
        ...{ kind: 'approval_decided', count: 1 },
        items: [{ by, what: 'Change of Sign-in policy', isApproved: false }],
      },
      {
        ...{ kind: 'batch_finished', count: 1 },
        items: [{ id: 'bat_1', name: null, total: 10, problems: 3 }],
      },
      {
        ...{ kind: 'batch_trouble', count: 1 },
        items: [{ id: 'bat_2', name: null, reason: 'unreachable' }],
      },
      {
        ...{ kind: 'limit_reached', count: 1 },
        items: [{ by, action: 'export.limit_reached', isDenied: true }],
      },
      {
        ...{ kind: 'statement_ready', count: 1 },
        items: [{ id: 'stm_1', month: '2026-10' }],
      },
    ]);
  });

  it('that happened before a rule was on aren’t reported', async () => {
    await tell([], []);
    await happen([{ action: 'export.limit_reached', outcome: 'denied' }]);
    await tell(['limit_reached'], [id]);
    await happen([]);
    expect(await queued()).toEqual([]);
  });

  it('of a sign-in report a browser that was new, once', async () => {
    await tell(['new_device'], [id]);
    const { id: staffId } = await desk.staff('technician');
    await db().execute(sql`
      update staff_sessions set is_new_device = true, ip = '203.0.113.7',
        user_agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
      where staff_id = ${staffId}`);
    await happen([{ action: 'session.started', outcome: 'success' }]);
    await happen([{ action: 'session.started', outcome: 'success' }]);
    expect(await queued()).toEqual([
      {
        ...{ kind: 'new_device', count: 1 },
        items: [
          { person: 'technician@desk.example', device: 'Firefox on Linux', place: '203.0.113.7' },
        ],
      },
    ]);
  });
});

describe('what lasts', () => {
  const minutes = (count: number) => new Date(Date.now() + count * 60_000);
  const fetchLists = async () => {
    await userList(await findAccount(everyone, 'remotepc')).refresh();
    const devices = await devicesOf(await findAccount(everyone, 'remoteit')).refresh();
    return devices.items;
  };

  it('is reported once until it is over, and once for all servers', async () => {
    await tell(['seats_over', 'seats_full', 'device_offline'], [id], { hours: 1 });
    const devices = await fetchLists();
    await Promise.all([1, 2, 3].map(() => scanProblems(minutes(0))));
    const [offline, full, over] = await queued();
    expect([offline?.kind, full?.kind, over?.kind]).toEqual([
      ...['device_offline', 'seats_full', 'seats_over'],
    ]);
    const isOffline = ({ state, offlineSince, lastSeenAt }: UpstreamDevice) =>
      state === 'inactive' &&
      Date.now() - Date.parse(offlineSince ?? lastSeenAt ?? '') >= 3_600_000;
    expect(offline?.count).toBe(devices.filter(isOffline).length);
    expect(over?.items.every(({ seats, seatsUsed }) => Number(seatsUsed) > Number(seats))).toBe(
      true,
    );
    expect(full?.items.every(({ seats, seatsUsed }) => seatsUsed === seats)).toBe(true);
    await forget();
    await scanProblems(minutes(6));
    expect(await queued()).toEqual([]);
    // It was over for a while.
    await db().execute(sql`
      delete from notification_problems where key = (
        select key from notification_problems where kind = 'seats_over' limit 1)`);
    await scanProblems(minutes(12));
    expect(await queued()).toMatchObject([{ kind: 'seats_over', count: 1 }]);
    await forget();
    await tell(['seats_full'], [id]);
    await scanProblems(minutes(18));
    const { rows } = await db().execute(
      sql`select distinct kind from notification_problems where source is not null`,
    );
    expect(rows).toEqual([{ kind: 'seats_full' }]);
  });

  it('is looked for if only a team member asked, and kept with what it is about', async () => {
    await tell([], []);
    const staff = await desk.staff('administrator');
    await chooseOwnNotifications({ ...systemActor('scan'), ...staff }, [
      'seats_over',
      'device_offline',
    ]);
    await fetchLists();
    await scanProblems(minutes(30));
    const rows = await queued();
    expect(rows.map(({ kind }) => kind)).toEqual(['device_offline', 'seats_over']);
    const [offline, over] = rows.map(({ items }) => items[0]);
    expect(offline?.ref).toEqual({
      accountId: 'rit_sandbox',
      device: expect.objectContaining({ name: offline?.device }) as unknown,
    });
    expect(over?.ref).toEqual({ accountId: 'rpc_sandbox', username: over?.user });
    await chooseOwnNotifications({ ...systemActor('scan'), ...staff }, []);
    expect(await queued()).toEqual([]);
  });

  it('is an account only if it fails twice in a row', async () => {
    await tell(['account_failing', 'seats_over'], [id]);
    await fetchLists();
    await scanProblems(minutes(0));
    await forget();
    await desk.sandbox.close();
    await scanProblems(minutes(20));
    expect(await queued()).toEqual([]);
    await scanProblems(minutes(22));
    expect(await queued()).toEqual([]);
    await scanProblems(minutes(26));
    expect(await queued()).toMatchObject([{ kind: 'account_failing', count: 2 }]);
    // What the lists said before still holds.
    const { rows } = await db().execute<{ count: number }>(
      sql`select count(*)::int from notification_problems where kind = 'seats_over'`,
    );
    expect(rows[0]?.count).toBeGreaterThan(0);
  });
});
