import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { OverviewView } from '@/components/overview/overview-view';
import type { Overview, OverviewSeats, OverviewUser } from '@/lib/contract/overview';
import { WithAccounts } from '../account-choice/support';
import { atMoment, heldAnswer, refused, show, standIn } from '../support';
import { aCalmOverview, aDay } from './support';

const noChanges = { since: null, items: [], counts: { joined: 0, left: 0, more: 0, less: 0 } };
let answers: Parameters<typeof standIn>[0];

beforeEach(() => {
  atMoment('2026-11-22T10:05:00.000Z');
  answers = { 'GET /api/seats-changes': () => Response.json({ ...noChanges, seats: 0 }) };
});

function showOverview(overview: Partial<Overview> = {}, permissions: string[] = []) {
  answers['GET /api/overview'] ??= () => Response.json(aCalmOverview(overview));
  const server = standIn(answers);
  return { ...server, ...show(<OverviewView permissions={permissions} />) };
}

function theSeats(more: Partial<OverviewSeats>): Overview['seats'] {
  const { seats } = aCalmOverview();
  if (!seats.isAvailable) throw new Error('They are.');
  return { ...seats, ...more };
}

function theDevices(more: object): Overview['devices'] {
  const { devices } = aCalmOverview();
  return { ...devices, ...more };
}

function aUser(name: string, seats: number, seatsUsed: number): OverviewUser {
  const idleSeats = Math.max(0, seats - seatsUsed);
  return {
    ...{ accountId: 'rpc_sandbox', username: `${name}@x.example`, key: `usr_${name}` },
    ...{ seats, seatsUsed, idleSeats },
  };
}

const linksIn = (title: string) =>
  within(screen.getByRole('heading', { name: title }).closest('section') as HTMLElement)
    .getAllByRole('link')
    .map((link) => [
      link.getAttribute('aria-label') ?? link.textContent,
      link.getAttribute('href'),
    ]);

it('sums up what there is, and when it was read', async () => {
  showOverview({ seats: theSeats({ users: 1, seats: 1_240, seatsUsed: 6 }) });
  expect(await screen.findByText('1 user · 6 of 1,240 seats in use · 4 devices')).toBeTruthy();
  expect(screen.getByText('5 min ago')).toBeTruthy();
});

it('sums up what is available, if a vendor can’t be reached', async () => {
  const gone = {
    isAvailable: false,
    code: 'upstream',
    detail: 'RemotePC isn’t responding.',
  } as const;
  showOverview({ seats: gone });
  expect(await screen.findByText('4 devices')).toBeTruthy();
  expect(screen.getByText('Couldn’t check seats')).toBeTruthy();
  expect(screen.getByText('RemotePC isn’t responding.')).toBeTruthy();
});

it('says so if nothing is', async () => {
  const gone = { isAvailable: false, code: 'no_account', detail: 'No account.' } as const;
  showOverview({ seats: gone, devices: gone });
  expect(await screen.findByText('No data available.')).toBeTruthy();
});

it('says that it loads, and shows no figure before there is one', async () => {
  const held = heldAnswer();
  answers['GET /api/overview'] = held.answer;
  showOverview();
  expect(await screen.findByText('Loading the overview')).toBeTruthy();
  expect(document.body.textContent).not.toMatch(/\d/);
  held.release(Response.json(aCalmOverview()));
  expect(await screen.findByText('3 users · 6 of 10 seats in use · 4 devices')).toBeTruthy();
});

it('says why it couldn’t be loaded, and tries again', async () => {
  let isDown = true;
  answers['GET /api/overview'] = () =>
    isDown
      ? refused(503, 'unavailable', 'The database is being restarted.')
      : Response.json(aCalmOverview());
  const { user } = showOverview();
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('Couldn’t load the overviewThe database is being restarted.');
  expect(alert.textContent).toContain('Request ID req-7');
  isDown = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText(/^3 users/)).toBeTruthy();
});

it('keeps the figures it has if they couldn’t be refreshed, and says how old they are', async () => {
  let isDown = false;
  answers['GET /api/overview'] = () =>
    isDown
      ? refused(503, 'unavailable', 'The database is being restarted.')
      : Response.json(aCalmOverview());
  const { user } = showOverview();
  await screen.findByText(/^3 users/);
  isDown = true;
  await user.click(screen.getByRole('button', { name: 'Refresh overview' }));
  expect(await screen.findByText(/The database is being restarted\./)).toBeTruthy();
  expect(screen.getByText(/^3 users/)).toBeTruthy();
});

it.each([
  [{ seats: theSeats({ isStale: true }) }, 'RemotePC isn’t responding.'],
  [{ devices: theDevices({ isStale: true }) }, 'remote.it isn’t responding.'],
  [
    { seats: theSeats({ isStale: true }), devices: theDevices({ isStale: true }) },
    'RemotePC and remote.it aren’t responding.',
  ],
])('names the vendor whose figures are old: %#', async (old, words) => {
  showOverview(old);
  expect(await screen.findByText(new RegExp(words.replaceAll('.', '\\.')))).toBeTruthy();
});

it('shows no list where there is nothing to list', async () => {
  showOverview();
  await screen.findByText(/^3 users/);
  for (const title of [
    'Over seat limit',
    'Most unused seats',
    'Devices offline',
    'New this week',
  ]) {
    expect(screen.queryByRole('heading', { name: title })).toBeNull();
  }
});

