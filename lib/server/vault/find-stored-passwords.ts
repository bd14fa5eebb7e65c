import 'server-only';
import { and, eq, inArray } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { storedPasswords } from '@/lib/server/db/schema';
import type { CustomerUser } from '@/lib/contract/users';

export type StoredPasswordFacts = Pick<
  CustomerUser,
  'hasStoredPassword' | 'storedPassword' | 'passwordUse'
>;

export const noStoredPassword = {
  hasStoredPassword: false,
  storedPassword: 'none',
  passwordUse: null,
} as const satisfies StoredPasswordFacts;

/** Which of these customer users have a stored password, and how it stands; of the whole account without `usernames`. */
export async function findStoredPasswords(
  accountId: string,
  usernames?: string[],
): Promise<Map<string, StoredPasswordFacts>> {
  if (usernames?.length === 0) return new Map();
  const { username, storedAt, lastUsedAt, lastSucceededAt, refusedAt, quarantinedAt } =
    storedPasswords;
  const rows = await db()
    .select({ username, storedAt, lastUsedAt, lastSucceededAt, refusedAt, quarantinedAt })
    .from(storedPasswords)
    .where(
      and(eq(storedPasswords.accountId, accountId), usernames && inArray(username, usernames)),
    );
  return new Map(
    rows.map((row) => [
      row.username,
      {
        hasStoredPassword: true,
        storedPassword: row.quarantinedAt ? 'unreadable' : row.refusedAt ? 'refused' : 'stored',
        passwordUse: {
          storedAt: row.storedAt.toISOString(),
          lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
          lastSucceededAt: row.lastSucceededAt?.toISOString() ?? null,
          refusedAt: row.refusedAt?.toISOString() ?? null,
        },
      },
    ]),
  );
}
