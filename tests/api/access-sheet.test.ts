import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GET } from '@/app/api/customers/[id]/access-sheet/route';
import type { AccessReport } from '@/lib/contract/audit';
import { everyone } from '@/lib/server/actor';
import { recordEvents, type NewAuditEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { permissionsOf } from '@/lib/shared/permissions';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';
import { asOwner } from '@/tests/support/database';

let desk: TestDesk;
let north: string;
const { create } = customerCalls(() => desk);

beforeAll(async () => {
  desk = await startTestDesk({ seed: 'empty' });
  north = (await create({ name: 'North', domains: ['north.example'] })).id;
  const signIn = (target: string, reason: string, accountId = 'rpc_sandbox') =>
    ({
      ...{ action: 'auto_login.opened', outcome: 'success' },
      ...{ target, reason, accountId, ticket: 'HD-7' },
    }) satisfies NewAuditEvent;
  const { id, email, sessionId } = await desk.staff('technician');
  const permissions = permissionsOf.technician;
  const actor = { id, email, sessionId, permissions, role: 'technician', ...everyone } as const;
  await recordEvents({ ...actor, ip: null, requestId: 'req-1' }, [
    signIn('ann@north.example', '=printer()'),
    signIn('eve@south.example', 'Another company’s.'),
    signIn('bob@north.example', 'In another account.', 'rpc_other'),
  ]);
  await asOwner(`
    set session_replication_role = replica;
    update audit_events set at = '2026-10-05T09:00:00Z'`);
});
afterAll(() => desk.close());

type Person = 'viewer' | 'administrator' | 'manager';

const sheet = (query: string, as: Person = 'viewer', id = north) =>
  desk.call(GET, `GET /api/customers/x/access-sheet?${query}`, { as, params: { id } });

const ann = {
  ...{ at: '2026-10-05T09:00:00.000Z', person: 'technician@desk.example' },
  ...{ user: 'ann@north.example', account: 'RemotePC sandbox', reason: '=printer()' },
  ...{ ticket: 'HD-7', approver: null, outcome: 'success' },
};

it('names who signed in as the customer’s users in the month, when, why, and the ticket', async () => {
  const response = await sheet('month=2026-10');
  expect(await response.json()).toEqual({
    ...{ month: '2026-10', removedEvents: 0 },
    items: [
      ann,
      {
        ...{ ...ann, user: 'bob@north.example', account: 'rpc_other' },
        reason: 'In another account.',
      },
    ],
  });
  const other = (await (await sheet('month=2026-11')).json()) as AccessReport;
  expect(other.items).toEqual([]);
});

it('is a CSV for those who may export the log', async () => {
  expect((await sheet('month=2026-10&format=csv', 'manager')).status).toBe(403);
  const response = await sheet('month=2026-10&format=csv', 'administrator');
  expect(response.headers.get('content-disposition')).toBe(
    'attachment; filename="access-sheet-2026-10.csv"',
  );
  expect((await response.text()).replace('\ufeff', '').split('\r\n').slice(0, 2)).toEqual([
    'at,person,user,account,reason,ticket,approver,outcome',
    "2026-10-05T09:00:00.000Z,technician@desk.example,ann@north.example,RemotePC sandbox,'=printer(),HD-7,,success",
  ]);
});

it('has nothing of accounts that the person doesn’t see, nor of a customer that isn’t there', async () => {
  const { id } = await desk.staff('viewer');
  const accountIds = ['rpc_sandbox'];
  await db().update(staffMembers).set({ accountIds }).where(eq(staffMembers.id, id));
  const { items } = (await (await sheet('month=2026-10')).json()) as AccessReport;
  expect(items).toEqual([ann]);
  expect((await sheet('month=2026-10', 'viewer', 'cus_none')).status).toBe(404);
  expect((await sheet('month=october')).status).toBe(400);
});
