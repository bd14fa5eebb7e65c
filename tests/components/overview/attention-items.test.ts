import { expect, it } from 'vitest';
import { attentionItems } from '@/components/overview/attention-items';
import type { OverviewUser } from '@/lib/contract/overview';
import { aCalmOverview } from './support';

const administrator = ['users.read', 'accounts.write'];

const user = (username: string, seatsUsed: number, seats: number): OverviewUser => ({
  accountId: 'rpc_a',
  username,
  seats,
  seatsUsed,
  key: 'usr_0000000000000000000000',
  idleSeats: Math.max(0, seats - seatsUsed),
});

function aBusyOverview() {
  const calm = aCalmOverview();
  if (!calm.seats.isAvailable || !calm.devices.isAvailable) throw new Error('never');
  return aCalmOverview({
    seats: {
      ...calm.seats,
      over: { count: 2, largest: [user('ann@x.example', 44, 40)] },
      full: { count: 1, largest: [user('bo@x.example', 25, 25)] },
      idle: { count: 3, seats: 1043, largest: [user('cy@x.example', 0, 40)] },
      newUsers: {
        count: 1,
        since: '2026-11-16',
        newest: [
          {
            ...{ accountId: 'rpc_a', username: 'dee@x.example', key: 'usr_1' },
            createdOn: '2026-11-20',
          },
        ],
      },
    },
    batches: {
      isAvailable: true,
      problems: 6,
      items: [{ id: 'bat_1', name: 'Northwind', createdAt: '2026-11-21', problems: 6, total: 184 }],
    },
    devices: {
      ...calm.devices,
      offline: {
        count: 1,
        latest: [{ accountId: 'rit_a', id: 'a', key: 'dev_a', name: 'kiosk', lastSeenAt: null }],
      },
      longOffline: { days: 30, count: 2 },
    },
  });
}

it('links each line to the list it counts, most urgent first', () => {
  const { items, quiet } = attentionItems(aBusyOverview(), administrator);
  expect(items.map(({ count, sentence, href }) => [count, sentence, href])).toEqual([
    [6, 'invitations need attention', '/invitations/bat_1'],
    [2, 'users are over their seat limit', '/users?seats=over&sort=unused'],
    [1, 'user is at their seat limit', '/users?seats=full&sort=-seats'],
    [1, 'of 4 devices is offline', '/devices?state=inactive'],
    [1043, 'seats are unused', '/users?seats=idle&sort=-unused'],
    [1, 'new user in the last 7 days', '/users?createdFrom=2026-11-16&sort=-createdOn'],
    [2, 'devices have been offline for 30 days or more', '/devices?offlineDays=30&sort=lastSeenAt'],
  ]);
  expect(quiet).toEqual(['RemotePC and remote.it are responding']);
});

it('has no lines when nothing needs attention, and lists what was checked', () => {
  expect(attentionItems(aCalmOverview(), administrator)).toEqual({
    items: [],
    quiet: [
      'RemotePC and remote.it are responding',
      'No invitations need attention',
      'No users over their seat limit',
      'No users at their seat limit',
      'All devices online',
    ],
  });
});

it('shows reached limits and pending requests, with links', () => {
  const overview = (people: number, waiting: number) =>
    aCalmOverview({
      reachedLimits: { isAvailable: true, people, latest: 'tess@desk.example' },
      approvals: { isAvailable: true, waiting, longestBy: 'max@desk.example' },
    });
  const lines = (people: number, waiting: number) =>
    attentionItems(overview(people, waiting), administrator).items.map(
      ({ weight, count, sentence, detail, href }) => [weight, count, sentence, detail, href],
    );
  expect(lines(1, 2)).toEqual([
    [
      'Warning',
      2,
      'sign-in requests are waiting for approval',
      'max@desk.example has waited longest',
      '/approvals',
    ],
    [
      'Warning',
      1,
      'person reached a sign-in or export limit in the last 24 hours',
      'Most recently tess@desk.example',
      '/activity?action=.limit_reached',
    ],
  ]);
  expect(lines(3, 1).map(([, count, sentence]) => [count, sentence])).toEqual([
    [1, 'sign-in request is waiting for approval'],
    [3, 'people reached a sign-in or export limit in the last 24 hours'],
  ]);
  expect(lines(0, 0)).toEqual([]);
});

it('treats a failed check as a problem with its reason, never as fine', () => {
  const detail = 'RemotePC refused the key.';
  const seats = { isAvailable: false, code: 'upstream_unauthorized', detail } as const;
  const { items, quiet } = attentionItems(aCalmOverview({ seats }), administrator);
  expect(items).toEqual([
    { id: 'seats', tone: 'bad', weight: 'Problem', sentence: 'Couldn’t check seats', detail },
  ]);
  expect(quiet.join()).not.toContain('seats');
});

it('links a failing account to the settings for anyone who may open them', () => {
  const accounts = {
    isAvailable: true,
    accounts: 2,
    failing: [
      {
        id: 'rit_default',
        upstream: 'remoteit',
        name: 'remote.it',
        code: 'upstream_timeout',
        detail: 'remote.it did not answer in time.',
        failedAt: '2026-11-22T10:00:00.000Z',
      },
    ],
  } as const;
  const overview = aCalmOverview({ accounts: { ...accounts, failing: [...accounts.failing] } });
  const [item] = attentionItems(overview, administrator).items;
  expect(item).toMatchObject({
    sentence: 'The last request to remote.it failed',
    detail: 'remote.it did not answer in time.',
    href: '/settings/accounts',
  });
  expect(attentionItems(overview, ['users.read']).items[0]?.href).toBeUndefined();
  const { devices } = overview;
  if (!devices.isAvailable) throw new Error('never');
  const several = { ...overview, devices: { ...devices, accountId: 'all' } };
  const named = { ...accounts, failing: [{ ...accounts.failing[0], name: 'Harbour' }] };
  expect(attentionItems({ ...several, accounts: named }, []).items[0]?.sentence).toBe(
    'The last request to Harbour failed',
  );
});

it('shows admins that the audit log isn’t sealed, or that its checkpoints aren’t written', () => {
  const { items } = attentionItems(
    aCalmOverview({
      auditProof: {
        isAvailable: true,
        unsealedSince: '2026-11-20T08:00:00.000Z',
        failing: [
          { outlet: 'file', since: '2026-11-20T08:00:00.000Z', failure: 'not_writable' },
          { outlet: 'receiver', since: '2026-11-20T08:00:00.000Z', failure: 'refused' },
        ],
        late: [
          {
            destination: 'syslog+tls://logs.example:6514',
            behind: 12,
            since: '2026-11-20T08:00:00.000Z',
            failure: 'unreachable',
            isLate: true,
          },
        ],
      },
    }),
    administrator,
  );
  expect(
    items.map(({ weight, sentence, detail, href }) => [weight, sentence, detail, href]),
  ).toEqual([
    [
      'Problem',
      expect.stringMatching(/^Audit events haven’t been sealed since 20 Nov 2026, /),
      'Check AUDIT_KEY and the server’s log',
      '/activity',
    ],
    [
      'Problem',
      'Audit log checkpoints aren’t written to the file on the server',
      'The file can’t be written.',
      '/activity',
    ],
    [
      'Problem',
      'Audit log checkpoints aren’t written to AUDIT_CHECKPOINT_URL',
      'The receiver refused the checkpoint.',
      '/activity',
    ],
    [
      'Problem',
      'audit events haven’t been forwarded for more than an hour',
      'syslog+tls://logs.example:6514: The receiver can’t be reached.',
      '/activity',
    ],
  ]);
});
