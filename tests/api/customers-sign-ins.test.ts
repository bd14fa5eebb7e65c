import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GET } from '@/app/api/customers/[id]/sign-ins/route';
import { PUT as ASSIGN } from '@/app/api/users/customer/route';
import type { ActivityRows } from '@/lib/contract/audit';
import { recordEvents, type NewAuditEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { permissionsOf } from '@/lib/shared/permissions';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';

let desk: TestDesk;
const { create } = customerCalls(() => desk);
let north: { id: string };

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  for (const username of ['ann@north.example', 'bob@north.example', 'cleo@south.example']) {
    desk.sandbox.remotepc.state.addUser({ username });
  }
  north = await create({ name: 'North Wind', domains: ['north.example'] });
  const other = await create({ name: 'South Sea' });
  // One of them belongs to another customer by hand, and one of another domain to this one.
  await assign('bob@north.example', other.id);
  await assign('cleo@south.example', north.id);
  const signIn = (target: string, reason: string, accountId = 'rpc_sandbox') =>
    ({
      ...{ action: 'auto_login.opened', outcome: 'success' },
      ...{ target, reason, accountId },
    }) satisfies NewAuditEvent;
  await record([
    signIn('ann@north.example', 'The printer is down.'),
    signIn('bob@north.example', 'A new mouse.'),
    { ...signIn('ann@north.example', 'Not let in.'), action: 'auto_login.failed' },
    signIn('cleo@south.example', 'Slow since Monday.'),
  ]);
});
afterAll(() => desk.close());

async function record(events: NewAuditEvent[]): Promise<void> {
  const { id, email, sessionId } = await desk.staff('manager');
  const permissions = permissionsOf.manager;
  const actor = {
    id,
    email,
    sessionId,
    permissions,
    role: 'manager',
    accountIds: null,
    customerIds: null,
  } as const;
  await recordEvents({ ...actor, ip: '203.0.113.9', requestId: 'req-1' }, events);
}

async function assign(username: string, customerId: string): Promise<void> {
  const json = { usernames: [username], customerId };
  const response = await desk.call(ASSIGN, 'PUT /api/users/customer', { as: 'manager', json });
  expect(response.status).toBe(200);
}

const call = (id: string, as: 'viewer' | 'technician' = 'viewer') =>
  desk.call(GET, `GET /api/customers/${id}/sign-ins`, { as, params: { id } });

describe('GET /api/customers/{id}/sign-ins', () => {
  it('lists who signed in as its users, by domain and by hand, with the reason, newest first', async () => {
    const response = await call(north.id);
    expect(response.status).toBe(200);
    const { items } = (await response.json()) as ActivityRows;
    expect(items.map(({ target, reason }) => [target, reason])).toEqual([
      ['cleo@south.example', 'Slow since Monday.'],
      ['ann@north.example', 'The printer is down.'],
    ]);
    expect(items[0]?.actor.email).toBe('manager@desk.example');
  });

  it('leaves out what was done in accounts that the person may not see', async () => {
    const { id } = await desk.staff('technician');
    const accountIds = ['rpc_elsewhere'];
    await db().update(staffMembers).set({ accountIds }).where(eq(staffMembers.id, id));
    const response = await call(north.id, 'technician');
    expect(((await response.json()) as ActivityRows).items).toEqual([]);
  });

  it('returns 404 for a customer that doesn’t exist', async () => {
    expect((await call('cus_none')).status).toBe(404);
  });
});
