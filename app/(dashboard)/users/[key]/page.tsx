import { setTimeout as sleep } from 'node:timers/promises';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { Prefetched } from '@/components/shell/prefetched';
import { userDetailsQuery } from '@/components/users/user-queries';
import { UserPage } from '@/components/users/user-page';
import { requireStaff, type PageStaff } from '@/lib/server/auth/require-staff';
import { DeskError } from '@/lib/server/errors';
import { findUser } from '@/lib/server/users/find-user';
import { UsersList } from '../users-list';

export const metadata: Metadata = { title: 'User' };

/** A slow upstream must not hold up the page. */
const MAX_WAIT_MS = 1_500;

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
  const details = await knownUser(staff, key);
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

/** Null: it can't be read now, or not soon. The browser asks again and shows why. */
async function knownUser({ actor }: PageStaff, key: string) {
  try {
    return await Promise.race([findUser(actor, key, { waitMs: 0 }), sleep(MAX_WAIT_MS, null)]);
  } catch (error) {
    if (error instanceof DeskError && error.code === 'not_found') notFound();
    return null;
  }
}
