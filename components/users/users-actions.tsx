'use client';

import { Download } from 'lucide-react';
import { LinkButton } from '@/components/ui/link-button';
import { MenuButton } from '@/components/ui/menu-button';
import { downloadFrom } from '@/components/ui/download';
import { exportPath } from './queries';
import type { UserListFilters } from './user-filters';

type UsersActionsProps = { filters: UserListFilters; permissions: readonly string[] };

/** What can be done with the list as a whole. */
export function UsersActions({ filters, permissions }: UsersActionsProps) {
  const of = filters.account ? `?account=${encodeURIComponent(filters.account)}` : '';
  return (
    <>
      <MenuButton
        label="Export what matches"
        align="end"
        entries={[
          { kind: 'heading', label: 'All rows that match' },
          { label: 'CSV', onSelect: () => downloadFrom(exportPath(filters, 'csv')) },
          { label: 'Excel (XLSX)', onSelect: () => downloadFrom(exportPath(filters, 'xlsx')) },
        ]}
      >
        <Download aria-hidden />
        Export
      </MenuButton>
      {permissions.includes('batches.write') && (
        <LinkButton href="/invitations/new" className="max-sm:hidden">
          Invite many
        </LinkButton>
      )}
      {permissions.includes('users.write') && (
        <LinkButton variant="primary" href={`/users/new${of}`}>
          Add a user
        </LinkButton>
      )}
    </>
  );
}
