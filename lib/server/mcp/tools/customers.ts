import 'server-only';
import { z } from 'zod';
import { customerIdSchema, listedNameSchema } from '@/lib/contract/common';
import { assignUsersInputSchema, customerFiltersSchema } from '@/lib/contract/customers';
import { assignUsers } from '@/lib/server/customers/assign-users';
import { findCustomer } from '@/lib/server/customers/find-customers';
import { listCustomers } from '@/lib/server/customers/list-customers';
import { parseInput } from '@/lib/server/http/read-input';
import { accountInput, defineTool, pageInput } from '../tool';

const filters = customerFiltersSchema.shape;
const MOST_USERS = 500;

export const searchCustomers = defineTool({
  name: 'search_customers',
  title: 'Search customers',
  description:
    'Finds customers, which are companies that buy from the reseller, with their users, seats, and devices.',
  permission: 'customers.read',
  isWrite: false,
  input: z.strictObject({
    search: filters.search.describe(
      'Any part of the name, a domain, the external number, a tag, or an own field.',
    ),
    tag: filters.tag.describe('One of our tags; several separated by commas.'),
    sort: filters.sort,
    ...pageInput,
  }),
  run: async (actor, input) => listCustomers(actor, input),
});

export const getCustomer = defineTool({
  name: 'get_customer',
  title: 'Get a customer',
  description: 'One customer with its domains, rules, note, own fields, and sums.',
  permission: 'customers.read',
  isWrite: false,
  input: z.strictObject({ id: customerIdSchema }),
  run: async (actor, { id }) => findCustomer(actor, id),
});

export const setCustomer = defineTool({
  name: 'set_customer',
  title: 'Assign users to a customer',
  description:
    'Assigns users to a customer by hand. A customerId of null assigns them to none; byDomain true removes the assignment by hand, so that their rules and domain decide.',
  permission: 'customers.manage',
  isWrite: true,
  input: z.strictObject({
    usernames: z.array(listedNameSchema).min(1).max(MOST_USERS).describe('Email addresses.'),
    customerId: customerIdSchema.nullable().optional(),
    byDomain: z.literal(true).optional(),
    account: accountInput('Left out: the default one.'),
  }),
  run: async (actor, { account, ...change }) =>
    assignUsers(actor, account, parseInput(assignUsersInputSchema, change)),
});
