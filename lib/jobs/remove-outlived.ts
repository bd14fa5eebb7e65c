import 'server-only';
import { lt, sql } from 'drizzle-orm';
import { db } from '../db/client';
import { idempotencyKeys, setUpTokens } from '../db/schema';

const KEPT_DAYS = 7;

/**
 * Removes what nobody can use any more: first answers kept for a repetition, and expired set-up
 * links. Ended sessions stay: the last of them tells when somebody was seen.
 */
export async function removeOutlived(): Promise<void> {
  const limit = sql`now() - make_interval(days => ${KEPT_DAYS})`;
  await db().delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, limit));
  await db().delete(setUpTokens).where(lt(setUpTokens.expiresAt, limit));
}
