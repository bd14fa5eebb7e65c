import { afterAll, beforeAll, expect, it } from 'vitest';
import { GET as EXPORT } from '@/app/api/customers/export/route';
import { GET as SUGGEST } from '@/app/api/customers/suggestions/route';
import { PUT as ASSIGN } from '@/app/api/users/customer/route';
import type { Problem } from '@/lib/contract/problem';
import { startTestDesk, type TestDesk } from '@/tests/support/call-route';
import { customerCalls } from '@/tests/support/customers';

let desk: TestDesk;
const { create, list, find } = customerCalls(() => desk);

beforeAll(async () => {
  desk = await startTestDesk({ env: { UPSTREAM_TIMEOUT_MS: '400' } });
  desk.sandbox.remotepc.faults.set('list', { status: 500 });
});
afterAll(() => desk.close());

it('customers have no sums while no list of users is known, and everything else', async () => {
  const { id } = await create({ name: 'North', domains: ['north.example'] });
  const sums = { users: null, seats: null, seatsUsed: null, devices: 0 };
  expect(await list()).toMatchObject({
    items: [{ name: 'North', domains: ['north.example'], ...sums }],
    summary: { customers: 1, ...sums },
    unavailable: [{ accountId: 'rpc_sandbox', code: 'upstream_unavailable' }],
  });
  expect(await find(id)).toMatchObject({ name: 'North', ...sums });
  expect((await list('sort=-seats')).total).toBe(1);
});

it.each([
  ['a file', () => desk.call(EXPORT, 'GET /api/customers/export')],
  ['suggestions', () => desk.call(SUGGEST, 'GET /api/customers/suggestions')],
  [
    'an assignment',
    () =>
      desk.call(ASSIGN, 'PUT /api/users/customer', {
        json: { usernames: ['ann@north.example'], customerId: null },
      }),
  ],
])('%s is refused meanwhile', async (_, call) => {
  const response = await call();
  expect(((await response.json()) as Problem).code).toMatch(
    /^(upstream_unavailable|circuit_open)$/,
  );
});
