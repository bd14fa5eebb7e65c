import { queryOptions, useQueryClient } from '@tanstack/react-query';
import type { TagChange } from '@/components/items/change-tags-dialog';
import { daysOf } from '@/components/seats/days-table';
import { useWrite } from '@/components/ui/use-write';
import { fetchApi } from '@/lib/client/fetch-api';
import { activityKey, forgetWhatIsKnown, usersKey } from '@/lib/client/what-is-known';
import type { Annotation, ChangedTags } from '@/lib/contract/annotations';
import type { ActivityRows } from '@/lib/contract/audit';
import type { SeatsHistory } from '@/lib/contract/seats-history';
import type { UserDetails } from '@/lib/contract/user-details';
import { matchParams, type UserKey, type UserListFilters } from './queries';

/** One user with what the list doesn't show. */
export function userDetailsQuery(key: string) {
  return queryOptions({
    queryKey: [...usersKey, 'details', key],
    queryFn: ({ signal }) => fetchApi<UserDetails>(`/api/users/${key}`, { signal }),
  });
}

/** The user's seats by day, as the plot takes them. */
export function userSeatsQuery({ accountId, username }: UserKey) {
  return queryOptions({
    queryKey: [...usersKey, 'seats', accountId, username],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ account: accountId, user: username });
      return daysOf(await fetchApi<SeatsHistory>(`/api/seats-history?${query}`, { signal }));
    },
  });
}

const SHOWN_SIGN_INS = 5;
const SIGNED_IN = 'auto_login.opened';
/** Sign-ins among them are shown on their own. */
const READ_EVENTS = 20;
const SHOWN_EVENTS = 8;

/** The last sign-ins as this user, newest first. */
export function signInsQuery(user: UserKey) {
  return queryOptions({
    queryKey: [...activityKey, 'sign-ins', user.accountId, user.username],
    queryFn: ({ signal }) =>
      readRows(user, { action: SIGNED_IN, limit: String(SHOWN_SIGN_INS) }, signal),
  });
}

/** What else the team did about this user, one row for each action, newest first. */
export function userActivityQuery(user: UserKey) {
  return queryOptions({
    queryKey: [...activityKey, 'user', user.accountId, user.username],
    queryFn: async ({ signal }) => {
      const rows = await readRows(user, { limit: String(READ_EVENTS) }, signal);
      return rows.filter(({ action }) => action !== SIGNED_IN).slice(0, SHOWN_EVENTS);
    },
  });
}

async function readRows(
  { accountId, username }: UserKey,
  filters: Record<string, string>,
  signal: AbortSignal,
) {
  const query = new URLSearchParams({ targetIs: username, account: accountId, fold: '1' });
  for (const [name, value] of Object.entries(filters)) query.set(name, value);
  return (await fetchApi<ActivityRows>(`/api/activity?${query}`, { signal })).items;
}

/** The selected rows, or all that match the filters. */
export type SelectedRows = readonly UserKey[] | UserListFilters;

/** Adds and removes tags of many users. */
export function useChangeTags(rows: SelectedRows) {
  const client = useQueryClient();
  return useWrite({
    mutationFn: (tags: TagChange) => {
      const isSome = 'length' in rows;
      const query = isSome ? '' : `?${matchParams(rows)}`;
      const users = isSome && rows.map(({ accountId, username }) => ({ accountId, username }));
      const body = { ...(users ? { users } : { all: true }), ...tags };
      return fetchApi<ChangedTags>(`/api/users/tags${query}`, { method: 'POST', body });
    },
    // Also after a failure: they may have been changed anyway.
    onSettled: () => forgetWhatIsKnown(client),
  });
}

/** For a note or tags that were saved: shows them until they are read again. */
export function useShowAnnotation(key: string) {
  const client = useQueryClient();
  return ({ note, tags }: Annotation) =>
    client.setQueryData(userDetailsQuery(key).queryKey, (known) =>
      known ? { ...known, note, user: { ...known.user, tags, hasNote: note !== null } } : known,
    );
}
