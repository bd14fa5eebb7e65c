import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { findUserPath } from '@/lib/server/users/find-user';
import { UsersList } from './users-list';

export const metadata: Metadata = { title: 'Users' };

type UsersPageProps = { searchParams: Promise<SearchParams> };

/** The list; with `?user=`, where only an address is known, the way to that user. */
export default async function UsersPage({ searchParams }: UsersPageProps) {
  const staff = await requireStaff('users.read');
  const { user, account, userAccount } = await searchParams;
  if (typeof user === 'string') {
    redirect(await findUserPath(staff.actor, user, textOf(userAccount) ?? textOf(account)));
  }
  return <UsersList staff={staff} searchParams={searchParams} />;
}

function textOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
