import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
// Otherwise loaded on the first click, which takes a while on a busy machine.
import '@/components/devices/connect-dialog';
import { DevicesView } from '@/components/devices/devices-view';
import { toast, toastStore } from '@/components/ui/toast';
import type { Connection } from '@/lib/contract/devices';
import { aConnection, aDevice, aDevicesPage, aProblem, renderPage, stubApi } from './support';

const may = ['devices.read', 'connections.write'];

afterEach(() => {
  cleanup();
  // Errors stay until they are dismissed, even beyond one test.
  toastStore.current().forEach(({ id }) => toast.dismiss(id));
  vi.unstubAllGlobals();
});

type Post = (body: unknown) => Response | Promise<Response>;

/** A server with one device and the connections it is told to open. */
function aServer(connections: Connection[] = [], post?: Post) {
  return stubApi({
    'GET /api/devices': () => Response.json(aDevicesPage([aDevice()])),
    'GET /api/connections': () =>
      Response.json({ items: connections, total: connections.length, ownAddress: '203.0.113.4' }),
    'POST /api/connections': (body) => {
      if (post) return post(body);
      connections.push(aConnection());
      return Response.json(aConnection(), { status: 201 });
    },
    'DELETE /api/connections/con_one': () => {
      connections.length = 0;
      return new Response(null, { status: 204 });
    },
  });
}

async function askFor(service: string) {
  await userEvent.click(
    await screen.findByRole('button', { name: `Connect to ${service} on backup-nas` }),
  );
  return within(await screen.findByRole('dialog'));
}

it('connects for the person’s address only, shows the command, and disconnects', async () => {
  const api = aServer();
  renderPage(<DevicesView permissions={may} />);
  const dialog = await askFor('nas-ssh');
  expect(await dialog.findByText('ssh -p 34168 user@proxy40.rt3.io')).toBeDefined();
  expect(dialog.getByText(/also ends after 15 minutes of inactivity/)).toBeDefined();
  expect(dialog.getByText('Only 203.0.113.4 (you) can connect.')).toBeDefined();
  expect(dialog.getByRole('link', { name: 'Open in an SSH client' }).getAttribute('href')).toBe(
    'ssh://proxy40.rt3.io:34168',
  );
  expect(api.to('POST /api/connections')).toEqual([
    {
      call: 'POST /api/connections',
      query: '?account=rit_sandbox',
      body: { serviceId: '80:00:00:00:01:00:8f:a1', allowFrom: 'me' },
    },
  ]);
  await userEvent.click(dialog.getByRole('button', { name: 'Disconnect nas-ssh' }));
  const again = await screen.findByRole('button', { name: 'Connect to nas-ssh on backup-nas' });
  // Its device is online, too: that isn’t repeated.
  expect(again.closest('tr')?.textContent).not.toMatch(/Connected|Online/);
  expect(screen.queryByRole('dialog')).toBeNull();
  await waitFor(() =>
    expect(screen.queryByRole('heading', { name: 'Open connections' })).toBeNull(),
  );
});

it('opens one connection however often the button is clicked', async () => {
  const api = aServer([], () => new Promise<Response>(() => {}));
  renderPage(<DevicesView permissions={may} />);
  const button = await screen.findByRole('button', { name: 'Connect to nas-ssh on backup-nas' });
  fireEvent.click(button);
  fireEvent.click(button);
  const dialog = within(await screen.findByRole('dialog', { name: 'Connecting to nas-ssh' }));
  expect(dialog.getByText('Waiting for remote.it')).toBeDefined();
  fireEvent.click(button);
  expect(api.to('POST /api/connections')).toHaveLength(1);
});

it('shows why it couldn’t connect to an offline service, and offers to try again', async () => {
  aServer([], () => aProblem(409, 'conflict', '“backup-nas” is offline. Try again later.'));
  renderPage(<DevicesView permissions={may} />);
  const dialog = await askFor('nas-ssh');
  const alert = await dialog.findByRole('alert');
  expect(alert.textContent).toBe('Couldn’t connect“backup-nas” is offline. Try again later.');
  expect(dialog.getByRole('button', { name: 'Try again' })).toBeDefined();
});

