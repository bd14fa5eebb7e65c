import 'server-only';
import type { ActivityRows } from '@/lib/contract/audit';
import type { Actor } from '@/lib/server/actor';
import { withUsersOf } from '@/lib/server/assignments/users-of-customer';
import { listActions } from '@/lib/server/audit/list-events';
import { auditEvents } from '@/lib/server/db/schema';

const MOST_LISTED = 8;

/**
 * The last sign-ins as users that belong to the customer now, newest first, of the accounts that
 * the person may see.
 * @throws DeskError `not_found`
 */
export async function listCustomerSignIns(actor: Actor, customerId: string): Promise<ActivityRows> {
  const isOfCustomer = await withUsersOf(
    actor,
    customerId,
    auditEvents.accountId,
    auditEvents.target,
  );
  const query = { action: 'auto_login.opened', limit: MOST_LISTED, fold: '1' } as const;
  return listActions(actor, query, isOfCustomer);
}
