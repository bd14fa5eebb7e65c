import 'server-only';
import { sql, and, eq, inArray } from 'drizzle-orm';
import type { CustomerUser } from '@/lib/contract/users';
import type { Actor } from '@/lib/server/actor';
import { recordEvents } from '@/lib/server/audit/record';
import { db, type Transaction, createId } from '@/lib/server/db/client';
import { storedPasswords } from '@/lib/server/db/schema';
import { vaultRefusal } from './describe-vault';
import { withCurrentKey } from './open-vault';
import { seal, type MasterKey } from './seal';

export type NewPassword = { username: string; password: string };

/** Rows per statement, so that its parameters stay far below the limit. */
const SLICE = 1_000;

/**
 * Stores customer users' passwords encrypted for one-click sign-in, replacing earlier ones: all or
 * none. If a user appears twice, the later one counts. Whether they exist isn't checked: the list
 * may be unavailable.
 * @param within other writes of the same transaction, for some of them at a time
 * @returns the users who already had a stored password
 * @throws DeskError `vault_locked`
 */
export async function storeSealed(
  actor: Actor,
  accountId: string,
  inputs: readonly NewPassword[],
  within: (usernames: string[], tx: Transaction) => Promise<void>,
): Promise<ReadonlySet<string>> {
  const passwords = [...new Map(inputs.map((input) => [input.username, input])).values()];
  // Always in the same order, so that two calls that store the same users wait for each other.
  passwords.sort((one, other) => (one.username < other.username ? -1 : 1));
  const rowOf = ({ username, password }: NewPassword, key: MasterKey) => {
    const secretId = createId('sec');
    const sealed = seal({ accountId, username, field: 'password', secretId }, password, key);
    return { accountId, username, sealed, keyId: key.id, secretId, storedBy: actor.id };
  };
  const write = (key: MasterKey) =>
    db().transaction(async (tx) => {
      const replaced = new Set<string>();
      for (let start = 0; start < passwords.length; start += SLICE) {
        const slice = passwords.slice(start, start + SLICE);
        const written = await tx
          .insert(storedPasswords)
          .values(slice.map((input) => rowOf(input, key)))
          .onConflictDoUpdate({
            target: [storedPasswords.accountId, storedPasswords.username],
            set: {
              sealed: sql`excluded.sealed`,
              keyId: sql`excluded.key_id`,
              secretId: sql`excluded.secret_id`,
              storedBy: actor.id,
              storedAt: sql`now()`,
              lastUsedAt: null,
              lastSucceededAt: null,
              refusedAt: null,
              quarantinedAt: null,
            },
          })
          // PostgreSQL's own marker: this transaction replaced an existing row.
          .returning({ username: storedPasswords.username, isNew: sql<boolean>`xmax = 0` });
        for (const { username, isNew } of written) if (!isNew) replaced.add(username);
        const usernames = slice.map(({ username }) => username);
        await within(usernames, tx);
      }
      await recordEvents(
        actor,
        passwords.map(({ username }) => ({
          action: 'password.stored',
          target: username,
          accountId,
          outcome: 'success' as const,
        })),
        tx,
      );
      return replaced;
    });
  return withCurrentKey(write).catch((error: unknown) => {
    throw vaultRefusal(error);
  });
}

type StoredPasswordFacts = Pick<
  CustomerUser,
  'hasStoredPassword' | 'storedPassword' | 'passwordUse'
>;

export const noStoredPassword = {
  hasStoredPassword: false,
  storedPassword: 'none',
  passwordUse: null,
} as const satisfies StoredPasswordFacts;

/**
 * Which of these customer users have a stored password, and its state; without `usernames`, of the
 * whole account.
 */
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

/**
 * Deletes customer users' stored passwords. If none is stored, there is nothing to do or to record.
 */
export async function forgetPasswords(
  actor: Actor,
  accountId: string,
  usernames: readonly string[],
): Promise<void> {
  await db().transaction(async (tx) => {
    const gone = await tx
      .delete(storedPasswords)
      .where(
        and(
          eq(storedPasswords.accountId, accountId),
          inArray(storedPasswords.username, [...usernames]),
        ),
      )
      .returning({ username: storedPasswords.username });
    await recordEvents(
      actor,
      gone.map(({ username }) => ({
        action: 'password.forgotten',
        target: username,
        accountId,
        outcome: 'success' as const,
      })),
      tx,
    );
  });
}
