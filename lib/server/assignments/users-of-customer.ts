import 'server-only';
import { eq, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { customerDomains, customers, customerUsers, userAnnotations } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { maySeeCustomer, type Viewer } from '@/lib/server/policies/permissions';
import { foldedSearch } from '@/lib/shared/tags';
import { findRules, type RulesOf, tagKeysOf } from './assignments';

/**
 * A condition on two columns with an account and a username: the user belongs to this customer,
 * also one who isn't listed any more.
 * @throws DeskError `not_found`, also if the person doesn't see the customer
 */
export async function withUsersOf(
  viewer: Pick<Viewer, 'customerIds'>,
  customerId: string,
  accountId: AnyColumn,
  username: AnyColumn,
): Promise<SQL> {
  const [rows, rules] = await Promise.all([
    db()
      .select({ domain: customerDomains.domain })
      .from(customers)
      .leftJoin(customerDomains, eq(customerDomains.customerId, customers.id))
      .where(eq(customers.id, customerId)),
    findRules('users'),
  ]);
  if (rows.length === 0 || !maySeeCustomer(viewer, customerId)) throw noSuchCustomer();
  const ends = rows.flatMap(({ domain }) => (domain === null ? [] : [`%@${escaped(domain)}`]));
  const byHand = sql`select own.account_id, own.username from ${customerUsers} as own`;
  const byRule = (found: RulesOf[]) => matching(found, accountId, username);
  return sql`(((${username} like any(${sql.param(ends)}::text[])
        or ${byRule(rules.filter(({ id }) => id === customerId))})
      and not ${byRule(rules.filter(({ id }) => id !== customerId))}
      and (${accountId}, ${username}) not in (${byHand}))
    or (${accountId}, ${username}) in (${byHand} where own.customer_id = ${customerId}))`;
}

/** A rule of these applies to the user. */
function matching(found: RulesOf[], accountId: AnyColumn, username: AnyColumn): SQL {
  if (found.length === 0) return sql`false`;
  const patterns = found.flatMap(({ rules }) =>
    rules.filter(({ kind }) => kind === 'name').map(({ value }) => patternOf(foldedSearch(value))),
  );
  const { accountId: ofAccount, itemId, tagKeys } = userAnnotations;
  return sql`(lower(${username}) like any(${sql.param(patterns)}::text[])
    or (${accountId}, ${username}) in (select ${ofAccount}, ${itemId} from ${userAnnotations}
      where ${tagKeys} && ${sql.param(tagKeysOf(found))}::text[]))`;
}

function patternOf(text: string): string {
  return text.includes('*') ? escaped(text).replaceAll('*', '%') : `%${escaped(text)}%`;
}

/** An underscore would stand for any letter. */
function escaped(text: string): string {
  return text.replaceAll(/[\\_%]/g, (sign) => `\\${sign}`);
}

export function noSuchCustomer(): DeskError {
  return new DeskError('not_found', {
    detail: 'There is no such customer. It may have been deleted, or merged into another one.',
  });
}
