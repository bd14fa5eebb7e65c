import 'server-only';
import { eq } from 'drizzle-orm';
import type { Assigned } from '@/lib/contract/customers';
import type { Actor } from '@/lib/server/actor';
import { assign, type AssignTo, type Assigning } from '@/lib/server/assignments/assign';
import { noSuchCustomer } from '@/lib/server/assignments/users-of-customer';
import { recordEvent } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import { customers, type AssignmentTable } from '@/lib/server/db/schema';
import type { AuditAction } from '@/lib/shared/audit-actions';
import { maySeeCustomer } from '@/lib/server/policies/permissions';
import { holdCustomers, requireAllCustomers } from './change-customers';

/** The names in an event: enough for what is done by hand, one by one. */
const MOST_RECORDED = 20;
const MOST_NAMED = 100;

type Pass = {
  table: AssignmentTable;
  action: Extract<AuditAction, `customer.${string}_assigned`>;
  items: readonly Assigning[];
  to: AssignTo;
  accountIds: readonly string[];
  /** What the event shows besides. */
  details: Record<string, unknown>;
};

/** As a call says it. */
export function targetOf(input: {
  customerId?: string | null | undefined;
  byDomain?: true | undefined;
}): AssignTo {
  return input.byDomain ? 'by domain' : { customerId: input.customerId ?? null };
}

/**
 * Assigns all of these, with one event. A pass that changes nothing records nothing.
 * @returns how many were changed
 * @throws DeskError `not_found`; `forbidden` to none, for someone confined to customers
 */
export async function assignAll(
  actor: Actor,
  { table, action, items, to, accountIds, details }: Pass,
): Promise<number> {
  return db().transaction(async (tx) => {
    await holdCustomers(tx);
    const customer = await targetFor(tx, actor, to);
    const changed = await assign(tx, actor, table, items, to);
    if (changed === 0) return 0;
    const [only] = accountIds.length === 1 ? accountIds : [];
    await recordEvent(
      actor,
      {
        ...{ action, outcome: 'success', target: customer?.name, accountId: only },
        details: {
          ...{ customerId: customer?.id ?? null, ...(to === 'by domain' && { byDomain: true }) },
          ...{ changed, of: items.length, ...details },
          ...(items.length <= MOST_RECORDED && { items: items.map(({ itemId }) => itemId) }),
          ...(only === undefined && { accounts: accountIds }),
        },
      },
      tx,
    );
    return changed;
  });
}

/**
 * Null: none. Someone confined to customers assigns to these alone: by domain, users may go to
 * another one, and without a customer to no one's sight.
 * @throws DeskError `not_found`, `forbidden`
 */
async function targetFor(tx: Transaction, actor: Actor, to: AssignTo) {
  if (to === 'by domain' || to.customerId === null) {
    requireAllCustomers(actor, 'take away the one of a user or device');
    return null;
  }
  const id = to.customerId;
  if (!maySeeCustomer(actor, id)) throw noSuchCustomer();
  const [customer] = await tx
    .select({ id: customers.id, name: customers.name })
    .from(customers)
    .where(eq(customers.id, id));
  if (!customer) throw noSuchCustomer();
  return customer;
}

type Asked = {
  names?: readonly string[] | undefined;
  refs?: readonly Assigning[] | undefined;
};

/** Of those that were asked for, those that no list has. */
export function notListedIn(
  found: readonly Assigning[],
  { names = [], refs = [] }: Asked,
): Pick<Assigned, 'notListed' | 'notListedCount'> {
  const ids = new Set(found.map(({ itemId }) => itemId));
  const keys = new Set(found.map(({ accountId, itemId }) => `${accountId} ${itemId}`));
  const missing = [
    ...names.filter((name) => !ids.has(name)),
    ...refs
      .filter(({ accountId, itemId }) => !keys.has(`${accountId} ${itemId}`))
      .map(({ itemId }) => itemId),
  ];
  return { notListed: missing.slice(0, MOST_NAMED), notListedCount: missing.length };
}
