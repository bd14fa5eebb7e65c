import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fetchApi } from '@/lib/client/fetch-api';
import { usersKey } from '@/lib/client/what-is-known';
import type { InvitedPage, InvitedPerson } from '@/lib/contract/invited';

type InvitedFilters = {
  account: string | null;
  search: string;
  /** Ids, or `none`; null: of all. */
  customer: readonly string[] | null;
  page: number;
  pageSize: number;
};

function pathOf({ account, search, customer, page, pageSize }: InvitedFilters): string {
  const query = new URLSearchParams({ page: String(page), pageSize: String(pageSize) });
  if (account) query.set('account', account);
  if (search.trim()) query.set('search', search.trim());
  if (customer) query.set('customer', customer.join(','));
  return `/api/invited?${query}`;
}

/** The people who were invited and haven't come yet. Beside the users: a new list may end that. */
export function invitedQuery(filters: InvitedFilters) {
  const { account, search, customer, page, pageSize } = filters;
  return queryOptions({
    queryKey: [...usersKey, 'invited', account, search.trim(), customer, page, pageSize],
    queryFn: ({ signal }) => fetchApi<InvitedPage>(pathOf(filters), { signal }),
    placeholderData: keepPreviousData,
  });
}

export type PersonKey = Pick<InvitedPerson, 'accountId' | 'email'>;

/** The key as a text. */
export function personKeyOf({ accountId, email }: PersonKey): string {
  return `${accountId} ${email}`;
}

const READ_AT_ONCE = 500;

/** Everyone who matches now, page by page. Someone who moves to a later page meanwhile counts once. */
export async function fetchAllInvited({
  account,
  search,
  customer,
}: Pick<InvitedFilters, 'account' | 'search' | 'customer'>): Promise<InvitedPerson[]> {
  const people = new Map<string, InvitedPerson>();
  for (let page = 1; ; page += 1) {
    const { items, total } = await fetchApi<InvitedPage>(
      pathOf({ account, search, customer, page, pageSize: READ_AT_ONCE }),
    );
    for (const person of items) people.set(personKeyOf(person), person);
    if (page * READ_AT_ONCE >= total) return [...people.values()];
  }
}
