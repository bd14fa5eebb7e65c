import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { fetchApi } from '@/lib/client/fetch-api';
import { usersKey } from '@/lib/client/what-is-known';
import type { InvitedPage, InvitedPerson } from '@/lib/contract/invited';

type InvitedFilters = { account: string | null; search: string; page: number; pageSize: number };

/** The people who were invited and haven't come yet. Beside the users: a new list may end that. */
export function invitedQuery({ account, search, page, pageSize }: InvitedFilters) {
  const query = new URLSearchParams({ page: String(page), pageSize: String(pageSize) });
  if (account) query.set('account', account);
  if (search.trim()) query.set('search', search.trim());
  return queryOptions({
    queryKey: [...usersKey, 'invited', account, search.trim(), page, pageSize],
    queryFn: ({ signal }) => fetchApi<InvitedPage>(`/api/invited?${query}`, { signal }),
    placeholderData: keepPreviousData,
  });
}

export type PersonKey = Pick<InvitedPerson, 'accountId' | 'email'>;

/** The key as a text. */
export function personKeyOf({ accountId, email }: PersonKey): string {
  return `${accountId} ${email}`;
}
