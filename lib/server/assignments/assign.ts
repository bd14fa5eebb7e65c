import 'server-only';
import { and, eq, sql } from 'drizzle-orm';
import { holdAccount } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import type { Transaction } from '@/lib/server/db/client';
import type { AssignmentTable } from '@/lib/server/db/schema';
import { groupBy } from '@/lib/shared/group-by';
import type { Assignable } from './assignments';

export type Assigning = Pick<Assignable, 'accountId' | 'itemId'>;

/** Null: to no customer. `by domain`: no longer by hand. */
export type AssignTo = { customerId: string | null } | 'by domain';

/**
 * Assigns these items by hand.
 * @returns how many weren't assigned like this before
 * @throws DeskError `account_not_found` an account was deleted meanwhile
 */
export async function assign(
  tx: Transaction,
  actor: Actor,
  table: AssignmentTable,
  items: readonly Assigning[],
  to: AssignTo,
): Promise<number> {
  const byAccount = groupBy(items, ({ accountId }) => accountId);
  let changed = 0;
  // Always in the same order, so that two calls wait for each other.
  for (const accountId of [...byAccount.keys()].sort()) {
    await holdAccount(tx, accountId);
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`assignments ${accountId}`}))`);
    const itemIds = byAccount.get(accountId)?.map(({ itemId }) => itemId) ?? [];
    changed +=
      to === 'by domain'
        ? await release(tx, table, accountId, itemIds)
        : await put(tx, actor, table, { accountId, itemIds, ...to });
  }
  return changed;
}

async function put(
  tx: Transaction,
  actor: Actor,
  table: AssignmentTable,
  given: { accountId: string; itemIds: readonly string[]; customerId: string | null },
): Promise<number> {
  const { accountId, itemIds, customerId } = given;
  const column = sql.identifier(table.itemId.name);
  const { rowCount } = await tx.execute(sql`
    insert into ${table} as known (account_id, ${column}, customer_id, assigned_by)
    select ${accountId}::text, item, ${customerId}::text, ${actor.id}::text
    from unnest(${sql.param(itemIds)}::text[]) as item
    on conflict (account_id, ${column}) do update
      set customer_id = excluded.customer_id, assigned_by = excluded.assigned_by,
        assigned_at = now()
      where known.customer_id is distinct from excluded.customer_id`);
  return rowCount ?? 0;
}

async function release(
  tx: Transaction,
  table: AssignmentTable,
  accountId: string,
  itemIds: readonly string[],
): Promise<number> {
  const { rowCount } = await tx
    .delete(table)
    .where(
      and(
        eq(table.accountId, accountId),
        sql`${table.itemId} = any(${sql.param(itemIds)}::text[])`,
      ),
    );
  return rowCount ?? 0;
}
