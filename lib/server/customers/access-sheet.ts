import 'server-only';
import type { AccessReport } from '@/lib/contract/audit';
import type { Actor } from '@/lib/server/actor';
import { listAccounts } from '@/lib/server/accounts/accounts';
import { withUsersOf } from '@/lib/server/assignments/users-of-customer';
import { accessReportCsv, readAccess } from '@/lib/server/audit/access-report';
import { recordExport } from '@/lib/server/audit/limit-exports';
import { requirePermission } from '@/lib/server/auth/require-permission';
import { auditEvents } from '@/lib/server/db/schema';

/**
 * Who signed in as which of the customer's users within a month (UTC), when, and why: of the users
 * that belong to it now, in the accounts that the person may see.
 * @throws DeskError `not_found`
 */
export async function accessSheet(
  actor: Actor,
  customerId: string,
  month: string,
): Promise<AccessReport> {
  const isOfCustomer = await withUsersOf(
    actor,
    customerId,
    auditEvents.accountId,
    auditEvents.target,
  );
  const accounts = await listAccounts(actor);
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  return readAccess(actor, month, names, isOfCustomer);
}

/**
 * The same as CSV: part of the audit log leaves, so it needs the permission for that, and is
 * recorded.
 * @throws DeskError `not_found`, `forbidden`, `step_up_required`, `rate_limited`
 */
export async function exportAccessSheet(
  actor: Actor,
  customerId: string,
  month: string,
): Promise<string> {
  await requirePermission(actor, 'activity.export');
  const sheet = await accessSheet(actor, customerId, month);
  const details = { report: 'access', customerId, month, format: 'csv' };
  await recordExport(actor, { action: 'activity.exported', details });
  return accessReportCsv(sheet);
}
