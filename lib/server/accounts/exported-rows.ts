import 'server-only';
import type { Actor } from '@/lib/server/actor';
import { recordExport } from '@/lib/server/audit/limit-exports';
import type { Account } from './accounts';

type Exported = { action: 'users.exported' | 'devices.exported'; format: string; rows: number };

/**
 * Records that rows of these accounts leave in a file.
 * @throws DeskError `rate_limited`
 */
export async function recordExportOf(
  actor: Actor,
  accounts: readonly Account[],
  { action, ...details }: Exported,
): Promise<void> {
  const [only] = accounts.length === 1 ? accounts : [];
  await recordExport(actor, {
    action,
    ...(only && { accountId: only.id }),
    details: { ...details, ...(!only && { accounts: accounts.map(({ id }) => id) }) },
  });
}

/** The last column of a file with rows of several accounts: whose each is. */
export function accountColumn(accounts: readonly Account[]) {
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  return { heading: 'Account', cellOf: (accountId: string) => names.get(accountId) ?? accountId };
}
