'use client';

import { useQuery } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import Link from 'next/link';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/ui/button';
import { MenuButton } from '@/components/ui/menu-button';
import { WaitingChanges } from '@/components/changes/waiting-changes';
import { PageBody, PageHeader } from '@/components/ui/page';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import type { RoleItem } from '@/lib/contract/roles';
import { formatCount } from '@/lib/shared/format';
import { permissions, roleWords, type Permission } from '@/lib/shared/permissions';
import { PermissionsTable } from './permissions-table';
import { rolesQuery } from './queries';
import type { RoleAction } from './role-dialogs';

const RoleDialog = lazy(async () => ({ default: (await import('./role-dialogs')).RoleDialog }));

/** The roles, who has them, and what each allows. */
export function RolesView({ ownPermissions }: { ownPermissions: readonly Permission[] }) {
  const query = useQuery(rolesQuery());
  const [asked, setAsked] = useState<RoleAction | null>(null);
  const canWrite = ownPermissions.includes('staff.write');
  const roles = query.data?.items;
  return (
    <>
      <PageHeader
        title="Roles"
        width="page"
        back={
          <Link href="/staff" className="hover:underline">
            Team
          </Link>
        }
        description="What team members can do. No one can give a role that allows more than their own."
        actions={
          canWrite && (
            <Button variant="primary" onClick={() => setAsked({ kind: 'add' })}>
              Create role
            </Button>
          )
        }
      />
      {query.isLoadingError ? (
        <QueryError title="Couldn’t load the roles" query={query} />
      ) : (
        <PageBody className="flex flex-col gap-4">
          <WaitingChanges of="role:" />
          <Panel isFlush>
            <ul aria-label="Roles" aria-busy={query.isPending} className="divide-y divide-line">
              {roles?.map((role) => (
                <RoleRow key={role.id} role={role} onAsk={canWrite ? setAsked : null} />
              )) ?? <Skeleton className="mx-4 my-3 h-40" />}
            </ul>
          </Panel>
          {roles && (
            <Panel title="What each role allows" isFlush>
              <PermissionsTable roles={roles} />
            </Panel>
          )}
        </PageBody>
      )}
      <Suspense fallback={null}>
        {asked && (
          <RoleDialog
            action={asked}
            ownPermissions={ownPermissions}
            onClose={() => setAsked(null)}
          />
        )}
      </Suspense>
    </>
  );
}

type RoleRowProps = {
  role: RoleItem;
  /** Null: the reader changes no roles. */
  onAsk: ((action: RoleAction) => void) | null;
};

function RoleRow({ role, onAsk }: RoleRowProps) {
  const { name, members, isBuiltIn } = role;
  return (
    <li className="flex items-center gap-3 px-4 py-2">
      <div className="min-w-0 flex-1">
        <p className="truncate text-13 font-medium">{name}</p>
        <p className="text-12 text-muted">{describe(role)}</p>
      </div>
      <span className="text-12 whitespace-nowrap text-muted">
        {members === 0 ? 'No one' : formatCount(members, 'member')}
      </span>
      {onAsk && !isBuiltIn && (
        <MenuButton
          size="icon-sm"
          variant="ghost"
          align="end"
          label={`Actions for ${name}`}
          entries={[
            { label: 'Edit', onSelect: () => onAsk({ kind: 'edit', role }) },
            {
              label: 'Delete',
              isDanger: true,
              onSelect: () => onAsk({ kind: 'delete', role }),
            },
          ]}
        >
          <Ellipsis />
        </MenuButton>
      )}
    </li>
  );
}

function describe({ id, permissions: allowed }: RoleItem): string {
  if (id in roleWords) return roleWords[id as keyof typeof roleWords].description;
  return `${allowed.length} of ${formatCount(permissions.length, 'permission')}`;
}
