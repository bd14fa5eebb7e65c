'use client';

import { Ellipsis } from 'lucide-react';
import { LinkButton } from '@/components/ui/link-button';
import { MenuButton } from '@/components/ui/menu-button';
import { accountQuery } from '@/lib/client/what-is-known';
import type { ReactNode } from 'react';

type UsersActionsProps = {
  account: string | null;
  permissions: readonly string[];
  exportMenu: ReactNode;
};

/** Actions on the whole list: the daily one as a button, the others in a menu. */
export function UsersActions({ account, permissions, exportMenu }: UsersActionsProps) {
  const of = accountQuery(account);
  const others = [
    { label: 'Invite people', href: `/invitations/new${of}`, permission: 'batches.write' },
    { label: 'Store passwords…', href: `/users/passwords${of}`, permission: 'passwords.write' },
  ].filter(({ permission }) => permissions.includes(permission));
  return (
    <>
      {exportMenu}
      {others.length > 0 && (
        <MenuButton label="More actions" align="end" size="icon" entries={others}>
          <Ellipsis aria-hidden />
        </MenuButton>
      )}
      {permissions.includes('users.write') && (
        <LinkButton variant="primary" href={`/users/new${of}`}>
          Add user
        </LinkButton>
      )}
    </>
  );
}
