import { expect } from 'vitest';
import { GET as GET_ONE, PATCH } from '@/app/api/customers/[id]/route';
import { GET as LIST, POST } from '@/app/api/customers/route';
import { PUT as ASSIGN } from '@/app/api/users/customer/route';
import { GET as USERS } from '@/app/api/users/route';
import type { Assigned, Customer, CustomersPage, StoredCustomer } from '@/lib/contract/customers';
import type { Role } from '@/lib/contract/staff';
import type { UsersPage } from '@/lib/contract/users';
import type { TestDesk } from './call-route';

/** The calls about customers, each of which has to succeed. */
export function customerCalls(desk: () => TestDesk) {
  const ok = async <T>(answer: Promise<Response>, status = 200): Promise<T> => {
    const response = await answer;
    const text = await response.text();
    expect(response.status, text).toBe(status);
    return JSON.parse(text) as T;
  };
  return {
    create: (json: object) =>
      ok<StoredCustomer>(desk().call(POST, 'POST /api/customers', { as: 'manager', json }), 201),
    change: (id: string, json: object) =>
      ok<StoredCustomer>(
        desk().call(PATCH, `PATCH /api/customers/${id}`, { as: 'manager', json, params: { id } }),
      ),
    find: (id: string, as: Role = 'viewer') =>
      ok<Customer>(desk().call(GET_ONE, `GET /api/customers/${id}`, { as, params: { id } })),
    list: (query = '', as: Role = 'viewer') =>
      ok<CustomersPage>(desk().call(LIST, `GET /api/customers?${query}`, { as })),
    assign: (json: object, query = '') =>
      ok<Assigned>(desk().call(ASSIGN, `PUT /api/users/customer${query}`, { as: 'manager', json })),
    users: (query = '') => ok<UsersPage>(desk().call(USERS, `GET /api/users?${query}`)),
  };
}
