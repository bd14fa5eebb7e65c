import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import '@/components/devices/connect-dialog';
import '@/components/devices/device-panel';
import '@/components/devices/tags-dialog';
import { DevicesView } from '@/components/devices/devices-view';
import type { Connection, Device, DeviceDetails } from '@/lib/contract/devices';
import { aConnection, aDevice, aDevicesPage, renderPage, stubApi } from './support';

const may = [
  ...['devices.read', 'devices.export', 'devices.annotate'],
  ...['connections.write', 'connections.end_others', 'activity.read'],
];
const key = 'dev_backup';
const services = [
  { id: '80:1', name: 'nas-ssh', type: 'ssh', port: 22, state: 'active' as const },
  { id: '80:2', name: 'nas-web', type: 'https', port: 443, state: 'inactive' as const },
];

beforeEach(() => {
  history.replaceState(null, '', '/devices');
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

type Desk = { devices?: Device[]; connections?: Connection[]; details?: Partial<DeviceDetails> };

function aDesk({ devices, connections = [], details = {} }: Desk = {}) {
  const items = devices ?? [aDevice({ key, tags: ['VIP'], hasNote: true, services })];
  const [device = aDevice()] = items;
  return stubApi({
    'GET /api/devices': () => Response.json(aDevicesPage(items)),
    'GET /api/connections': () =>
      Response.json({ items: connections, total: connections.length, ownAddress: '203.0.113.4' }),
    [`GET /api/devices/${key}`]: () =>
      Response.json({ device, addresses: {}, note: 'On the shelf.', history: [], ...details }),
    'PATCH /api/devices/annotations': (body) =>
      Response.json({ note: 'On the shelf.', tags: ['VIP'], ...(body as object) }),
    'POST /api/devices/annotations': () => new Response(null, { status: 204 }),
    'DELETE /api/connections/con_one': () => new Response(null, { status: 204 }),
  });
}

async function openPanel() {
  await userEvent.click(await screen.findByRole('button', { name: 'backup-nas' }));
  return within(await screen.findByRole('dialog', { name: 'backup-nas' }));
}

it('opens a device over the list: addresses, who is connected, and how connections ended', async () => {
  const at = '2026-11-22T09:00:00.000Z';
  const past = { id: 'evt_1', at, by: 'Tess', serviceId: '80:1', service: 'nas-ssh' };
  aDesk({
    connections: [aConnection({ serviceId: '80:1', isOwn: false })],
    details: {
      addresses: { external: '203.0.113.9:53190', internal: '192.168.1.7' },
      history: [
        {
          ...{ ...past, outcome: 'success' },
          end: { kind: 'disconnected', at: '2026-11-22T09:12:00.000Z', by: 'Mo' },
        },
        { ...past, id: 'evt_2', outcome: 'unknown', service: null, end: null },
      ],
    },
  });
  renderPage(<DevicesView permissions={may} />);
  const panel = await openPanel();
  expect(location.pathname).toBe(`/devices/${key}`);
  expect(await panel.findByText('203.0.113.9:53190')).toBeDefined();
  expect(panel.getByText('192.168.1.7')).toBeDefined();
  expect(panel.getByText('On the shelf.')).toBeDefined();
  expect(panel.getByText(/^Tess Tech connected ·/)).toBeDefined();
  expect(panel.getByText('nas-ssh · disconnected by Mo after 12 min')).toBeDefined();
  expect(panel.getByText('Unknown')).toBeDefined();
  expect(panel.getByRole('link', { name: 'Audit log' }).getAttribute('href')).toBe(
    '/activity?q=80%3A00%3A00%3A00%3A01%3A00%3A8f%3Aa0&account=rit_sandbox',
  );
});

it('saves a tag from the panel for the device’s account', async () => {
  const api = aDesk();
  renderPage(<DevicesView permissions={may} />);
  const panel = await openPanel();
  await userEvent.type(await panel.findByRole('combobox', { name: 'Add tag' }), 'Berlin{Enter}');
  await waitFor(() =>
    expect(api.to('PATCH /api/devices/annotations')).toEqual([
      {
        call: 'PATCH /api/devices/annotations',
        query: '?account=rit_sandbox',
        body: { id: '80:00:00:00:01:00:8f:a0', tags: ['VIP', 'Berlin'] },
      },
    ]),
  );
});

it('asks before it ends someone else’s connection, and names them', async () => {
  const api = aDesk({ connections: [aConnection({ isOwn: false })] });
  renderPage(<DevicesView permissions={may} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Disconnect nas-ssh' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Disconnect Tess Tech?' }));
  expect(api.to('DELETE /api/connections/con_one')).toEqual([]);
  await userEvent.click(dialog.getByRole('button', { name: 'Disconnect' }));
  expect(await screen.findByText('Disconnected nas-ssh')).toBeDefined();
  expect(api.to('DELETE /api/connections/con_one')).toHaveLength(1);
});

