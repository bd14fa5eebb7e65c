import {
  keepPreviousData,
  queryOptions,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { daysOf } from '@/components/seats/days-table';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import { activityKey, customersKey, devicesKey, usersKey } from '@/lib/client/what-is-known';
import type { AccessReport, ActivityRows } from '@/lib/contract/audit';
import type {
  AcceptedSuggestions,
  AddCustomerInput,
  Assigned,
  ChangeCustomerInput,
  Customer,
  CustomersPage,
  CustomerSuggestions,
  PreviewSplitInput,
  SplitCustomer,
  SplitCustomerInput,
  SplitPreview,
} from '@/lib/contract/customers';
import type {
  CustomerList,
  CustomerListReading,
  ExistingCustomers,
} from '@/lib/contract/customer-lists';
import type { DevicesPage } from '@/lib/contract/devices';
import type { SeatsHistory } from '@/lib/contract/seats-history';
import type { UsersPage } from '@/lib/contract/users';
import { ALL } from '@/lib/shared/account-choice';
import { matchingParams, type CustomerFilters } from './customer-filters';

const FRESH_MS = 15_000;

export function customersQuery(filters: CustomerFilters) {
  return queryOptions({
    queryKey: [...customersKey, 'list', filters],
    queryFn: ({ signal }) => {
      const { sort, page, pageSize } = filters;
      const query = new URLSearchParams({ sort, ...matchingParams(filters) });
      query.set('page', String(page));
      query.set('pageSize', String(pageSize));
      return fetchApi<CustomersPage>(`/api/customers?${query}`, { signal });
    },
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
}

/** The path of all that match as a file. */
export function exportPath(filters: CustomerFilters, format: 'csv' | 'xlsx'): string {
  const { sort } = filters;
  return `/api/customers/export?${new URLSearchParams({ sort, ...matchingParams(filters), format })}`;
}

/** How many customers a menu or a dialog offers at once; the others are found by searching. */
const OFFERED = 100;

/** The customers whose name, domain, number or tag has this text, by name. */
export function offeredCustomersQuery(search: string) {
  return queryOptions({
    queryKey: [...customersKey, 'offered', search],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ sort: 'name', pageSize: String(OFFERED) });
      if (search) query.set('search', search);
      return fetchApi<CustomersPage>(`/api/customers?${query}`, { signal });
    },
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
}

export function customerQuery(id: string) {
  return queryOptions({
    queryKey: [...customersKey, 'details', id],
    queryFn: ({ signal }) => fetchApi<Customer>(`/api/customers/${id}`, { signal }),
  });
}

export function suggestionsQuery() {
  return queryOptions({
    queryKey: [...customersKey, 'suggestions'],
    queryFn: ({ signal }) =>
      fetchApi<CustomerSuggestions>('/api/customers/suggestions', { signal }),
    staleTime: FRESH_MS,
  });
}

/** The customer's seats by day, as the plot takes them. */
export function customerSeatsQuery(id: string) {
  return queryOptions({
    queryKey: [...customersKey, 'seats', id],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ customer: id });
      return daysOf(await fetchApi<SeatsHistory>(`/api/seats-history?${query}`, { signal }));
    },
  });
}

const SHOWN = '8';

/** The last sign-ins as the customer's users, newest first. */
export function customerSignInsQuery(id: string) {
  return queryOptions({
    queryKey: [...activityKey, 'sign-ins of customer', id],
    queryFn: async ({ signal }) =>
      (await fetchApi<ActivityRows>(`/api/customers/${id}/sign-ins`, { signal })).items,
  });
}

/** Where a month's access sheet is read, or comes as a file. */
export function accessSheetPath(id: string, month: string, format: 'json' | 'csv'): string {
  return `/api/customers/${id}/access-sheet?${new URLSearchParams({ month, format })}`;
}

/** Who signed in as the customer's users in the month. */
export function accessSheetQuery(id: string, month: string) {
  return queryOptions({
    queryKey: [...activityKey, 'access sheet', id, month],
    queryFn: ({ signal }) => fetchApi<AccessReport>(accessSheetPath(id, month, 'json'), { signal }),
    placeholderData: keepPreviousData,
  });
}

/** The customer's users with the most seats in use. */
export function customerUsersQuery(id: string) {
  return queryOptions({
    queryKey: [...usersKey, 'of customer', id],
    queryFn: ({ signal }) => {
      const query = { account: ALL, customer: id, sort: '-seatsUsed', pageSize: SHOWN };
      return fetchApi<UsersPage>(`/api/users?${new URLSearchParams(query)}`, { signal });
    },
  });
}

/** How many users a dialog offers at once; the others are found by searching. */
const USERS_OFFERED = '50';

/** The customer's users that this text finds, by address. */
export function ownUsersQuery(id: string, search: string) {
  return queryOptions({
    queryKey: [...usersKey, 'of customer', id, search],
    queryFn: ({ signal }) => {
      const query = { account: ALL, customer: id, search, pageSize: USERS_OFFERED };
      return fetchApi<UsersPage>(`/api/users?${new URLSearchParams(query)}`, { signal });
    },
    placeholderData: keepPreviousData,
  });
}

