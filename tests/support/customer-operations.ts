import { eq } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { customerDomains, customers } from '@/lib/server/db/schema';
import { operation, type Operation, type Tolerance } from './operation';
import { aCustomer, fresh } from './operation-setup';
import { username } from './policy-desk';

const device = { accountId: 'rit_sandbox', id: '80:00:00:00:01:00:81:a0' };

/**
 * Of the routes about customers.
 * @param lists what a list of users or devices that can't be read or saved leaves as it is
 */
export const customerOperations = (lists: Tolerance[]): Operation[] => [
  operation('GET /api/customers', 200, () => ({}), lists),
  operation('POST /api/customers', 201, () => ({
    json: { name: fresh('Company '), domains: [`${fresh('company')}.example`] },
  })),
  operation(
    'GET /api/customers/[id]',
    200,
    async () => ({ params: { id: await aCustomer() } }),
    lists,
  ),
  operation('PATCH /api/customers/[id]', 200, async () => ({
    params: { id: await aCustomer() },
    json: { name: fresh('Company '), domains: [`${fresh('company')}.example`] },
  })),
  operation('DELETE /api/customers/[id]', 204, async () => ({
    params: { id: await aCustomer() },
  })),
  operation('POST /api/customers/[id]/merge', 200, async () => ({
    params: { id: await aCustomer() },
    json: { into: await aCustomer() },
  })),
  operation(
    'POST /api/customers/[id]/split',
    200,
    async () => {
      const id = await aCustomer();
      const { customerId, domain } = customerDomains;
      const own = await db().select({ domain }).from(customerDomains).where(eq(customerId, id));
      const domains = own.map((one) => one.domain);
      return { params: { id }, json: { name: fresh('Company '), domains } };
    },
    lists,
  ),
  operation(
    'POST /api/customers/[id]/split/preview',
    200,
    async () => ({ params: { id: await aCustomer() }, json: {} }),
    lists,
  ),
  operation('GET /api/customers/[id]/sign-ins', 200, async () => ({
    params: { id: await aCustomer() },
  })),
  operation('GET /api/customers/export', 200, () => ({}), lists),
  operation('POST /api/customers/import', 200, async () => {
    const id = await aCustomer();
    const [known] = await db().select().from(customers).where(eq(customers.id, id));
    const text = `Customer,Domains,Note\n${fresh('Company ')},${fresh('company')}.example,\n${known?.name},,New`;
    return { json: { text } };
  }),
  operation('POST /api/customers/import/preview', 200, () => ({
    json: { text: 'Customer\nNorth Wind' },
  })),
  operation('GET /api/customers/suggestions', 200, () => ({}), lists),
  operation(
    'POST /api/customers/suggestions',
    201,
    async () => {
      await db().delete(customers);
      return { json: { all: true } };
    },
    lists,
  ),
  operation(
    'PUT /api/devices/customer',
    200,
    async () => ({ json: { devices: [device], customerId: await aCustomer() } }),
    lists,
  ),
  operation(
    'PUT /api/users/customer',
    200,
    async () => ({ json: { usernames: [username], customerId: await aCustomer() } }),
    lists,
  ),
];