it('shows three open connections, and the others on request', async () => {
  const connections = ['one', 'two', 'three', 'four', 'five'].map((id) =>
    aConnection({ id: `con_${id}`, serviceName: `shell-${id}` }),
  );
  aDesk({ connections });
  renderPage(<DevicesView permissions={may} />);
  await screen.findByText('shell-three');
  expect(screen.queryByText('shell-four')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Show all 5' }));
  expect(screen.getByText('shell-five')).toBeDefined();
});

it('shows the states of services only where one differs from its device', async () => {
  const same = services.map((service) => ({ ...service, state: 'active' as const }));
  aDesk({
    devices: [aDevice({ services }), aDevice({ id: '80:ff', name: 'other', services: same })],
  });
  renderPage(<DevicesView permissions={may} />);
  const group = async (name: string) => within(await screen.findByRole('rowgroup', { name }));
  // On a phone it's below the name, elsewhere in its column.
  expect((await group('backup-nas')).getAllByText('Online')).toHaveLength(4);
  expect((await group('backup-nas')).getAllByText('Offline')).toHaveLength(2);
  expect((await group('other')).getAllByText('Online')).toHaveLength(2);
});

it('dims the services that a search didn’t find, unless it found none', async () => {
  aDesk();
  renderPage(<DevicesView permissions={may} />, '?search=WEB');
  expect((await screen.findByText('nas-ssh')).className).toContain('text-muted');
  expect(screen.getByText('nas-web').className).not.toContain('text-muted');
  cleanup();
  aDesk();
  renderPage(<DevicesView permissions={may} />, '?search=shelf');
  expect((await screen.findByText('nas-ssh')).className).not.toContain('text-muted');
});

it('tags the selected devices together', async () => {
  const devices = [
    aDevice({ key, tags: ['VIP', 'Old'], services }),
    aDevice({ id: '80:ff', name: 'other', tags: ['vip'], services: [] }),
  ];
  const api = aDesk({ devices });
  renderPage(<DevicesView permissions={may} />);
  await userEvent.click(
    await screen.findByRole('checkbox', { name: 'Select all devices on this page' }),
  );
  expect(screen.getByText('2 devices selected')).toBeDefined();
  await userEvent.click(screen.getByRole('button', { name: 'Tags…' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Tags of 2 devices' }));
  await userEvent.type(dialog.getByLabelText(/^Add/), 'Berlin, Mitte');
  await userEvent.type(dialog.getByLabelText(/^Remove/), 'Old');
  await userEvent.click(dialog.getByRole('button', { name: 'Change tags' }));
  expect(await screen.findByText('Tags of 2 devices changed')).toBeDefined();
  expect(api.to('POST /api/devices/annotations')[0]?.body).toEqual({
    devices: [
      { accountId: 'rit_sandbox', id: '80:00:00:00:01:00:8f:a0' },
      { accountId: 'rit_sandbox', id: '80:ff' },
    ],
    add: ['Berlin', 'Mitte'],
    remove: ['Old'],
  });
});

it('shows nothing to tag, export or disconnect to someone who may only view', async () => {
  aDesk({ connections: [aConnection({ isOwn: false })] });
  renderPage(<DevicesView permissions={['devices.read']} />);
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Select backup-nas' }));
  expect(screen.queryByRole('button', { name: /tags|Export|Disconnect/i })).toBeNull();
  const panel = await openPanel();
  expect(await panel.findByText('On the shelf.')).toBeDefined();
  expect(panel.queryByRole('combobox', { name: 'Add tag' })).toBeNull();
});
