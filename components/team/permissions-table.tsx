import { Check } from 'lucide-react';
import { Fragment } from 'react';
import { EmptyCell } from '@/components/ui/table';
import type { RoleItem } from '@/lib/contract/roles';
import { permissionGroups, permissionTable } from '@/lib/shared/permissions';

const cell = 'h-8 border-b border-line px-1.5 py-1 first:pl-4 sm:px-3';

/** Permissions as rows, roles as columns. On narrow screens, the table scrolls by itself. */
export function PermissionsTable({ roles }: { roles: readonly RoleItem[] }) {
  return (
    <div
      role="region"
      aria-label="Permissions of each role"
      tabIndex={0}
      className="relative overflow-x-auto focus-visible:-outline-offset-2"
    >
      <table className="w-full border-separate border-spacing-0 text-13">
        <thead>
          <tr>
            <th scope="col" className={`${cell} text-left text-12 font-medium text-muted`}>
              Permission
            </th>
            {roles.map(({ id, name }) => (
              <th key={id} scope="col" className={`${cell} text-12 font-medium text-muted`}>
                <span className="max-sm:inline-block max-sm:[writing-mode:vertical-rl]">
                  {name}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissionGroups.map(({ group, members }) => (
            <Fragment key={group}>
              <tr>
                <th
                  scope="rowgroup"
                  colSpan={roles.length + 1}
                  className={`${cell} bg-sunken text-left text-12 font-medium`}
                >
                  {group}
                </th>
              </tr>
              {members.map((permission) => (
                <tr key={permission}>
                  <th scope="row" className={`${cell} min-w-36 text-left font-normal sm:min-w-48`}>
                    {permissionTable[permission].label}
                  </th>
                  {roles.map((role) => (
                    <td key={role.id} className={`${cell} text-center`}>
                      {role.permissions.includes(permission) ? (
                        <>
                          <Check aria-hidden className="mx-auto size-4 text-accent-text" />
                          <span className="sr-only">yes</span>
                        </>
                      ) : (
                        <EmptyCell meaning="no" />
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
