import { inArray, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import type { Role } from '@/lib/contract/staff';
import type { SensitiveWork } from '@/lib/contract/staff-policy';
import type { Actor, Scope } from '@/lib/server/actor';
import { customerDomains, customers, customerUsers, userAnnotations } from '@/lib/server/db/schema';
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
 * What is about all accounts and customers together is only for who sees all of them: for someone
 * confined, it doesn't exist.
 * @throws DeskError `not_found`
 */
export function requireWholeScope({ accountIds, customerIds }: Viewer, detail: string): void {
  if (accountIds !== null || customerIds !== null) throw new DeskError('not_found', { detail });
}

/**
 * What someone confined to customers may do, if their role allows it. Everything else is about whole
 * accounts, batches, the team or the installation: it can't be tied to a customer, so for them it
 * doesn't exist.
 */
const ofCustomers: ReadonlySet<Permission> = new Set([
  ...(['profile.write', 'users.read', 'users.export', 'users.auto_login'] as const),
  ...(['users.annotate', 'users.write', 'passwords.write', 'approvals.decide'] as const),
  ...(['views.share', 'customers.read', 'customers.manage'] as const),
  ...(['devices.read', 'devices.export', 'devices.annotate'] as const),
  ...(['connections.write', 'connections.end_others'] as const),
  ...(['activity.read', 'activity.export', 'accounts.read'] as const),
]);

/** Whether the permission is about something that the person's scope has at all. */
export function isInScope({ customerIds }: Pick<Viewer, 'customerIds'>, permission: Permission) {
  return customerIds === null || ofCustomers.has(permission);
}

/** Of what a role allows, what someone with this scope may do. */
export function permissionsWithin(
  scope: Pick<Viewer, 'customerIds'>,
  allowed: readonly Permission[],
): Actor['permissions'] {
  return allowed.filter((permission) => isInScope(scope, permission));
}

export function maySeeCustomer(
  { customerIds }: Pick<Viewer, 'customerIds'>,
  customerId: string | null,
): boolean {
  return customerIds === null || (customerId !== null && customerIds.includes(customerId));
}

/** A rule's name as a pattern: a star is any text, and without one it is a part of the name. */
const literal = sql`regexp_replace(lower(rule ->> 'value'), '([\\\\_%])', '\\\\\\1', 'g')`;
const nameInRule = sql`case when strpos(rule ->> 'value', '*') > 0
  then replace(${literal}, '*', '%') else '%' || ${literal} || '%' end`;

/**
 * A condition on two columns with an account and a username: the user belongs to one of the person's
 * customers, by hand, by rule or by domain. Undefined: no limit. `assignments` answers the same for a list in
 * memory.
 */
export function withUsersInScope(
  { customerIds }: Pick<Viewer, 'customerIds'>,
  accountId: AnyColumn,
  username: AnyColumn,
): SQL | undefined {
  if (customerIds === null) return undefined;
  const isTheirs = sql`= any(${sql.param([...customerIds])}::text[])`;
  const byHand = sql`select from ${customerUsers} as own
    where own.account_id = ${accountId} and own.username = ${username}`;
  const byRule = sql`select from ${customers} as own, json_array_elements(own.rules) as rule
    where json_array_length(own.rules) > 0 and rule ->> 'of' = 'users' and case rule ->> 'kind'
      when 'tag' then exists (select from ${userAnnotations} as noted
        where noted.account_id = ${accountId} and noted.username = ${username}
          and lower(normalize(rule ->> 'value', nfkc)) = any(noted.tag_keys))
      else lower(${username}) like ${nameInRule} end`;
  return sql`(${accountId} is not null and case
    when exists (${byHand}) then exists (${byHand} and own.customer_id ${isTheirs})
    when exists (${byRule}) then not exists (${byRule} and not own.id ${isTheirs})
    else exists (select from ${customerDomains} as own
      where own.domain = substring(${username} from '[^@]*$') and own.customer_id ${isTheirs})
    end)`;
}

/** Work for which the policy may require password confirmation. */
export const sensitiveWorkOf: Partial<Record<Permission, SensitiveWork>> = {
  'passwords.write': 'passwords',
  'users.export': 'exports',
  'devices.export': 'exports',
  'batches.export': 'exports',
  'activity.export': 'exports',
  'staff.write': 'access',
  'accounts.write': 'access',
  'accounts.test': 'access',
  'webhooks.manage': 'access',
  'notifications.manage': 'access',
};

/** One with which they may export something; if nothing, that of the most usual export. */
export function exportPermissionOf(viewer: Viewer & Pick<Actor, 'permissions'>): Permission {
  const own = permissions.find(
    (one) => sensitiveWorkOf[one] === 'exports' && may(viewer, one) && isInScope(viewer, one),
  );
  return own ?? 'users.export';
}
