import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { AppShell } from '@/components/shell/app-shell';
import { isNavNarrow } from '@/components/shell/narrow-nav-cookie';
import { Prefetched } from '@/components/shell/prefetched';
import { Providers } from '@/components/shell/providers';
import { viewsKey } from '@/components/views/queries';
import { listAccounts } from '@/lib/server/accounts/accounts';
import { requireStaff } from '@/lib/server/auth/require-staff';
import { listViews } from '@/lib/server/views/saved-views';
import { noChoices, offeredChoices, readChoices } from '@/lib/shared/account-choice';

/** The shell of every page behind the sign-in. It protects nothing: each page checks access itself. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const [staff, requestHeaders, cookieJar] = await Promise.all([
    requireStaff(),
    headers(),
    cookies(),
  ]);
  const accounts = (await listAccounts(staff.actor)).map(
    ({ id, upstream, name, isSandbox, isDefault }) => ({
      id,
      upstream,
      name,
      isSandbox,
      isDefault,
    }),
  );
  const choices = readChoices(cookieJar, staff.id) ?? noChoices;
  return (
    <Providers nonce={requestHeaders.get('x-nonce') ?? undefined}>
      <Prefetched
        load={(client) => [
          client.prefetchQuery({
            queryKey: viewsKey,
            queryFn: () => listViews(staff.actor),
          }),
        ]}
      >
        <AppShell
          person={{ id: staff.id, name: staff.name, email: staff.email, role: staff.roleName }}
          permissions={staff.permissions}
          accounts={accounts}
          remembered={offeredChoices(accounts, choices)}
          isNavNarrow={isNavNarrow(cookieJar)}
        >
          {children}
        </AppShell>
      </Prefetched>
    </Providers>
  );
}
