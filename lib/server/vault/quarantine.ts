import 'server-only';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { recordEvent } from '@/lib/server/audit/record-event';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { storedPasswords } from '@/lib/server/db/schema';
import type { SecretRow } from './secret-row';

type Executor = Pick<ReturnType<typeof db>, 'update' | 'insert' | 'execute'>;

/** Sets a damaged secret aside, once: it is never tried again, and its event tells somebody. */
export async function quarantine(
  actor: Actor,
  row: Pick<SecretRow, 'accountId' | 'username' | 'sealed'>,
  executor: Executor = db(),
): Promise<void> {
  const { accountId, username, sealed } = row;
  const marked = await executor
    .update(storedPasswords)
    .set({ quarantinedAt: sql`now()` })
    .where(
      and(
        eq(storedPasswords.accountId, accountId),
        eq(storedPasswords.username, username),
        // Replaced meanwhile: the new one is not what failed.
        eq(storedPasswords.sealed, sealed),
        isNull(storedPasswords.quarantinedAt),
      ),
    )
    .returning({ username: storedPasswords.username });
  if (marked.length === 0) return;
  const event = { action: 'password.quarantined', target: username, accountId } as const;
  await recordEvent(actor, { ...event, outcome: 'failure' }, executor);
}
