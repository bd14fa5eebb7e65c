import 'server-only';
import { sql } from 'drizzle-orm';
import { recordEvents } from '@/lib/server/audit/record-event';
import type { Actor } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import { createId } from '@/lib/server/db/create-id';
import { storedPasswords } from '@/lib/server/db/schema';
import type { MasterKey } from './master-key';
import { seal } from './seal';
import { withCurrentKey } from './with-current-key';
import { vaultRefusal } from './vault-refusal';

export type NewPassword = { username: string; password: string };

/** Rows of one statement, so that its values stay far below the most a statement may have. */
const SLICE = 1_000;

/**
 * Keeps customer users' passwords for one-click sign-in, sealed, in place of earlier ones: all of
 * them or none. Where one user is named twice the later counts. Whether they exist isn't asked: the
 * list may be out of reach just now.
 * @param within what else is written in the same transaction, for some of them at a time
 * @returns the users who had a password stored already
 * @throws DeskError `vault_locked`
 */
export async function storeSealed(
  actor: Actor,
  accountId: string,
  inputs: readonly NewPassword[],
  within: (usernames: string[], tx: Transaction) => Promise<void>,
): Promise<ReadonlySet<string>> {
  const passwords = [...new Map(inputs.map((input) => [input.username, input])).values()];
  // In one order always, so that two that store the same customers wait for each other.
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
          // PostgreSQL's own mark: a row that was there has been ended by this transaction.
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
