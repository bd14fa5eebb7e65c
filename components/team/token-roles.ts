import type { Role } from '@/lib/contract/staff';
import {
  builtInRoles,
  permissionsOf,
  roleWords,
  tokenPermissions,
  type BuiltInRole,
  type Permission,
  type TokenPermission,
} from '@/lib/shared/permissions';

/** A role that a person can give a token, with what of it tokens can have. */
export type TokenRole = { id: Role; name: string; permissions: readonly TokenPermission[] };

type Person = { role: Role; roleName: string; permissions: readonly Permission[] };

/** The built-in roles that allow no more than the person's own, and their own. */
export function tokenRolesFor({ role, roleName, permissions }: Person): TokenRole[] {
  // Someone who sees only some customers has less of their role.
  const own: readonly Permission[] = isBuiltIn(role) ? permissionsOf[role] : permissions;
  const builtIn = builtInRoles
    .filter((id) => id !== role)
    .filter((id) => permissionsOf[id].every((one) => own.includes(one)))
    .map((id) => ({ id, name: roleWords[id].name, allowed: permissionsOf[id] }));
  return [...builtIn, { id: role, name: roleName, allowed: permissions }]
    .map(({ id, name, allowed }) => ({
      ...{ id, name },
      permissions: tokenPermissions.filter(
        (one) => allowed.includes(one) && permissions.includes(one),
      ),
    }))
    .filter((one) => one.permissions.length > 0);
}

function isBuiltIn(role: Role): role is BuiltInRole {
  return builtInRoles.some((one) => one === role);
}
