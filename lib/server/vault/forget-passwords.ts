import 'server-only';
import { and, eq, inArray } from 'drizzle-orm';
import { recordEvents } from '@/lib/server/audit/record-event';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { storedPasswords } from '@/lib/server/db/schema';

/** Forgets customer users' passwords. Where none is stored there is nothing to do, nor to record. */
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
