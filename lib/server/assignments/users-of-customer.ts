import 'server-only';
import { eq, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { customerDomains, customers, customerUsers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';

/**
 * A condition on two columns with an account and a username: the user belongs to this customer,
 * also one who isn't listed any more.
 * @throws DeskError `not_found`
 */
export async function withUsersOf(
  customerId: string,
  accountId: AnyColumn,
  username: AnyColumn,
): Promise<SQL> {
  const rows = await db()
    .select({ domain: customerDomains.domain })
    .from(customers)
    .leftJoin(customerDomains, eq(customerDomains.customerId, customers.id))
    .where(eq(customers.id, customerId));
  if (rows.length === 0) throw noSuchCustomer();
  // An underscore would stand for any letter.
  const ends = rows.flatMap(({ domain }) =>
    domain === null ? [] : [`%@${domain.replaceAll('_', '\\_')}`],
  );
  const byHand = sql`select own.account_id, own.username from ${customerUsers} as own`;
  return sql`((${username} like any(${sql.param(ends)}::text[])
      and (${accountId}, ${username}) not in (${byHand}))
    or (${accountId}, ${username}) in (${byHand} where own.customer_id = ${customerId}))`;
}

export function noSuchCustomer(): DeskError {
  return new DeskError('not_found', {
    detail: 'There is no such customer. It may have been deleted, or merged into another one.',
  });
}
