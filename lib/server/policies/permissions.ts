import { inArray, type AnyColumn, type SQL } from 'drizzle-orm';
import type { Role } from '@/lib/contract/staff';
import type { SensitiveWork } from '@/lib/contract/staff-policy';
import type { Actor, Scope } from '@/lib/server/actor';
import { DeskError } from '@/lib/server/errors';
import {
  permissions,
  permissionsOf,
  roleWords,
  type BuiltInRole,
  type Permission,
} from '@/lib/shared/permissions';

/**
 * The permissions of a role, with what is stored of one that isn't built in.
 * @param stored null: there is no such role, and it allows nothing
 */
export function permissionsIn(role: Role, stored: readonly string[] | null): readonly Permission[] {
  if (isBuiltIn(role)) return permissionsOf[role];
  return permissions.filter((permission) => stored?.includes(permission));
}

export function isBuiltIn(role: string): role is BuiltInRole {
  return Object.hasOwn(permissionsOf, role);
}

export function roleNameOf(role: Role, stored: string | undefined): string {
  return isBuiltIn(role) ? roleWords[role].name : (stored ?? 'No role');
}

/** The one question before anything is read or done. */
export function may(actor: Pick<Actor, 'permissions'>, permission: Permission): boolean {
  return actor.permissions.includes(permission);
}

/** Whose scope it is. */
export type Viewer = Scope;

/**
 * Which vendor accounts a person may see: everything that belongs to an account asks here. For
 * someone confined, whatever is outside doesn't exist.
 */
export function maySeeAccount(
  { accountIds }: Pick<Viewer, 'accountIds'>,
  accountId: string,
): boolean {
  return accountIds === null || accountIds.includes(accountId);
}

/** The same as a condition on a column with an account's id; undefined: no limit. */
export function withinScope({ accountIds }: Viewer, column: AnyColumn): SQL | undefined {
  return accountIds === null ? undefined : inArray(column, [...accountIds]);
}

/**
 * What is about all accounts and customers together is only for who sees all of them.
 * @throws DeskError `code`
 */
export function requireWholeScope(
  { accountIds, customerIds }: Viewer,
  code: 'forbidden' | 'not_found',
  detail: string,
): void {
  if (accountIds !== null || customerIds !== null) throw new DeskError(code, { detail });
}

/** Work for which the policy may require password confirmation. */
export const sensitiveWorkOf: Partial<Record<Permission, SensitiveWork>> = {
  'passwords.write': 'passwords',
  'users.export': 'exports',
  'batches.export': 'exports',
  'activity.export': 'exports',
  'staff.write': 'access',
  'accounts.write': 'access',
  'accounts.test': 'access',
  'webhooks.manage': 'access',
  'notifications.manage': 'access',
};
