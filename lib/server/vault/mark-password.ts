import 'server-only';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { recordEvent } from '@/lib/server/audit/record-event';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { storedPasswords } from '@/lib/server/db/schema';
import type { StoredPasswordRow } from '@/lib/server/vault/read-stored-password';

type Use = 'succeeded' | 'refused' | 'open';

/**
 * Writes down how a stored password fared. A refused one isn't tried again until it is replaced;
 * one that was replaced meanwhile is not the one that was used, and stays as it is.
 */
export async function markPassword(actor: Actor, row: StoredPasswordRow, use: Use): Promise<void> {
  const { accountId, username, secretId } = row;
  const now = sql`now()`;
  await db().transaction(async (tx) => {
    const marked = await tx
      .update(storedPasswords)
      .set({
        lastUsedAt: now,
        ...(use === 'succeeded' && { lastSucceededAt: now, refusedAt: null }),
        ...(use === 'refused' && { refusedAt: now }),
      })
      .where(
        and(
          eq(storedPasswords.accountId, accountId),
          eq(storedPasswords.username, username),
          secretId === null
            ? isNull(storedPasswords.secretId)
            : eq(storedPasswords.secretId, secretId),
        ),
      )
      .returning({ username: storedPasswords.username });
    if (use !== 'refused' || marked.length === 0) return;
    const event = { action: 'password.refused', target: username, accountId } as const;
    await recordEvent(actor, { ...event, outcome: 'failure' }, tx);
  });
}
