import { expect, it } from 'vitest';
import { attentionItems } from '@/components/overview/attention-list';
import type { OverviewUser } from '@/lib/contract/overview';
import { aCalmOverview } from './support';

const administrator = ['users.read', 'accounts.write'];

const user = (username: string, seatsUsed: number, seats: number): OverviewUser => ({
  username,
  seats,
  seatsUsed,
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
        newest: [{ username: 'dee@x.example', createdOn: '2026-11-20' }],
      },
    },
    batches: {
      isAvailable: true,
      problems: 6,
      items: [{ id: 'bat_1', name: 'Northwind', createdAt: '2026-11-21', problems: 6, total: 184 }],
    },
    devices: {
      ...calm.devices,
      offline: { count: 1, latest: [{ id: 'a', name: 'kiosk', lastSeenAt: null }] },
      longOffline: { days: 30, count: 2 },
    },
  });
}

it('leads each line to the list it counts, the pressing ones first', () => {
  const { items, quiet } = attentionItems(aBusyOverview(), administrator);
  expect(items.map(({ count, sentence, href }) => [count, sentence, href])).toEqual([
    [6, 'invitations ended in a problem', '/invitations/bat_1'],
    [2, 'customers use more seats than allotted', '/users?seats=over&sort=-utilisation'],
    [1, 'customer has no seat left', '/users?seats=full&sort=-seats'],
    [1, 'of 4 devices is offline', '/devices?state=inactive'],
    [1043, 'seats are allotted and unused', '/users?seats=idle&sort=utilisation'],
    [1, 'new user in the last seven days', '/users?sort=-createdOn'],
    [2, 'devices have been offline for 30 days or more', '/devices?offlineDays=30&sort=lastSeenAt'],
  ]);
  expect(quiet).toEqual(['RemotePC and remote.it answer']);
});

it('a calm morning has no line, and says what was looked at', () => {
  expect(attentionItems(aCalmOverview(), administrator)).toEqual({
    items: [],
    quiet: [
      'RemotePC and remote.it answer',
      'no invitation is in trouble',
      'nobody uses more seats than allotted',
      'nobody is full',
      'every device is online',
    ],
  });
});

it('tells of reached limits and waiting requests, with the way there', () => {
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
      'requests to sign in as a customer wait for a second person',
      'max@desk.example has waited longest',
      '/approvals',
    ],
    [
      'Warning',
      1,
      'person reached a limit of sign-ins or exports in the last 24 hours',
      'tess@desk.example was last',
      '/activity?action=.limit_reached',
    ],
  ]);
  expect(lines(3, 1).map(([, count, sentence]) => [count, sentence])).toEqual([
    [1, 'request to sign in as a customer waits for a second person'],
    [3, 'people reached a limit of sign-ins or exports in the last 24 hours'],
  ]);
  expect(lines(0, 0)).toEqual([]);
});

it('what can’t be looked at is a problem of its own, with its reason, and never called calm', () => {
  const detail = 'RemotePC refused the key.';
  const seats = { isAvailable: false, code: 'upstream_unauthorized', detail } as const;
  const { items, quiet } = attentionItems(aCalmOverview({ seats }), administrator);
  expect(items).toEqual([
    { id: 'seats', tone: 'bad', weight: 'Problem', sentence: 'The seats can’t be checked', detail },
  ]);
  expect(quiet.join()).not.toContain('seats');
});

it('an account whose last call failed leads to the settings those who may go there', () => {
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
    sentence: 'The last call of remote.it failed',
    detail: 'remote.it did not answer in time.',
    href: '/settings',
  });
  expect(attentionItems(overview, ['users.read']).items[0]?.href).toBeUndefined();
});
