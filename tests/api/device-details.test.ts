import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DELETE as CLOSE } from '@/app/api/connections/[id]/route';
import { POST as CONNECT } from '@/app/api/connections/route';
import { GET } from '@/app/api/devices/[key]/route';
import { GET as LIST } from '@/app/api/devices/route';
import type { Connection, DeviceDetails, DevicesPage } from '@/lib/contract/devices';
import { db } from '@/lib/server/db/client';
import { auditEvents, connections } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';

const SSH = '80:00:00:00:01:00:81:a1';
const HTTP = '80:00:00:00:01:00:81:a2';

let desk: TestDesk;

async function listed(search: string) {
  const response = await desk.call(LIST, `GET /api/devices?search=${search}`);
  const [device] = ((await response.json()) as DevicesPage).items;
  if (!device) throw new Error(`no device ${search}`);
  return device;
}

const ask = (key: string, as: 'viewer' | 'auditor' = 'viewer') =>
  desk.call(GET, 'GET /api/devices/x', { as, params: { key } });

async function details(key: string | undefined): Promise<DeviceDetails> {
  const response = await ask(key ?? '');
  expect(response.status).toBe(200);
  return (await response.json()) as DeviceDetails;
}

async function connect(serviceId: string): Promise<Connection> {
  const json = { serviceId };
  const opened = await desk.call(CONNECT, 'POST /api/connections', { as: 'technician', json });
  return (await opened.json()) as Connection;
}

describe.each(['v27', 'graphql'] as const)('over %s', (remoteit) => {
  beforeAll(async () => {
    desk = await startTestDesk({ remoteit, env: { UPSTREAM_TIMEOUT_MS: '2000' } });
  });
  afterAll(() => desk.close());

  it('shows a device by the key that the list gives, with the addresses remote.it last saw', async () => {
    const device = await listed('80:00:00:00:01:00:81:a0');
    const port = remoteit === 'graphql' ? ':53190' : '';
    const shown = await details(device.key);
    expect(shown).toEqual({
      device,
      addresses: {
        external: expect.stringMatching(
          new RegExp(`^(198\\.51\\.100|203\\.0\\.113)\\.\\d+${port}$`),
        ),
        internal: expect.stringMatching(new RegExp(`^192\\.168\\.\\d+\\.\\d+${port}$`)),
      },
      note: null,
      history: [],
    });
    expect(device).toMatchObject({ name: 'warehouse-pi', tags: [], hasNote: false });
    expect(JSON.stringify(device)).not.toContain('192.168.');
  });

  it('shows by whom, when and to which service connections were opened, and how they ended', async () => {
    const { key } = await listed('80:00:00:00:01:00:81:a0');
    const { id } = await connect(SSH);
    await desk.call(CLOSE, 'DELETE /api/connections/x', { as: 'manager', params: { id } });
    const over = await connect(HTTP);
    const expiresAt = new Date(Date.now() - 60_000);
    await db().update(connections).set({ expiresAt }).where(eq(connections.id, over.id));
    await connect(HTTP);
    desk.sandbox.remoteit.faults.set('connect', { status: 500 });
    await connect(SSH);
    desk.sandbox.remoteit.faults.clear();
    const { history = [] } = await details(key);
    const by = 'The technician';
    expect(history.map(({ id: _, at: __, ...entry }) => entry)).toMatchObject([
      {
        by,
        serviceId: SSH,
        service: null,
        outcome: expect.stringMatching(/failure|unknown/),
        end: null,
      },
      {
        by,
        serviceId: HTTP,
        service: 'warehouse-pi-http',
        outcome: 'success',
        end: { kind: 'open' },
      },
      { by, serviceId: HTTP, end: { kind: 'ended', at: expiresAt.toISOString() } },
      {
        ...{ by, serviceId: SSH, service: 'warehouse-pi-ssh', outcome: 'success' },
        end: { kind: 'disconnected', by: 'The manager' },
      },
    ]);
    // A search of the log for the device's id finds what was done to its services, too.
    const [opened] = await db()
      .select({ details: auditEvents.details })
      .from(auditEvents)
      .where(eq(auditEvents.action, 'connection.closed'));
    expect(opened?.details).toMatchObject({ deviceId: '80:00:00:00:01:00:81:a0' });
  });

  it('is 404 for a key that no listed device has, and 403 for an auditor', async () => {
    const response = await ask(`dev_${'A'.repeat(22)}`);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      404,
      'not_found',
    ]);
    const { key = '' } = await listed('accounting-pc');
    expect((await ask(key, 'auditor')).status).toBe(403);
  });
});
