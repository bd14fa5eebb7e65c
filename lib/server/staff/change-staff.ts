import 'server-only';
import { eq, inArray, sql } from 'drizzle-orm';
import type { ChangeStaffInput, Role } from '@/lib/contract/staff';
import { listEveryAccount } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { endGrantsOf } from '@/lib/server/approvals/end-grants';
import { recordEvent } from '@/lib/server/audit/record';
import { hasOtherAdministrator } from '@/lib/server/auth/last-administrator';
import { endSessionsOf } from '@/lib/server/auth/sessions';
import type { Around } from '@/lib/server/db/around';
import { db, type Transaction } from '@/lib/server/db/client';
import { customers, staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { isWithin, lockStaff, permissionsOfRole, requireNoMore } from './lock-staff';
import { voidSetUpLinks } from './set-up-links';

type StaffRow = typeof staffMembers.$inferSelect;

/**
 * Changes a role or the accounts and customers someone sees, or disables them. The sessions of someone disabled
 * end at once, and those of someone who has another role or another scope from now on.
 * @throws DeskError `not_found`; `conflict` the last administrator, or one's own scope;
 * `invalid_request` an account, a customer or a role that doesn't exist; `forbidden` a role that allows more
 * than the actor's
 */
export async function changeStaff(
  actor: Actor,
  id: string,
  change: ChangeStaffInput,
  around: Around = {},
): Promise<void> {
  const { accountIds, customerIds } = change;
  const hasNewScope = accountIds !== undefined || customerIds !== undefined;
  await requireOwnScope(actor, change);
  if (hasNewScope && id === actor.id) {
    const what = accountIds === undefined ? 'customers' : 'accounts';
    throw new DeskError('conflict', {
      detail: `You can’t change your own ${what}. Ask another admin.`,
    });
  }
  await db().transaction(async (tx) => {
    const before = await lockStaff(tx, actor, id);
    await around.before?.(tx);
    if (change.role !== undefined) await requireOwnRole(tx, actor, change.role);
    const isLosingPower =
      change.isDisabled === true ||
      (change.role !== undefined && change.role !== 'administrator') ||
      Boolean(accountIds) ||
      Boolean(customerIds);
    if (before.role === 'administrator' && isLosingPower) await keepAnAdministrator(tx, id);
    const hasNewRole = change.role !== undefined && change.role !== before.role;
    await tx
      .update(staffMembers)
      .set({
        ...change,
        ...(hasNewRole && { roleSince: sql`now()` }),
        ...(change.isDisabled === false && { waitsForAdmin: false }),
      })
      .where(eq(staffMembers.id, id));
    const after = {
      accountIds: accountIds === undefined ? before.accountIds : accountIds,
      customerIds: customerIds === undefined ? before.customerIds : customerIds,
    };
    const seesOther = !(isWithin(after, before) && isWithin(before, after));
    if (change.isDisabled || seesOther || hasNewRole) await endSessionsOf(id, tx);
    if (change.isDisabled) await voidSetUpLinks(id, tx);
    const cause = change.isDisabled ? 'disabled' : hasNewRole ? 'role' : hasNewScope && 'scope';
    if (cause) await endGrantsOf(tx, actor, id, cause);
    await recordEvent(
      actor,
      {
        action: 'staff.changed',
        target: before.email,
        outcome: 'success',
        details: { before: pick(before, change), after: change },
      },
      tx,
    );
    await around.after?.(tx);
  });
}

/** Deletes someone for good. Their events stay in the audit log. */
export async function deleteStaff(actor: Actor, id: string): Promise<void> {
  await db().transaction(async (tx) => {
    const before = await lockStaff(tx, actor, id);
    if (before.role === 'administrator') await keepAnAdministrator(tx, id);
    await tx.delete(staffMembers).where(eq(staffMembers.id, id));
    await endGrantsOf(tx, actor, id, 'disabled');
    await recordEvent(
      actor,
      { action: 'staff.deleted', target: before.email, outcome: 'success' },
      tx,
    );
  });
}

/** Signs someone out everywhere. */
export async function revokeSessions(actor: Actor, id: string): Promise<void> {
  await db().transaction(async (tx) => {
    const staff = await lockStaff(tx, actor, id);
    await endSessionsOf(id, tx);
    const event = { action: 'staff.signed_out', target: staff.email, outcome: 'success' } as const;
    await recordEvent(actor, event, tx);
  });
}

function pick({ role, isDisabled, ...scope }: StaffRow, change: ChangeStaffInput) {
  const { accountIds, customerIds } = scope;
  return {
    ...{ role, isDisabled },
    ...(change.accountIds !== undefined && { accountIds }),
    ...(change.customerIds !== undefined && { customerIds }),
  };
}

/**
 * A role that someone may be given: one that allows no more than the giver's.
 * @throws DeskError `invalid_request`, `forbidden`
 */
export async function requireOwnRole(tx: Transaction, actor: Actor, role: Role): Promise<void> {
  const wanted = await permissionsOfRole(tx, role);
  if (wanted) return requireNoMore(actor, wanted, 'This role allows more than yours');
  const message = 'This role doesn’t exist any more.';
  throw new DeskError('invalid_request', {
    detail: `${message} Reload the page and select another one.`,
    errors: [{ path: 'role', code: 'unknown_role', message }],
  });
}

type GivenScope = Pick<ChangeStaffInput, 'accountIds' | 'customerIds'>;

/**
 * A scope that someone may be given: existing accounts and customers, which the giver sees. What
 * isn't given isn't checked.
 * @throws DeskError `invalid_request`
 */
export async function requireOwnScope(
  actor: Actor,
  { accountIds, customerIds }: GivenScope,
): Promise<void> {
  if (accountIds !== undefined) await requireOwnAccounts(actor, accountIds);
  // Only people who see all customers manage the team.
  if (customerIds) await requireCustomers(customerIds);
}

async function requireCustomers(customerIds: readonly string[]): Promise<void> {
  const rows = await db()
    .select({ id: customers.id })
    .from(customers)
    .where(inArray(customers.id, [...customerIds]));
  const known = new Set(rows.map(({ id }) => id));
  const unknown = customerIds.find((id) => !known.has(id));
  if (unknown === undefined) return;
  const message = `The customer ${unknown} doesn’t exist. Reload the page and select again.`;
  throw new DeskError('invalid_request', {
    detail: message,
    errors: [{ path: 'customerIds', code: 'unknown_customer', message }],
  });
}

/** @throws DeskError `invalid_request` */
export async function requireOwnAccounts(
  actor: Actor,
  accountIds: readonly string[] | null,
): Promise<void> {
  const known = new Set((await listEveryAccount(actor)).map(({ id }) => id));
  const unknown = accountIds?.find((id) => !known.has(id));
  const isTooMuch = accountIds === null && actor.accountIds !== null;
  if (unknown === undefined && !isTooMuch) return;
  const message = isTooMuch
    ? 'You can see only some accounts, so you can’t give someone all of them.'
    : `The account ${unknown} doesn’t exist.`;
  throw new DeskError('invalid_request', {
    detail: message,
    errors: [{ path: 'accountIds', code: 'unknown_account', message }],
  });
}

async function keepAnAdministrator(tx: Transaction, id: string): Promise<void> {
  if (await hasOtherAdministrator(tx, id)) return;
  throw new DeskError('conflict', {
    detail: 'This is the last admin. Make someone else an admin first.',
  });
}