/** What a split would move. */
export function splitPreviewQuery(id: string, part: PreviewSplitInput) {
  return queryOptions({
    queryKey: [...customersKey, 'split', id, part],
    queryFn: ({ signal }) => {
      const path = `/api/customers/${id}/split/preview`;
      return fetchApi<SplitPreview>(path, { method: 'POST', body: part, signal });
    },
    placeholderData: keepPreviousData,
  });
}

/** Of how many of the customer's users a password is stored. */
export function storedPasswordsQuery(id: string) {
  return queryOptions({
    queryKey: [...usersKey, 'stored passwords of customer', id],
    queryFn: async ({ signal }) => {
      const query = { account: ALL, customer: id, password: 'stored', pageSize: '1' };
      const path = `/api/users?${new URLSearchParams(query)}`;
      return (await fetchApi<UsersPage>(path, { signal })).total;
    },
  });
}

/** The customer's devices by name. */
export function customerDevicesQuery(id: string) {
  return queryOptions({
    queryKey: [...devicesKey, 'of customer', id],
    queryFn: ({ signal }) => {
      const query = { account: ALL, customer: id, pageSize: SHOWN };
      return fetchApi<DevicesPage>(`/api/devices?${new URLSearchParams(query)}`, { signal });
    },
  });
}

export function useAddCustomer() {
  return useCustomerWrite((body: AddCustomerInput) =>
    fetchApi<Customer>('/api/customers', { method: 'POST', body }),
  );
}

export function useChangeCustomer(id: string) {
  return useCustomerWrite((body: ChangeCustomerInput) =>
    fetchApi<Customer>(`/api/customers/${id}`, { method: 'PATCH', body }),
  );
}

export function useDeleteCustomer(id: string) {
  return useCustomerWrite(
    () => fetchApi<undefined>(`/api/customers/${id}`, { method: 'DELETE' }),
    id,
  );
}

/** Moves everything to another customer, which stays. */
export function useMergeCustomer(id: string) {
  return useCustomerWrite(
    (into: string) =>
      fetchApi<Customer>(`/api/customers/${id}/merge`, { method: 'POST', body: { into } }),
    id,
  );
}

/** Moves some of a customer's users to another one, or to a new one. */
export function useSplitCustomer(id: string) {
  return useCustomerWrite((body: SplitCustomerInput) =>
    fetchApi<SplitCustomer>(`/api/customers/${id}/split`, { method: 'POST', body }),
  );
}

/** Creates customers from suggested domains. */
export function useAcceptSuggestions() {
  return useCustomerWrite((chosen: { domains: string[] } | { all: true }) =>
    fetchApi<AcceptedSuggestions>('/api/customers/suggestions', { method: 'POST', body: chosen }),
  );
}

/** Pasted text or a file. */
export type CustomerSource = string | File;

type ListCall = { source: CustomerSource; reading: CustomerListReading };

/** What importing a list would do. The list stays in the browser and is sent with each call. */
export function useCheckCustomers() {
  return useWrite({
    mutationFn: (call: ListCall) => sendList('/api/customers/import/preview', call),
  });
}

/** Saves what is ready in a list. */
export function useImportCustomers(existing: ExistingCustomers) {
  return useCustomerWrite((call: ListCall) =>
    sendList(`/api/customers/import?${new URLSearchParams({ existing })}`, call),
  );
}

function sendList(path: string, { source, reading }: ListCall): Promise<CustomerList> {
  if (typeof source === 'string') {
    return fetchApi<CustomerList>(path, { method: 'POST', body: { text: source, reading } });
  }
  const form = new FormData();
  form.set('file', source);
  form.set('reading', JSON.stringify(reading));
  return fetchApi<CustomerList>(path, { method: 'POST', body: form });
}

/** To which customer; null: to none; `byDomain`: as the domain says. */
export type Assignment = { customerId: string | null } | { byDomain: true };

/** What is assigned: as `PUT /api/users/customer` or `PUT /api/devices/customer` names it. */
export type Assignable = {
  kind: 'users' | 'devices';
  count: number;
  body:
    | { users: { accountId: string; username: string }[] }
    | { filter: Record<string, string> }
    | { devices: { accountId: string; id: string }[] };
};

export function useAssign({ kind, body }: Assignable) {
  return useCustomerWrite((to: Assignment) =>
    fetchApi<Assigned>(`/api/${kind}/customer`, { method: 'PUT', body: { ...body, ...to } }),
  );
}

/** @param goneId of a customer that there isn't any more afterwards */
function useCustomerWrite<Data, Input = void>(
  mutationFn: (input: Input) => Promise<Data>,
  goneId?: string,
) {
  const client = useQueryClient();
  return useWrite<Data, Input>({
    mutationFn,
    // Also after a failure: it may have been changed anyway.
    onSettled: (_, error) => forgetCustomers(client, error ? undefined : goneId),
  });
}

/** Whose users and devices are whose has changed: refetch what is shown about it. */
function forgetCustomers(client: QueryClient, goneId: string | undefined): Promise<unknown> {
  return Promise.all(
    [customersKey, usersKey, devicesKey, activityKey].map((queryKey) =>
      client.invalidateQueries({
        queryKey,
        // What is asked about one that is gone would fail, on a page that is being left.
        predicate: (query) => goneId === undefined || !query.queryKey.includes(goneId),
      }),
    ),
  );
}
