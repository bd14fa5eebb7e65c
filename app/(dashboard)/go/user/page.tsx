import { redirect } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { readUserLink } from '@/lib/contract/user-link';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { findUserPath } from '@/lib/server/users/find-user';

type GoToUserPageProps = { searchParams: Promise<SearchParams> };

/** Where links of other software lead: to a user, with the ticket for signing in as them. */
export default async function GoToUserPage({ searchParams }: GoToUserPageProps) {
  const { actor } = await requireStaff('users.read');
  const { email, account, ticket } = readUserLink(await searchParams);
  if (email === undefined) redirect('/users');
  const path = await findUserPath(actor, email, account);
  redirect(ticket === undefined ? path : `${path}?${new URLSearchParams({ ticket })}`);
}