it('opens a service to everyone only if that is chosen, and warns', async () => {
  const api = aServer([], () =>
    Response.json(aConnection({ allowFrom: 'anyone' }), { status: 201 }),
  );
  renderPage(<DevicesView permissions={may} />);
  const name = 'Who can reach nas-ssh on backup-nas';
  await userEvent.click(await screen.findByRole('button', { name }));
  const only = await screen.findByRole('menuitem', { name: 'Only 203.0.113.4 (you)' });
  expect(only).toBeDefined();
  await userEvent.click(screen.getByRole('menuitem', { name: 'Anyone with the address' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(await dialog.findByText('Open to the internet')).toBeDefined();
  expect(api.to('POST /api/connections')[0]?.body).toMatchObject({ allowFrom: 'anyone' });
});

it('says that the first address is let in where the person’s isn’t known', async () => {
  stubApi({
    'GET /api/devices': () => Response.json(aDevicesPage([aDevice()])),
    'GET /api/connections': () => Response.json({ items: [], total: 0, ownAddress: null }),
    'POST /api/connections': () => Response.json(aConnection(), { status: 201 }),
  });
  renderPage(<DevicesView permissions={may} />);
  const dialog = await askFor('nas-ssh');
  expect(await dialog.findByText('Open to the first address that connects')).toBeDefined();
});

it('shows a web service as a link without a referrer, and offers no restriction', async () => {
  const url = 'https://abc.p18.rt3.io';
  const web = { serviceName: 'nas-web', serviceType: 'https', port: null, command: null, url };
  aServer([], () => Response.json(aConnection(web), { status: 201 }));
  renderPage(<DevicesView permissions={may} />);
  const dialog = await askFor('nas-web');
  const link = await dialog.findByRole('link', { name: 'Open in new tab' });
  expect(link.getAttribute('href')).toBe(url);
  expect(link.getAttribute('target')).toBe('_blank');
  expect(link.getAttribute('rel')).toBe('noopener noreferrer');
});

it('treats a connection that already ended as disconnected', async () => {
  let open = [aConnection()];
  stubApi({
    'GET /api/devices': () => Response.json(aDevicesPage([aDevice()])),
    'GET /api/connections': () => Response.json({ items: open, total: open.length }),
    'DELETE /api/connections/con_one': () => {
      open = [];
      return aProblem(404, 'not_found', 'This connection isn’t open any more.');
    },
  });
  renderPage(<DevicesView permissions={may} />);
  expect(await screen.findByRole('button', { name: /^Show connection to nas-ssh/ })).toBeDefined();
  await userEvent.click(screen.getByRole('button', { name: 'Disconnect nas-ssh' }));
  expect(await screen.findByText('nas-ssh was already disconnected')).toBeDefined();
  await waitFor(() =>
    expect(screen.queryByRole('heading', { name: 'Open connections' })).toBeNull(),
  );
});

it('keeps a connection in the list when disconnecting fails, and shows why', async () => {
  stubApi({
    'GET /api/devices': () => Response.json(aDevicesPage([aDevice()])),
    'GET /api/connections': () => Response.json({ items: [aConnection()], total: 1 }),
    'DELETE /api/connections/con_one': () =>
      aProblem(502, 'upstream_unavailable', 'remote.it can’t be reached.'),
  });
  renderPage(<DevicesView permissions={may} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Disconnect nas-ssh' }));
  expect(await screen.findByText('Couldn’t disconnect nas-ssh')).toBeDefined();
  expect(screen.getByText('remote.it can’t be reached.')).toBeDefined();
  expect(screen.getByText('ssh -p 34168 user@proxy40.rt3.io')).toBeDefined();
});

it('shows open connections without actions to anyone who may only view them', async () => {
  aServer([aConnection()]);
  renderPage(<DevicesView permissions={['devices.read']} />);
  expect(await screen.findByText('ssh -p 34168 user@proxy40.rt3.io')).toBeDefined();
  expect(screen.queryByRole('button', { name: /^(Connect|Disconnect)/ })).toBeNull();
});

it('requests the filters in the URL, and clears them when nothing matches', async () => {
  const api = stubApi({
    'GET /api/devices': () => Response.json(aDevicesPage([])),
    'GET /api/connections': () => Response.json({ items: [], total: 0 }),
  });
  renderPage(<DevicesView permissions={may} />, '?search=pump&state=inactive');
  expect(await screen.findByText('No matching devices')).toBeDefined();
  expect(api.to('GET /api/devices')[0]?.query).toBe(
    '?page=1&pageSize=50&search=pump&state=inactive',
  );
  await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }));
  expect(await screen.findByText('No devices yet')).toBeDefined();
});

it('shows what went wrong when there is no list', async () => {
  stubApi({
    'GET /api/devices': () => aProblem(502, 'upstream_unavailable', 'remote.it can’t be reached.'),
    'GET /api/connections': () => Response.json({ items: [], total: 0 }),
  });
  renderPage(<DevicesView permissions={may} />);
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('Couldn’t load devices');
  expect(alert.textContent).toContain('remote.it can’t be reached.');
  expect(alert.textContent).toContain('req-1');
});

it('shows how long a device has been offline, its owner and its platform', async () => {
  const device = aDevice({
    state: 'inactive',
    offlineSince: '2026-09-22T10:41:00.000Z',
    platform: 'Raspberry Pi',
    owner: 'field-ops@partner.example',
    isShared: true,
  });
  stubApi({
    'GET /api/devices': () => Response.json(aDevicesPage([device])),
    'GET /api/connections': () => Response.json({ items: [], total: 0 }),
  });
  renderPage(<DevicesView permissions={may} />);
  const group = within(await screen.findByRole('rowgroup', { name: 'backup-nas' }));
  expect(group.getByText('61 days')).toBeDefined();
  expect(group.getByText('Raspberry Pi')).toBeDefined();
  expect(group.getByText('Shared')).toBeDefined();
});

it('filters and sorts by the URL, and reverses the order on a second click', async () => {
  const api = aServer();
  renderPage(
    <DevicesView permissions={may} />,
    '?offlineDays=14&shared=yes&sort=lastSeenAt&page=2',
  );
  await screen.findByRole('rowgroup', { name: 'backup-nas' });
  expect(api.to('GET /api/devices')[0]?.query).toBe(
    '?page=2&pageSize=50&shared=yes&offlineDays=14&sort=lastSeenAt',
  );
  expect(screen.getByText('14 days or more')).toBeDefined();
  expect(screen.getByText('Shared with you')).toBeDefined();
  await userEvent.click(screen.getByRole('button', { name: 'Last contact' }));
  await waitFor(() =>
    expect(api.to('GET /api/devices').at(-1)?.query).toBe(
      '?page=1&pageSize=50&shared=yes&offlineDays=14&sort=-lastSeenAt',
    ),
  );
});

it('offers an .rdp file for a remote desktop', async () => {
  const desktop = { serviceType: 'rdp', command: 'mstsc /v:proxy40.rt3.io:34168' };
  aServer([], () => Response.json(aConnection(desktop), { status: 201 }));
  renderPage(<DevicesView permissions={may} />);
  const dialog = await askFor('nas-ssh');
  expect(await dialog.findByRole('button', { name: 'Download .rdp file' })).toBeDefined();
});

it('names the customer below the device, if it belongs to one', async () => {
  const customer = { id: 'cus_north', name: 'North Wind', source: 'domain' as const };
  stubApi({
    'GET /api/devices': () =>
      Response.json(
        aDevicesPage([aDevice({ customer }), aDevice({ id: 'other', name: 'other-pi' })]),
      ),
    'GET /api/connections': () => Response.json({ items: [], total: 0, ownAddress: null }),
  });
  renderPage(<DevicesView permissions={may} />);
  const owned = (await screen.findByRole('button', { name: 'backup-nas' })).closest('tr');
  expect(owned?.textContent).toContain('North Wind');
  const other = screen.getByRole('button', { name: 'other-pi' }).closest('tr');
  expect(other?.textContent).not.toContain('North Wind');
});
