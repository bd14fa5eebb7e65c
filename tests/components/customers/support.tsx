import type { Customer, CustomersPage } from '@/lib/contract/customers';

export const manager = [
  'users.read',
  'users.export',
  'devices.read',
  'activity.read',
  'customers.read',
  'customers.manage',
];

export function aCustomer(name: string, more: Partial<Customer> = {}): Customer {
  return {
    ...{ id: `cus_${name.toLowerCase().replaceAll(/\W/g, '')}`, name, version: 1 },
    ...{ domains: [], externalId: null, tags: [], note: null, pricePerSeat: null, currency: null },
    ...{ rules: [], ownFields: [] },
    ...{ users: 6, seats: 40, seatsUsed: 25, devices: 2 },
    ...{ createdAt: '2026-11-22T10:00:00.000Z', updatedAt: '2026-11-22T10:00:00.000Z' },
    ...more,
  };
}

export function aCustomersPage(
  items: Customer[],
  more: Partial<CustomersPage> = {},
): CustomersPage {
  const sums = { users: 12, seats: 80, seatsUsed: 50, devices: 4, customers: items.length };
  return {
    ...{ items, total: items.length, page: 1, pageSize: 50 },
    ...{ summary: sums, filtered: more.summary ?? sums },
    withoutCustomer: { users: 3, seats: 9, seatsUsed: 4, devices: 1 },
    isStale: false,
    ...more,
  };
}
