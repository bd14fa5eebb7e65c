import type { AuditEvent } from '@/lib/contract/audit';
import type { Overview, OverviewDay } from '@/lib/contract/overview';

/** An overview where nothing needs attention. */
export function aCalmOverview(more: Partial<Overview> = {}): Overview {
  const source = { fetchedAt: '2026-11-22T10:00:00.000Z', isStale: false };
  return {
    acknowledged: [],
    seats: {
      isAvailable: true,
      accountId: 'rpc_sandbox',
      ...source,
      users: 3,
      seats: 10,
      seatsUsed: 6,
      over: { count: 0, largest: [] },
      full: { count: 0, largest: [] },
      idle: { count: 0, seats: 0, largest: [] },
      newUsers: { count: 0, since: '2026-11-16', newest: [] },
    },
    batches: { isAvailable: true, problems: 0, items: [] },
    devices: {
      isAvailable: true,
      accountId: 'rit_sandbox',
      ...source,
      devices: 4,
      offline: { count: 0, latest: [] },
      longOffline: { days: 30, count: 0 },
    },
    accounts: { isAvailable: true, accounts: 2, failing: [] },
    seatsByDay: { isAvailable: true, accountId: 'rpc_sandbox', days: [] },
    activity: { isAvailable: true, items: [] },
    ...more,
  };
}

export function aDay(day: string, seatsUsed: number | null, seats: number | null): OverviewDay {
  return { day, users: seats === null ? null : 3, seats, seatsUsed };
}

export function anEvent(more: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: 'evt_one',
    at: '2026-11-22T10:00:00.000Z',
    actor: { id: 'stf_one', email: 'tess@desk.example' },
    action: 'user.added',
    target: 'ann@x.example',
    outcome: 'success',
    requestId: 'req-1',
    ip: '203.0.113.7',
    details: {},
    sequence: 7,
    hash: 'ab'.repeat(32),
    ...more,
  };
}
