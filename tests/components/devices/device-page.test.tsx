import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import '@/components/devices/connect-dialog';
import '@/components/ui/menu-content';
import { DevicePage } from '@/components/devices/device-page';
import type { Connection, Device, PastConnection } from '@/lib/contract/devices';
import { WithAccounts } from '../account-choice/support';
import { atMoment, heldAnswer, refused, show, standIn, toasts } from '../support';
import { aConnection, aDevice } from './support';

const DEVICE = 'GET /api/devices/dev_backup';
const CONNECT = 'POST /api/connections';
const END = 'DELETE /api/connections/con_one';
const may = ['devices.read', 'connections.write'];

type Desk = {
  device?: Device;
  open?: Connection[];
  history?: PastConnection[];
  permissions?: string[];
  answers?: Parameters<typeof standIn>[0];
};

function open({ device = aDevice(), open: items = [], ...desk }: Desk = {}) {
  const { history = [], permissions = may, answers } = desk;
  const calls = standIn({
    [DEVICE]: () => Response.json({ device, addresses: {}, note: null, history }),
    'GET /api/connections': () =>
      Response.json({ items, total: items.length, ownAddress: '203.0.113.4' }),
    ...answers,
  });
  const { user } = show(
    <WithAccounts>
      <DevicePage deviceKey="dev_backup" permissions={permissions} />
    </WithAccounts>,
  );
  return {
    ...{ ...calls, user },
    press: async (name: string) => user.click(await screen.findByRole('button', { name })),
    choose: async (name: string) => user.click(await screen.findByRole('menuitem', { name })),
    section: async (name: string) => within(await screen.findByRole('region', { name })),
  };
}

