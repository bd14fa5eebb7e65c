import 'server-only';
import { eq } from 'drizzle-orm';
import type { Transaction } from '@/lib/server/db/client';
import { accounts } from '@/lib/server/db/schema';
import { idsOf, isGone } from './accounts';

/** Accounts that have no row of their own, or need none. */
const withoutRow = new Set<string>(Object.values(idsOf).flatMap((ids) => Object.values(ids)));

/**
 * Keeps a connected account until the transaction ends: its deletion waits, and then takes along
 * what was written here.
 * @throws DeskError `account_not_found` it was deleted meanwhile
 */
export async function holdAccount(tx: Transaction, id: string): Promise<void> {
  if (withoutRow.has(id)) return;
  const [row] = await tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.id, id))
    .for('key share');
  if (!row) throw isGone();
}
