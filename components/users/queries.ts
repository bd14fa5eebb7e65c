import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import {
  parseAsArrayOf,
  parseAsBoolean,
  parseAsNumberLiteral,
  parseAsString,
  parseAsStringLiteral,
  type inferParserType,
} from 'nuqs/server';
import { parseAsDay, parseAsPage, parseAsSearch } from '@/components/ui/url-parsers';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi, fetchFile } from '@/lib/client/fetch-api';
import { accountQuery, forgetWhatIsKnown, usersKey } from '@/lib/client/what-is-known';
import {
  firstDisplay,
  userPageSizes,
  type ExportColumnId,
  type UserPageSize,
} from '@/lib/shared/user-columns';
import type { AddUserInput, CustomerUser, UserSort, UsersPage } from '@/lib/contract/users';

export const userStates = ['active', 'inactive'] as const;
export const seatStates = ['over', 'full', 'idle'] as const;
export const passwordStates = ['stored', 'none', 'refused'] as const;
// Repeated here: importing it from `lib/contract` would bring zod into the first load.
const sorts = [
  'username',
  '-username',
  'seats',
  '-seats',
  'seatsUsed',
  '-seatsUsed',
  'unused',
  '-unused',
  'createdOn',
  '-createdOn',
  'utilisation',
  '-utilisation',
  'customer',
  '-customer',
] as const satisfies readonly UserSort[];

/** What the list shows: the page's URL parameters. An invalid value becomes the default. */
export const userFilterParsers = {
  account: parseAsString,
  search: parseAsSearch.withDefault(''),
  status: parseAsStringLiteral(userStates),
  seats: parseAsArrayOf(parseAsStringLiteral(seatStates)),
  password: parseAsArrayOf(parseAsStringLiteral(passwordStates)),
  tag: parseAsArrayOf(parseAsString),
  /** Ids, or `none`. */
  customer: parseAsArrayOf(parseAsString),
  createdFrom: parseAsDay,
  createdTo: parseAsDay,
  blocked: parseAsBoolean,
  /** Other people in place of the users. */
  show: parseAsStringLiteral(['invited']),
  sort: parseAsStringLiteral(sorts).withDefault('username'),
  page: parseAsPage.withDefault(1),
  pageSize: parseAsNumberLiteral(userPageSizes),
};

type FiltersInUrl = inferParserType<typeof userFilterParsers>;

export type UserListFilters = Omit<FiltersInUrl, 'pageSize'> & { pageSize: UserPageSize };

/** As remembered, unless the URL says what its page counts: with its own size, or the first one. */
export function pageSizeOf(
  { page, pageSize }: FiltersInUrl,
  remembered: UserPageSize,
): UserPageSize {
  return pageSize ?? (page > 1 ? firstDisplay.pageSize : remembered);
}

/** No filter but the account. */
export const noFilters = {
  ...{ search: '', status: null, seats: null, password: null, tag: null, customer: null },
  ...{ createdFrom: null, createdTo: null, blocked: null, show: null },
} satisfies Partial<UserListFilters>;

/** What narrows the list, as `/api/users` names it; left out where nothing is selected. */
export function matchingParams(filters: UserListFilters): Record<string, string> {
  const { search, status, seats, password, tag, customer, createdFrom, createdTo, blocked } =
    filters;
  const lists = {
    ...{ seats: seats?.join(','), password: password?.join(',') },
    ...{ tag: tag?.join(','), customer: customer?.join(',') },
  };
  const all = { search, status, ...lists, createdFrom, createdTo, blocked: blocked?.toString() };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value ? [[name, value] as const] : [])),
  );
}

/** What the list of users shows: with other people in its place, only the sums of all. */
export function listedBy(filters: UserListFilters): UserListFilters {
  return filters.show === null ? filters : { ...filters, ...noFilters, page: 1 };
}

/** The filters as a text. */
export function matchOf(filters: UserListFilters): string {
  return JSON.stringify([filters.account, matchingParams(filters)]);
}

/** Which user: the same address in two accounts is two users. */
export type UserKey = Pick<CustomerUser, 'accountId' | 'username'>;

/** The key as a text. Account ids have no blanks. */
export function keyOf({ accountId, username }: UserKey): string {
  return `${accountId} ${username}`;
}

const FRESH_MS = 15_000;
/** How often a new list is requested while only an outdated one is available. */
const RETRY_STALE_MS = 10_000;
const LARGEST_PAGE = 500;

export function usersQuery(filters: UserListFilters) {
  return queryOptions({
    queryKey: [...usersKey, 'list', filters],
    queryFn: ({ signal }) => fetchApi<UsersPage>(usersPath(filters), { signal }),
    placeholderData: keepPreviousData,
    staleTime: (query) => (query.state.data?.isStale ? 0 : FRESH_MS),
    refetchInterval: (query) => (query.state.data?.isStale ? RETRY_STALE_MS : false),
  });
}

/** The user with this (normalized) email, or null. */
export function userByEmailQuery(email: string, account: string | null) {
  return queryOptions({
    queryKey: [...usersKey, 'one', account, email],
    queryFn: async ({ signal }) => {
      const page = await fetchApi<UsersPage>(emailPath(email, account), { signal });
      return page.items.find(({ username }) => username === email) ?? null;
    },
  });
}

