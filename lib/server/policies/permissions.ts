import { inArray, type AnyColumn, type SQL } from 'drizzle-orm';
import type { Role } from '@/lib/contract/staff';
import type { SensitiveWork } from '@/lib/contract/staff-policy';
import type { Actor } from '@/lib/server/actor';

const viewer = [
  'users.read',
  'users.export',
  'batches.read',
  'batches.export',
  'devices.read',
  'accounts.read',
  'activity.read',
] as const;
const technician = [...viewer, 'users.auto_login', 'connections.write'] as const;
const manager = [
  ...technician,
  'connections.end_others',
  'users.write',
  'batches.write',
  'passwords.write',
  'approvals.decide',
] as const;
const administrator = [
  ...manager,
  'staff.read',
  'staff.write',
  'accounts.test',
  'accounts.write',
  'activity.export',
  'settings.read',
] as const;

export type Permission = (typeof administrator)[number];

/** The one table from role to permission, used by the API and the pages. */
export const permissionsOf: Record<Role, readonly Permission[]> = {
  viewer,
  technician,
  manager,
  administrator,
};

export function may(role: Role, permission: Permission): boolean {
  return permissionsOf[role]?.includes(permission) ?? false;
}

/** Whose scope it is. */
export type Viewer = Pick<Actor, 'accountIds'>;

/**
 * Which vendor accounts a person may see: everything that belongs to an account asks here. For
 * someone confined, whatever is outside doesn't exist.
 */
export function maySeeAccount({ accountIds }: Viewer, accountId: string): boolean {
  return accountIds === null || accountIds.includes(accountId);
}

/** The same as a condition on a column with an account's id; undefined: no limit. */
export function withinScope({ accountIds }: Viewer, column: AnyColumn): SQL | undefined {
  return accountIds === null ? undefined : inArray(column, [...accountIds]);
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
};
