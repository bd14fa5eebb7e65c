import { setTimeout as sleep } from 'node:timers/promises';
import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { signInPolicyQuery } from '@/components/sign-in-as/queries';
import { usersQuery } from '@/components/users/queries';
import { userFilterParsers } from '@/components/users/user-filters';
import { UsersView } from '@/components/users/users-view';
import { findAccount } from '@/lib/server/accounts/accounts';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { findPolicy } from '@/lib/server/policies/find-policies';
import { listUsers } from '@/lib/server/users/list-users';

export const metadata: Metadata = { title: 'Users' };

/** Longer than this the page doesn't wait for its rows: the browser asks for them itself. */
const FIRST_PAINT_MS = 1_500;

const loadFilters = createLoader(userFilterParsers);

type UsersPageProps = { searchParams: Promise<SearchParams> };

export default async function UsersPage({ searchParams }: UsersPageProps) {
  const staff = await requireStaff('users.read');
  const filters = await loadFilters(searchParams);
  const { account, status, seats, ...rest } = filters;
  const query = {
    ...rest,
    account: account ?? undefined,
    status: status ?? undefined,
    seats: seats ?? undefined,
  };
  const client = new QueryClient();
  const rows = client.prefetchQuery({
    queryKey: usersQuery(filters).queryKey,
    queryFn: () => listUsers(query, { waitMs: 0 }),
  });
  await Promise.race([rows, sleep(FIRST_PAINT_MS)]);
  await prefetchPolicy(client, query.account);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <UsersView permissions={staff.permissions} />
    </HydrationBoundary>
  );
}

/** So that the very first press knows what has to be asked before it. */
async function prefetchPolicy(client: QueryClient, accountId?: string): Promise<void> {
  try {
    const { id } = findAccount('remotepc', accountId);
    const { queryKey } = signInPolicyQuery(id);
    await client.prefetchQuery({ queryKey, queryFn: () => findPolicy(id) });
  } catch {
    // An account that isn't there: the rows say so.
  }
}
