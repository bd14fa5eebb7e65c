import 'server-only';
import { createHash, randomBytes } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { setUpTokens, staffMembers } from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';

const LINK_HOURS = 24;

export type SetUpLink = { url: string; expiresAt: Date };

type Executor = Pick<ReturnType<typeof db>, 'insert' | 'update'>;

/** Only this of a token is kept: who reads the table can't use a link. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * A one-time link on which a staff member sets their password; an earlier unused one of the same
 * person stops working. The page takes the token out of the address bar as it opens.
 * @param staffId null for the first administrator
 */
export async function createSetUpLink(
  staffId: string | null,
  executor: Executor = db(),
): Promise<SetUpLink> {
  const token = randomBytes(32).toString('base64url');
  await voidSetUpLinks(staffId, executor);
  const [row] = await executor
    .insert(setUpTokens)
    .values({
      tokenHash: hashToken(token),
      staffId,
      expiresAt: sql`now() + make_interval(hours => ${LINK_HOURS})`,
    })
    .returning({ expiresAt: setUpTokens.expiresAt });
  if (!row) throw new Error('The set-up link was not stored.');
  return { url: `${env().appUrl}/set-up?token=${token}`, expiresAt: row.expiresAt };
}

/** No link of this person works any more. */
export async function voidSetUpLinks(
  staffId: string | null,
  executor: Pick<Executor, 'update'>,
): Promise<void> {
  await executor
    .update(setUpTokens)
    .set({ spentAt: sql`now()` })
    .where(
      and(
        isNull(setUpTokens.spentAt),
        staffId === null ? isNull(setUpTokens.staffId) : eq(setUpTokens.staffId, staffId),
      ),
    );
}

/** The link for the first administrator, or null where there is already somebody. */
export async function createFirstSetUpLink(): Promise<string | null> {
  const [anybody] = await db().select({ id: staffMembers.id }).from(staffMembers).limit(1);
  if (anybody) return null;
  return (await createSetUpLink(null)).url;
}
