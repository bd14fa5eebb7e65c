import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PUT as ASSIGN_DEVICES } from '@/app/api/devices/customer/route';
import { GET as DEVICES } from '@/app/api/devices/route';
import type { Assigned } from '@/lib/contract/customers';
import type { DevicesPage } from '@/lib/contract/devices';
import { db } from '@/lib/server/db/client';
import { auditEvents, customerDevices, customers } from '@/lib/server/db/schema';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';

const PI = '80:00:00:00:01:00:81:a0';
const OLD_PI = '80:00:00:00:01:00:82:a0';

let desk: TestDesk;
let north: string;
const { create, change, find } = customerCalls(() => desk);

beforeAll(async () => {
  desk = await startTestDesk();
});
beforeEach(async () => {
  for (const table of [customers, customerDevices]) await db().delete(table);
  north = (await create({ name: 'North' })).id;
});
afterAll(() => desk.close());

describe('devices', () => {
  const devices = async (query: string): Promise<DevicesPage> => {
    const response = await desk.call(DEVICES, `GET /api/devices?pageSize=500&${query}`);
    expect(response.status).toBe(200);
    return (await response.json()) as DevicesPage;
  };
  const put = (json: unknown) =>
    desk.call(ASSIGN_DEVICES, 'PUT /api/devices/customer', { as: 'manager', json });
  const refs = (...ids: string[]) => ids.map((id) => ({ accountId: 'rit_sandbox', id }));

  it('are assigned by hand, found and counted', async () => {
    const answer = await put({ devices: refs(PI, OLD_PI, '80:none'), customerId: north });
    expect((await answer.json()) as Assigned).toEqual({
      ...{ changed: 2, unchanged: 0, notListed: ['80:none'], notListedCount: 1 },
    });
    const found = await devices(`customer=${north}`);
    expect(found.items.map(({ id, customer }) => [id, customer])).toEqual(
      expect.arrayContaining([
        [PI, { id: north, name: 'North', source: 'hand' }],
        [OLD_PI, { id: north, name: 'North', source: 'hand' }],
      ]),
    );
    expect(found.total).toBe(2);
    expect(await find(north)).toMatchObject({ devices: 2 });
    const { target, accountId, details } = auditEvents;
    const events = await db()
      .select({ target, accountId, details })
      .from(auditEvents)
      .where(eq(auditEvents.action, 'customer.devices_assigned'));
    expect(events).toMatchObject([
      { target: 'North', accountId: 'rit_sandbox', details: { changed: 2, of: 2 } },
    ]);
    const all = await devices('');
    expect((await devices('customer=none')).total).toBe(all.total - 2);
  });

  it('belong to the customer at whose domain their owner is', async () => {
    const all = await devices('');
    const [first] = all.items;
    const owner = first?.owner ?? '';
    const domain = owner.slice(owner.indexOf('@') + 1);
    await change(north, { domains: [domain] });
    const expected = all.items.filter((device) => device.owner.endsWith(`@${domain}`)).length;
    expect(expected).toBeGreaterThan(0);
    expect((await devices(`customer=${north}`)).total).toBe(expected);
    expect(await find(north)).toMatchObject({ devices: expected });
    await put({ devices: refs(first?.id ?? ''), customerId: null });
    expect((await devices(`customer=${north}`)).total).toBe(expected - 1);
  });
});
