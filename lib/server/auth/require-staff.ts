import 'server-only';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { Actor } from '@/lib/server/actor';
import { databaseFailure } from '@/lib/server/db/errors';
import { may } from '@/lib/server/policies/permissions';
import type { Permission } from '@/lib/shared/permissions';
import { DATABASE_DOWN } from '@/lib/shared/wire';
import { clientAddress, isBackgroundCall, requestIdOf } from './request-facts';
import { readSession } from './sessions';

export type PageStaff = {
  id: string;
  email: string;
  name: string;
  permissions: readonly Permission[];
  /** They have to add a second factor first; only on the page that adds it. */
  lacksFactor: boolean;
  roleName: string;
  /** For use cases that a page calls in process. */
  actor: Actor;
};

const currentSession = cache(async () => {
  const [jar, requestHeaders] = await Promise.all([cookies(), headers()]);
  try {
    return await readSession(jar, { isBackground: isBackgroundCall(requestHeaders) });
  } catch (error) {
    // Replaces an error whose text contains the statement: the page shows what is wrong.
    if (databaseFailure(error) === null) throw error;
    throw Object.assign(new Error('The database is down.'), { digest: DATABASE_DOWN });
  }
});

/** Whether someone is signed in, for the sign-in page itself. */
export async function findStaff(): Promise<boolean> {
  return (await currentSession())?.staff.status === 'active';
}

/**
 * For pages: the signed-in staff member, or a redirect to the sign-in page and back. Each page
 * calls it itself; a layout doesn't protect its children. Whoever has to add a second factor is
 * sent to the page that does.
 */
export async function requireStaff(
  permission?: Permission,
  { mayLackFactor = false }: { mayLackFactor?: boolean } = {},
): Promise<PageStaff> {
  const [session, requestHeaders] = await Promise.all([currentSession(), headers()]);
  const path = requestHeaders.get('x-page-path') ?? '/';
  if (session?.staff.status !== 'active') {
    redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  }
  const { staff } = session;
  if (staff.lacksFactor && !mayLackFactor) {
    redirect(`/second-factor?callbackUrl=${encodeURIComponent(path)}`);
  }
  if (permission && !may(staff, permission)) {
    const isHome = requestHeaders.get('x-page-path') === '/';
    redirect(isHome ? homeOf(staff.permissions) : '/no-access');
  }
  return {
    id: staff.id,
    email: staff.email,
    name: staff.name,
    permissions: staff.permissions,
    roleName: staff.roleName,
    lacksFactor: staff.lacksFactor,
    actor: {
      id: staff.id,
      email: staff.email,
      role: staff.role,
      permissions: staff.permissions,
      sessionId: session.id,
      accountIds: staff.accountIds,
      customerIds: staff.customerIds,
      ip: clientAddress(requestHeaders),
      requestId: requestIdOf(requestHeaders),
    },
  };
}

/** The first page for someone who doesn't see the overview: an auditor, for one. */
function homeOf(permissions: readonly Permission[]): string {
  const pages = [
    ['activity.read', '/activity'],
    ['devices.read', '/devices'],
    ['batches.read', '/invitations'],
    ['staff.read', '/staff'],
  ] as const;
  return pages.find(([permission]) => permissions.includes(permission))?.[1] ?? '/profile';
}
