import 'server-only';
import { eq, sql } from 'drizzle-orm';
import { db, type Transaction } from '@/lib/server/db/client';
import { passkeys, recoveryCodes, staffMembers, totpSeeds } from '@/lib/server/db/schema';

type Executor = Pick<ReturnType<typeof db>, 'select' | '$count'>;

/**
 * Whether the staff member of the outer query has a second factor that is in use. Names are written
 * out: in a query of one table Drizzle leaves out the table, and `id` would be the inner one's.
 */
export const hasFactorSql = sql<boolean>`(exists (select from totp_seeds
    where totp_seeds.staff_id = staff_members.id and totp_seeds.confirmed_at is not null)
  or exists (select from passkeys where passkeys.staff_id = staff_members.id))`;

/** Whether the person has a second factor that is in use. */
export async function hasSecondFactor(
  staffId: string,
  executor: Executor = db(),
): Promise<boolean> {
  const [row] = await executor
    .select({ hasFactor: hasFactorSql })
    .from(staffMembers)
    .where(eq(staffMembers.id, staffId));
  return row?.hasFactor ?? false;
}

/** Removes every factor of a person. @returns which there were */
export async function deleteFactors(tx: Transaction, staffId: string): Promise<string[]> {
  const totp = await tx
    .delete(totpSeeds)
    .where(eq(totpSeeds.staffId, staffId))
    .returning({ confirmedAt: totpSeeds.confirmedAt });
  const keys = await tx
    .delete(passkeys)
    .where(eq(passkeys.staffId, staffId))
    .returning({ name: passkeys.name });
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.staffId, staffId));
  const wasConfirmed = totp.some(({ confirmedAt }) => confirmedAt !== null);
  return [...(wasConfirmed ? ['totp'] : []), ...keys.map(() => 'passkey')];
}
