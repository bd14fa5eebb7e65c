import 'server-only';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { setUpTokens, staffMembers } from '@/lib/server/db/schema';
import type { SetUpInvitation } from '@/lib/contract/staff';
import { hashToken } from './create-set-up-link';

/** Whom a one-time link is for, while it can still be used; null otherwise. Doesn't spend it. */
export async function describeSetUpToken(token: string): Promise<SetUpInvitation | null> {
  if (token === '' || token.length > 200) return null;
  const [row] = await db()
    .select({
      staffId: setUpTokens.staffId,
      email: staffMembers.email,
      name: staffMembers.name,
    })
    .from(setUpTokens)
    .leftJoin(staffMembers, eq(staffMembers.id, setUpTokens.staffId))
    .where(
      and(
        eq(setUpTokens.tokenHash, hashToken(token)),
        isNull(setUpTokens.spentAt),
        gt(setUpTokens.expiresAt, sql`now()`),
      ),
    );
  if (!row) return null;
  if (row.staffId === null) return { isFirst: true };
  if (row.email === null || row.name === null) return null;
  return { isFirst: false, email: row.email, name: row.name };
}
