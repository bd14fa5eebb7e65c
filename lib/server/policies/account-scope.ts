import 'server-only';
import { inArray, type AnyColumn, type SQL } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';

type Viewer = Pick<Actor, 'accountIds'>;

/**
 * Which vendor accounts a person may see, in one place: everything that belongs to an account asks
 * here. For someone confined, whatever is outside doesn't exist.
 */
export function maySeeAccount({ accountIds }: Viewer, accountId: string): boolean {
  return accountIds === null || accountIds.includes(accountId);
}

/** The same as a condition on a column with an account's id; undefined: no limit. */
export function withinScope({ accountIds }: Viewer, column: AnyColumn): SQL | undefined {
  return accountIds === null ? undefined : inArray(column, [...accountIds]);
}