/** Fetches the list from RemotePC now and updates it wherever it's shown. */
export function useRefreshUsers(filters: UserListFilters) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: () => fetchApi<UsersPage>(usersPath(filters, { refresh: '1' })),
    onSuccess: (page) => {
      client.setQueryData(usersQuery(filters).queryKey, page);
      return client.invalidateQueries({ queryKey: usersKey, type: 'inactive' });
    },
  });
}

/** How many of the matching users have a stored password, and with `fetchMatchingUsers` which. */
export function withPassword(filters: UserListFilters): UserListFilters | null {
  const stored = passwordStates.filter((state) => state !== 'none');
  const password = filters.password
    ? stored.filter((one) => filters.password?.includes(one))
    : stored;
  return password.length > 0 ? { ...filters, password } : null;
}

export function countQuery(filters: UserListFilters | null) {
  return queryOptions({
    queryKey: [...usersKey, 'count', filters && { ...filters, page: 1, sort: 'username' }],
    queryFn: async ({ signal }) => {
      if (!filters) return 0;
      const query = matchParams(filters);
      query.set('pageSize', '1');
      return (await fetchApi<UsersPage>(`/api/users?${query}`, { signal })).total;
    },
  });
}

/** All matching users, on all pages. */
export async function fetchMatchingUsers(filters: UserListFilters): Promise<CustomerUser[]> {
  const users: CustomerUser[] = [];
  for (let page = 1; ; page += 1) {
    const path = usersPath({ ...filters, page, pageSize: LARGEST_PAGE });
    const { items, total } = await fetchApi<UsersPage>(path);
    users.push(...items);
    if (items.length === 0 || page * LARGEST_PAGE >= total) return users;
  }
}

/** How a file is written: all its columns if none are named. `txt` has only addresses. */
export type ExportForm = { format: 'csv' | 'xlsx' | 'txt'; columns?: readonly ExportColumnId[] };

/** The path of the matching rows as a file. */
export function exportPath(filters: UserListFilters, { format, columns }: ExportForm): string {
  const query = matchParams(filters);
  query.set('format', format);
  if (columns) query.set('columns', ['username', ...columns].join(','));
  return `/api/users/export?${query}`;
}

/** The addresses of all matching users: an export, but for the clipboard. */
export async function fetchMatchingAddresses(filters: UserListFilters): Promise<string[]> {
  const file = await fetchFile(exportPath(filters, { format: 'txt' }));
  return (await file.text()).split('\n').filter((line) => line !== '');
}

/**
 * The individually selected rows, in the current sort order.
 * @param hasAccounts they may be of several accounts: rows stay selected when the account changes
 */
export function fetchSelectedFile(
  selected: readonly UserKey[],
  { account, sort }: UserListFilters,
  hasAccounts: boolean,
  { format, columns }: ExportForm,
): Promise<Blob> {
  const query = new URLSearchParams({ sort, format });
  if (columns) query.set('columns', ['username', ...columns].join(','));
  if (account && !hasAccounts) query.set('account', account);
  const usernames = selected.map(({ username }) => username);
  const users = selected.map(({ accountId, username }) => ({ accountId, username }));
  const body = hasAccounts ? { users } : { usernames };
  return fetchFile(`/api/users/export?${query}`, { method: 'POST', body });
}

/** `passwordStored: false`: the user was added, but the password couldn't be stored. */
export type AddedUser = { username: string; confirmedBy?: 'list'; passwordStored?: false };

export function useAddUser(account: string | null) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: ({ input, idempotencyKey }: { input: AddUserInput; idempotencyKey: string }) =>
      fetchApi<AddedUser>(`/api/users${accountQuery(account)}`, {
        method: 'POST',
        body: input,
        idempotencyKey,
      }),
    // Also after a failure: the user may have been added anyway.
    onSettled: () => forgetWhatIsKnown(client),
  });
}

/** Fetches the list again to check for an address. */
export function useCheckList(account: string | null) {
  return useWrite({
    mutationFn: async (email: string) => {
      const page = await fetchApi<UsersPage>(`${emailPath(email, account)}&refresh=1`);
      const user = page.items.find(({ username }) => username === email) ?? null;
      return { email, user, isStale: page.isStale, fetchedAt: page.fetchedAt };
    },
  });
}

function usersPath(filters: UserListFilters, more: Record<string, string> = {}): string {
  const query = matchParams(filters);
  query.set('page', String(filters.page));
  query.set('pageSize', String(filters.pageSize));
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return `/api/users?${query}`;
}

/** What matches, as `/api/users` takes it. */
export function matchParams(filters: UserListFilters): URLSearchParams {
  const { account, sort } = filters;
  return new URLSearchParams({ sort, ...(account && { account }), ...matchingParams(filters) });
}

function emailPath(email: string, account: string | null): string {
  const query = new URLSearchParams({ search: email, pageSize: String(LARGEST_PAGE) });
  if (account) query.set('account', account);
  return `/api/users?${query}`;
}