it('names the device, says how it is, and leads back to the list', async () => {
  atMoment('2026-11-22T12:00:00.000Z');
  open({
    device: aDevice({
      ...{ accountId: 'rit_east', platform: 'Raspberry Pi', isShared: true },
      onlineSince: '2026-11-22T07:00:00.000Z',
    }),
  });
  expect(await screen.findByRole('heading', { level: 1, name: 'backup-nas' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Devices' }).getAttribute('href')).toBe('/devices');
  expect(screen.getByTitle(/^Online since 22 Nov 2026/).textContent).toBe('5 h');
  expect(screen.getByText('East')).toBeTruthy();
  const about = within(screen.getByRole('region', { name: 'About' }));
  expect(about.getByText('Raspberry Pi')).toBeTruthy();
  expect(about.getByText('reseller@sandbox.example')).toBeTruthy();
  expect(about.getByText('Shared')).toBeTruthy();
  expect(about.getByText('80:00:00:00:01:00:8f:a0')).toBeTruthy();
});

it('says why the device couldn’t be loaded, and loads it on another try', async () => {
  let isGone = true;
  const { press } = open({
    answers: {
      [DEVICE]: () =>
        isGone
          ? refused(404, 'not_found', 'This device isn’t listed any more.')
          : Response.json({ device: aDevice(), addresses: {}, note: null, history: [] }),
    },
  });
  expect(await screen.findByText('Couldn’t load the device')).toBeTruthy();
  expect(screen.getByText('This device isn’t listed any more.')).toBeTruthy();
  isGone = false;
  await press('Try again');
  expect(await screen.findByRole('heading', { level: 1, name: 'backup-nas' })).toBeTruthy();
});

it('offers in a menu who else may connect, and warns once anyone may', async () => {
  const { press, choose, sent } = open({
    device: aDevice({ accountId: 'rit_east' }),
    answers: {
      [CONNECT]: () => Response.json(aConnection({ allowFrom: 'anyone' }), { status: 201 }),
    },
  });
  await press('Who can reach nas-ssh on backup-nas');
  await screen.findByRole('menuitem', { name: 'Only 203.0.113.4 (you)' });
  const entries = screen.getAllByRole('menuitem');
  expect(entries.map(({ textContent }) => textContent)).toEqual([
    ...['Only 203.0.113.4 (you)', 'Anyone with the address'],
  ]);
  expect(screen.getByText('Connect and allow')).toBeTruthy();
  await choose('Anyone with the address');
  const dialog = await screen.findByRole('dialog', { name: 'Connected to nas-ssh' });
  expect(within(dialog).getByText('Open to the internet')).toBeTruthy();
  expect(within(dialog).getByText('ssh, port 22 on backup-nas, account East')).toBeTruthy();
  expect(sent).toEqual([
    [`${CONNECT}?account=rit_east`, { serviceId: '80:00:00:00:01:00:8f:a1', allowFrom: 'anyone' }],
  ]);
});

it('offers no such menu for a web service, which anyone with the link can open', async () => {
  const { press } = open({
    answers: {
      [CONNECT]: () =>
        Response.json(
          aConnection({ serviceType: 'https', url: 'https://x.rt3.example', command: null }),
          { status: 201 },
        ),
    },
  });
  await press('Connect to nas-web on backup-nas');
  expect(await screen.findByText(/^Anyone with this link can open it\./)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Open in new tab' }).getAttribute('href')).toBe(
    'https://x.rt3.example',
  );
  expect(screen.queryByRole('button', { name: 'Who can reach nas-web on backup-nas' })).toBeNull();
});

it('shows a connection that is open already, rather than opening another', async () => {
  const { press, sent } = open({ open: [aConnection()] });
  await screen.findByText(/^You’re connected/);
  expect(screen.queryByRole('button', { name: 'Who can reach nas-ssh on backup-nas' })).toBeNull();
  await press('Show connection to nas-ssh on backup-nas');
  const dialog = within(await screen.findByRole('dialog', { name: 'Connected to nas-ssh' }));
  expect(dialog.getByText('ssh -p 34168 user@proxy40.rt3.io')).toBeTruthy();
  expect(dialog.getByText(/^Only one address can connect/)).toBeTruthy();
  expect(sent).toEqual([]);
});

it('says that a connection has ended instead of showing an address that is of no use', async () => {
  const { press } = open({ open: [aConnection({ expiresAt: '2020-01-01T00:00:00.000Z' })] });
  await press('Show connection to nas-ssh on backup-nas');
  expect(await screen.findByText(/^This connection has ended\./)).toBeTruthy();
  expect(screen.queryByText('ssh -p 34168 user@proxy40.rt3.io')).toBeNull();
});

it('says how long a device has been offline, and why it can’t be connected to', async () => {
  atMoment('2026-11-22T12:00:00.000Z');
  const off = { state: 'inactive' as const, offlineSince: '2026-11-19T12:00:00.000Z' };
  const [ssh] = aDevice().services as [Device['services'][0]];
  let isOffline = true;
  const { press } = open({
    device: aDevice({ ...off, services: [{ ...ssh, state: 'inactive' }] }),
    answers: {
      [CONNECT]: () =>
        isOffline
          ? refused(409, 'conflict', '“nas-ssh” is offline. Try again once it is online.')
          : Response.json(aConnection(), { status: 201 }),
    },
  });
  expect((await screen.findByTitle(/^Offline since 19 Nov 2026/)).textContent).toBe('3 days');
  // The service is as its device, so it doesn't say it again.
  expect(screen.getAllByText('Offline')).toHaveLength(1);
  await press('Connect to nas-ssh on backup-nas');
  expect((await screen.findByRole('alert')).textContent).toBe(
    'Couldn’t connect“nas-ssh” is offline. Try again once it is online.',
  );
  expect(screen.getByRole('dialog', { name: 'Connect to nas-ssh' })).toBeTruthy();
  isOffline = false;
  await press('Try again');
  expect(await screen.findByRole('dialog', { name: 'Connected to nas-ssh' })).toBeTruthy();
});

it('shows which service is offline on a device that is online', async () => {
  const [ssh, web] = aDevice().services as [Device['services'][0], Device['services'][0]];
  const { section } = open({ device: aDevice({ services: [ssh, { ...web, state: 'inactive' }] }) });
  const [first, second] = (await section('Services')).getAllByRole('listitem');
  expect(first?.textContent).toContain('nas-sshssh:22Online');
  expect(second?.textContent).toContain('nas-webhttps:443Offline');
});

it('says that the connection may be open if the answer is lost', async () => {
  const { press } = open({
    answers: { [CONNECT]: () => refused(503, 'outcome_unknown', 'The answer was lost.') },
  });
  await press('Connect to nas-ssh on backup-nas');
  expect((await screen.findByRole('alert')).textContent).toBe(
    'The connection may be openThe answer was lost.If it is, it ends after 15 minutes of inactivity. You can try again.',
  );
});

it('reports a connection that opens after its dialog was closed', async () => {
  const { answer, release } = heldAnswer();
  const { user, press } = open({ answers: { [CONNECT]: answer } });
  await press('Connect to nas-ssh on backup-nas');
  expect(await screen.findByText('Waiting for remote.it')).toBeTruthy();
  const dialog = within(screen.getByRole('dialog', { name: 'Connecting to nas-ssh' }));
  await user.click(dialog.getAllByRole('button', { name: 'Close' })[0] as HTMLElement);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  release(Response.json(aConnection(), { status: 201 }));
  await waitFor(() =>
    expect(toasts()).toEqual([
      'Connected to nas-ssh: Its address is on the page Devices, under Open connections.',
    ]),
  );
});

it.each([
  [502, 'upstream_unavailable', 'Couldn’t disconnect nas-ssh: remote.it is silent.'],
  [504, 'upstream_timeout', 'Outcome unknown: nas-ssh may be disconnected: remote.it is silent.'],
])('says what is known if disconnecting fails with %i', async (status, code, words) => {
  const { press } = open({
    open: [aConnection()],
    answers: { [END]: () => refused(status, code, 'remote.it is silent.') },
  });
  await press('Disconnect nas-ssh');
  await waitFor(() => expect(toasts()).toEqual([words]));
});

it('names who is connected, and lets only those end it who may end others’', async () => {
  const theirs = [
    aConnection({ isOwn: false }),
    aConnection({ id: 'con_two', isOwn: false, openedBy: null, openedByName: null }),
  ];
  const { section } = open({ open: theirs });
  const services = await section('Services');
  expect(await services.findByText(/^Tess Tech connected ·/)).toBeTruthy();
  expect(services.getByText(/^A removed team member connected ·/)).toBeTruthy();
  expect(services.queryByRole('button', { name: /^Disconnect/ })).toBeNull();
});

it('offers nothing to connect with to someone who may only look', async () => {
  const { section } = open({ permissions: ['devices.read'] });
  const services = await section('Services');
  expect(services.getByText('nas-ssh')).toBeTruthy();
  expect(services.queryAllByRole('button')).toEqual([]);
});

it('remembers the person’s login name, and shows the command with it', async () => {
  const PUT = 'PUT /api/connections/con_one/login-name';
  let isRefused = true;
  const { user, press, sent } = open({
    open: [aConnection()],
    answers: {
      [PUT]: () =>
        isRefused
          ? refused(422, 'invalid_request', 'Invalid', {
              errors: [{ path: 'name', code: 'x', message: 'A name has no spaces.' }],
            })
          : Response.json(aConnection({ loginName: 'pi', command: 'ssh -p 34168 pi@h.example' })),
    },
  });
  await press('Show connection to nas-ssh on backup-nas');
  await user.click(await screen.findByLabelText('Your login name on this device'));
  expect(screen.getByRole('button', { name: 'Use' })).toHaveProperty('disabled', true);
  await user.paste(' pi ');
  await press('Use');
  expect(await screen.findByText('A name has no spaces.')).toBeTruthy();
  isRefused = false;
  await press('Use');
  expect(await screen.findByText('ssh -p 34168 pi@h.example')).toBeTruthy();
  expect(screen.queryByText('A name has no spaces.')).toBeNull();
  expect(sent.at(-1)).toEqual([PUT, { name: 'pi' }]);
});

it('says how earlier connections ended, or that there were none', async () => {
  const past = {
    ...{ at: '2026-11-22T09:00:00.000Z', by: 'Tess', serviceId: '80:00:00:00:01:00:8f:a1' },
    ...{ service: null, outcome: 'success' as const },
  };
  const end = { at: '2026-11-22T09:12:00.000Z' };
  const { section } = open({
    history: [
      { ...past, id: 'evt_1', end: { kind: 'open' } },
      { ...past, id: 'evt_2', end: { kind: 'disconnected', ...end, by: 'Tess' } },
      { ...past, id: 'evt_3', end: { kind: 'ended', ...end } },
      { ...past, id: 'evt_4', serviceId: '80:gone', outcome: 'failure', end: null },
    ],
  });
  const rows = (await section('Connections')).getAllByRole('listitem');
  const [now, own, itself, failed] = rows.map(({ textContent }) => textContent);
  expect(now).toContain('Tessnas-ssh · open');
  expect(own).toContain('Tessnas-ssh · disconnected after 12 min');
  expect(itself).toContain('Tessnas-ssh · ended by itself within 12 min');
  expect(failed).toMatch(/^Tess80:gone.*Failed$/);
});

it('says what remote.it left out, apart from what isn’t there', async () => {
  const { section } = open({
    device: aDevice({ services: [], owner: '', missing: ['services', 'state'] }),
  });
  expect((await section('Services')).getByText('remote.it didn’t return them.')).toBeTruthy();
  expect(screen.queryByText('Online')).toBeNull();
  expect((await section('Connections')).getByText('No one has connected from here.')).toBeTruthy();
});
