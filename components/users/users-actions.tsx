'use client';

import { Download, Ellipsis } from 'lucide-react';
import { downloadFrom } from '@/components/ui/download';
import { LinkButton } from '@/components/ui/link-button';
import { MenuButton } from '@/components/ui/menu-button';
import { askAdmission } from '@/lib/client/admission';
import { accountQuery } from '@/lib/client/what-is-known';
import { exportPath, type UserListFilters } from './queries';

type UsersActionsProps = { filters: UserListFilters; permissions: readonly string[] };

/** Actions on the whole list. */
export function UsersActions({ filters, permissions }: UsersActionsProps) {
  const of = accountQuery(filters.account);
  const bulk = [
    { label: 'Store passwords…', href: `/users/passwords${of}`, permission: 'passwords.write' },
    { label: 'Invite people', href: `/invitations/new${of}`, permission: 'batches.write' },
  ].filter(({ permission }) => permissions.includes(permission));
  return (
    <>
      <MenuButton
        label="Export matching users"
        align="end"
        entries={[
          { kind: 'heading', label: 'All matching users' },
          {
            label: 'CSV',
            onSelect: () => downloadFrom(exportPath(filters, 'csv'), () => askAdmission('exports')),
          },
          {
            label: 'Excel (XLSX)',
            onSelect: () =>
              downloadFrom(exportPath(filters, 'xlsx'), () => askAdmission('exports')),
          },
        ]}
      >
        <Download aria-hidden />
        Export
      </MenuButton>
      {bulk.map(({ label, href }) => (
        <LinkButton key={href} href={href} className="max-sm:hidden">
          {label}
        </LinkButton>
      ))}
      {bulk.length > 0 && (
        <MenuButton
          label="More actions"
          align="end"
          size="icon"
          className="sm:hidden"
          entries={bulk}
        >
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
