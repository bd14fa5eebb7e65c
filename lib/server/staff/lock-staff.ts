import 'server-only';
import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '@/lib/server/db/client';
import { roles, staffMembers } from '@/lib/server/db/schema';
import type { Role } from '@/lib/contract/staff';
import type { Actor, Scope } from '@/lib/server/actor';
import { DeskError } from '@/lib/server/errors';
import { isBuiltIn, may, permissionsIn, type Viewer } from '@/lib/server/policies/permissions';
import { permissionTable, type Permission } from '@/lib/shared/permissions';

const STAFF_ID = /^[\w-]{1,64}$/;

/**
 * The staff member, locked until the transaction ends. Changes of staff wait for each other, so
 * that two administrators can't each remove the other.
 * @throws DeskError `not_found`, also if they see accounts that the actor doesn't: with a new link
 * for their password, for one, the actor would see them too; `forbidden` their role allows more than
 * the actor's
 */
export async function lockStaff(
  tx: Transaction,
  actor: Scope & Pick<Actor, 'permissions'>,
  id: string,
): Promise<typeof staffMembers.$inferSelect> {
  requireStaffId(id);
  await lockTeam(tx);
  const [staff] = await tx.select().from(staffMembers).where(eq(staffMembers.id, id));
  if (!staff || !isWithin(actor, staff)) throw noSuchStaff();
  const theirs = (await permissionsOfRole(tx, staff.role)) ?? [];
  requireNoMore(actor, theirs, 'Their role allows more than yours');
  return staff;
}

/** Changes of people and roles wait for each other: no one is given a role that goes. */
export async function lockTeam(tx: Transaction): Promise<void> {
  await tx.execute(sql`lock table ${staffMembers} in share row exclusive mode`);
}

/** What a role allows; null: there is no such role. */
export async function permissionsOfRole(
  tx: Pick<Transaction, 'select'>,
  role: Role,
): Promise<readonly Permission[] | null> {
  if (isBuiltIn(role)) return permissionsIn(role, null);
  const [row] = await tx.select().from(roles).where(eq(roles.id, role));
  return row ? permissionsIn(role, row.permissions) : null;
}

/**
 * No one gives, takes or changes more than they have themselves.
 * @throws DeskError `forbidden`
 */
export function requireNoMore(
  actor: Pick<Actor, 'permissions'>,
  wanted: readonly Permission[],
  because: string,
): void {
  const [missing] = wanted.filter((permission) => !may(actor, permission));
  if (missing === undefined) return;
  const { label } = permissionTable[missing];
  throw new DeskError('forbidden', {
    detail: `${because}, for example: “${label}”. Ask an admin.`,
  });
}

/** Whether someone with this scope sees no more than the actor. */
export function isWithin(actor: Viewer, { accountIds, customerIds }: Scope): boolean {
  return isPartOf(accountIds, actor.accountIds) && isPartOf(customerIds, actor.customerIds);
}

/** Null: all. */
function isPartOf(some: readonly string[] | null, of: readonly string[] | null): boolean {
  return of === null || (some !== null && some.every((id) => of.includes(id)));
}

/**
 * Anything else in the path isn't a staff member, and doesn't reach the database.
 * @throws DeskError `not_found`
 */
export function requireStaffId(id: string): void {
  if (!STAFF_ID.test(id)) throw noSuchStaff();
}

export function noSuchStaff(): DeskError {
  return new DeskError('not_found', { detail: 'This team member doesn’t exist. Reload the list.' });
}