it('says how many seats are over the limit, so that those in use and unused add up', async () => {
  showOverview({
    seats: theSeats({
      ...{ seats: 20, seatsUsed: 22 },
      over: { count: 1, largest: [aUser('ann', 10, 13)] },
      idle: { count: 1, seats: 1, largest: [aUser('bob', 10, 9)] },
    }),
  });
  const over = await screen.findByRole('heading', { name: 'Over seat limit' });
  expect(over.closest('section')?.textContent).toContain('3 seats in total');
});

it('lists who is over the limit and who leaves most seats unused', async () => {
  showOverview({
    seats: theSeats({
      over: { count: 1_204, largest: [aUser('ann', 10, 12)] },
      idle: { count: 1, seats: 1, largest: [aUser('bob', 3, 2)] },
    }),
  });
  await screen.findByText(/^3 users/);
  expect(linksIn('Over seat limit')).toEqual([
    ['All 1,204', '/users?seats=over&sort=unused'],
    ['ann@x.example, 2 over', '/users/usr_ann'],
  ]);
  expect(linksIn('Most unused seats')).toEqual([
    ['All 1', '/users?seats=idle&sort=-unused'],
    ['bob@x.example, 1 unused seat', '/users/usr_bob'],
  ]);
  expect(screen.getByText('1 seat in total')).toBeTruthy();
});

it('lists new users and devices that went offline', async () => {
  showOverview({
    seats: theSeats({
      newUsers: {
        ...{ count: 2, since: '2026-11-16' },
        newest: [
          {
            accountId: 'rpc_1',
            username: 'cyd@x.example',
            key: 'usr_cyd',
            createdOn: '2026-11-20',
          },
        ],
      },
    }),
    devices: theDevices({
      offline: {
        count: 2,
        latest: [
          {
            accountId: 'r',
            id: '1',
            key: 'dev_1',
            name: 'nas',
            lastSeenAt: '2026-11-22T09:05:00.000Z',
          },
          { accountId: 'r', id: '2', key: 'dev_2', name: 'pi', lastSeenAt: null },
        ],
      },
    }),
  });
  await screen.findByText(/^3 users/);
  expect(linksIn('New this week')).toEqual([
    ['All 2', '/users?createdFrom=2026-11-16&sort=-createdOn'],
    ['cyd@x.example, 20 Nov 2026', '/users/usr_cyd'],
  ]);
  expect(screen.getByText('Since 16 Nov 2026')).toBeTruthy();
  expect(linksIn('Devices offline')).toEqual([
    ['All 2', '/devices?state=inactive'],
    ['nas', '/devices/dev_1'],
    ['pi', '/devices/dev_2'],
  ]);
  expect(screen.getByText('1 h ago')).toBeTruthy();
  expect(screen.getByText('Never seen')).toBeTruthy();
});

it('leads to the lists of the accounts that were counted, if there are several', async () => {
  answers['GET /api/overview'] = () =>
    Response.json(
      aCalmOverview({
        seats: theSeats({ accountId: 'all', over: { count: 1, largest: [aUser('ann', 1, 2)] } }),
      }),
    );
  standIn(answers);
  show(
    <WithAccounts>
      <OverviewView permissions={[]} />
    </WithAccounts>,
  );
  await screen.findByText(/^3 users/);
  expect(linksIn('Over seat limit')[0]).toEqual([
    'All 1',
    '/users?seats=over&sort=unused&account=all',
  ]);
});

it('lets only people who may put problems aside', async () => {
  const overview = { seats: theSeats({ over: { count: 1, largest: [aUser('ann', 1, 2)] } }) };
  const { unmount } = showOverview(overview, ['users.read']);
  await screen.findByText('user is over their seat limit');
  expect(screen.queryByRole('button', { name: /^Mark as seen/ })).toBeNull();
  unmount();
  showOverview(overview, ['users.read', 'problems.acknowledge']);
  expect(await screen.findByRole('button', { name: /^Mark as seen/ })).toBeTruthy();
});

it('shows what changed in the week in a panel of its own', async () => {
  answers['GET /api/seats-changes'] = () =>
    Response.json({
      ...{ since: '2026-11-15', seats: 5, counts: { ...noChanges.counts, joined: 1 } },
      items: [
        {
          ...{ accountId: 'rpc_1', username: 'dee@x.example', key: 'usr_dee', kind: 'joined' },
          ...{ before: null, after: { seats: 5, seatsUsed: 0 } },
        },
      ],
    });
  showOverview({
    seatsByDay: {
      ...{ isAvailable: true, accountId: 'rpc_sandbox' },
      days: [aDay('2026-11-21', 5, 10), aDay('2026-11-22', 6, 10)],
    },
  });
  expect(await screen.findByRole('heading', { name: 'Changed since 15 Nov 2026' })).toBeTruthy();
  expect(screen.getByText('1 joined · +5 seats')).toBeTruthy();
  await waitFor(() =>
    expect(screen.getByRole('link', { name: 'dee@x.example' }).getAttribute('href')).toBe(
      '/users/usr_dee',
    ),
  );
  expect(screen.getByRole('button', { name: 'Show table' })).toBeTruthy();
});
