import 'server-only';
import { and, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import type { Transaction } from '@/lib/server/db/client';
import { staffMembers, staffSessions } from '@/lib/server/db/schema';
import { takeAllowance } from '@/lib/server/mail/limits';
import { hasMail, queueMail } from '@/lib/server/mail/queue';
import { describeBrowser } from '@/lib/shared/device';
import { placeWords } from '@/lib/shared/place';
import { browserIdFor, knownBrowser } from './known-browser';
import { clientAddress } from './request-facts';

const EMAILS_PER_HOUR = 5;

/**
 * After a sign-in with a browser in which this person hadn't signed in before: marks the session,
 * which their other sessions show, and tells them by email. The very first sign-in is no news.
 */
export async function noteNewDevice(
  tx: Transaction,
  headers: Headers,
  { id, email }: { id: string; email: string },
  sessionId: string,
): Promise<void> {
  const browserId = browserIdFor(headers, email);
  await tx.update(staffSessions).set({ browserId }).where(eq(staffSessions.id, sessionId));
  const isKnown = knownBrowser(headers, email) !== null;
  if (isKnown && !(await isDisowned(tx, id, browserId))) return;
  if (!(await hasSignedInBefore(tx, id, sessionId))) return;
  await tx.update(staffSessions).set({ isNewDevice: true }).where(eq(staffSessions.id, sessionId));
  if (!hasMail()) return;
  // Their sessions show each; more emails would only bury the first.
  const limit = { key: `new sign-in ${id}`, perHour: EMAILS_PER_HOUR };
  if ((await takeAllowance(tx, [limit])) !== null) return;
  const data = {
    at: new Date().toISOString(),
    device: describeBrowser(headers.get('user-agent')),
    place: placeWords(clientAddress(headers)),
  };
  await queueMail(tx, { to: email, kind: 'new_sign_in', data });
}

async function isDisowned(tx: Transaction, staffId: string, browserId: string): Promise<boolean> {
  const { browserId: column, isDisowned: disowned } = staffSessions;
  const those = and(eq(staffSessions.staffId, staffId), eq(column, browserId), eq(disowned, true));
  return (await tx.$count(staffSessions, those)) > 0;
}

/**
 * Sign-ins with new browsers that the person hasn't confirmed are taken for someone else's: their
 * browsers aren't known any more, so the next sign-in there is news again.
 * @param but the session of the person, and its browser
 */
export async function disownUnconfirmed(
  tx: Transaction,
  staffId: string,
  but: string | null = null,
): Promise<void> {
  const own = (column: 'public_id' | 'browser_id') =>
    sql`(select ${sql.raw(column)} from staff_sessions as own where own.id = ${but})`;
  await tx
    .update(staffSessions)
    .set({ isDisowned: true })
    .where(
      and(
        eq(staffSessions.staffId, staffId),
        eq(staffSessions.isNewDevice, true),
        isNull(staffSessions.noticedAt),
        sql`${staffSessions.publicId} is distinct from ${own('public_id')}`,
        sql`${staffSessions.browserId} is distinct from ${own('browser_id')}`,
      ),
    );
}

/** Sessions are kept for months, and after that when someone was last seen. */
async function hasSignedInBefore(tx: Transaction, id: string, sessionId: string) {
  const others = and(eq(staffSessions.staffId, id), ne(staffSessions.id, sessionId));
  if ((await tx.$count(staffSessions, others)) > 0) return true;
  const seen = and(eq(staffMembers.id, id), isNotNull(staffMembers.lastSeenAt));
  return (await tx.$count(staffMembers, seen)) > 0;
}
