import type { QueryClient } from '@tanstack/react-query';
import { cookies } from 'next/headers';
import { createLoader, type SearchParams } from 'nuqs/server';
import { Prefetched } from '@/components/shell/prefetched';
import { signInPolicyQuery } from '@/components/sign-in-as/queries';
import { invitedQuery } from '@/components/users/invited-queries';
import {
  listedBy,
  matchingParams,
  pageSizeOf,
  usersQuery,
  userFilterParsers,
} from '@/components/users/queries';
import { UsersView } from '@/components/users/users-view';
import { listUsersQuerySchema } from '@/lib/contract/users';
import { findAccounts } from '@/lib/server/accounts/accounts';
import { accountOnPage } from '@/lib/server/accounts/chosen-account';
import type { PageStaff } from '@/lib/server/auth/require-staff';
import { hasCustomers } from '@/lib/server/customers/has-customers';
import { listInvited } from '@/lib/server/invitations/list-invited';
import { findPolicy } from '@/lib/server/policies/find-policies';
import { listUsers } from '@/lib/server/users/list-users';
import { readDisplay } from '@/lib/shared/user-columns';

const loadFilters = createLoader(userFilterParsers);

type UsersListProps = { staff: PageStaff; searchParams: Promise<SearchParams> };

/** The list of users, with or without the panel of one of them over it. */
export async function UsersList({ staff, searchParams }: UsersListProps) {
  const [inUrl, cookieJar, isAnyCustomer] = await Promise.all([
    loadFilters(searchParams),
    cookies(),
    hasCustomers(),
  ]);
  const remembered = readDisplay(cookieJar, staff.id);
  const canSeeInvited = staff.permissions.includes('batches.read');
  const filters = {
    ...inUrl,
    show: canSeeInvited ? inUrl.show : null,
    account: await accountOnPage(staff.actor, 'remotepc', inUrl.account),
    pageSize: pageSizeOf(inUrl, remembered.pageSize),
  };
  const listed = listedBy(filters);
  const account = filters.account ?? undefined;
  const { sort, page, pageSize } = listed;
  const query = listUsersQuerySchema.parse({
    ...{ sort, page, pageSize, account },
    ...matchingParams(listed),
  });
  return (
    <Prefetched
      load={(client) => [
        client.prefetchQuery({
          queryKey: usersQuery(listed).queryKey,
          queryFn: () => listUsers(staff.actor, query, { waitMs: 0 }),
        }),
        filters.show === 'invited'
          ? client.prefetchQuery({
              queryKey: invitedQuery(filters).queryKey,
              queryFn: () =>
                listInvited(
                  staff.actor,
                  { ...filters, account, customer: filters.customer ?? undefined },
                  { waitMs: 0 },
                ),
            })
          : prefetchPolicies(client, staff.actor, account),
      ]}
    >
      <UsersView
        personId={staff.id}
        permissions={staff.permissions}
        remembered={remembered}
        hasCustomers={isAnyCustomer && staff.permissions.includes('customers.read')}
      />
    </Prefetched>
  );
}

/** So that the first click on *Sign in as* already knows what the policy requires. */
async function prefetchPolicies(
  client: QueryClient,
  actor: PageStaff['actor'],
  accountId?: string,
): Promise<void> {
  try {
    const accounts = await findAccounts(actor, 'remotepc', accountId);
    await Promise.all(
      accounts.map(({ id }) => {
        const { queryKey } = signInPolicyQuery(id);
        return client.prefetchQuery({ queryKey, queryFn: () => findPolicy(id) });
      }),
    );
  } catch {
    // There is no such account: the list shows that.
  }
}
