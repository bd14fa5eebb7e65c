import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { Prefetched } from '@/components/shell/prefetched';
import { userDetailsQuery } from '@/components/users/user-queries';
import { UserPage } from '@/components/users/user-page';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { findUser } from '@/lib/server/users/find-user';
import { knownItem } from '../../known-item';
import { UsersList } from '../users-list';

export const metadata: Metadata = { title: 'User' };

type OneUserPageProps = {
  params: Promise<{ key: string }>;
  searchParams: Promise<SearchParams>;
};

/** One user: over the list where they were opened from it, otherwise as a page. */
export default async function OneUserPage({ params, searchParams }: OneUserPageProps) {
  const staff = await requireStaff('users.read');
  const { key } = await params;
  if ((await searchParams).panel === '1') {
    return <UsersList staff={staff} searchParams={searchParams} />;
  }
  const details = await knownItem(() => findUser(staff.actor, key, { waitMs: 0 }));
  return (
    <Prefetched
      load={(client) => {
        if (details) client.setQueryData(userDetailsQuery(key).queryKey, details);
        return [];
      }}
    >
      <UserPage userKey={key} permissions={staff.permissions} />
    </Prefetched>
  );
}
