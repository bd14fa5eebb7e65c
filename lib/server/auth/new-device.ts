import 'server-only';
import { and, eq, isNotNull, ne } from 'drizzle-orm';
import type { Transaction } from '@/lib/server/db/client';
import { staffMembers, staffSessions } from '@/lib/server/db/schema';
import { queueMail } from '@/lib/server/mail/queue';
import { describeBrowser } from '@/lib/shared/device';
import { placeWords } from '@/lib/shared/place';
import { knownBrowser } from './known-browser';
import { clientAddress } from './request-facts';

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
  if (knownBrowser(headers, email) !== null) return;
  if (!(await hasSignedInBefore(tx, id, sessionId))) return;
  await tx.update(staffSessions).set({ isNewDevice: true }).where(eq(staffSessions.id, sessionId));
  const data = {
    at: new Date().toISOString(),
    device: describeBrowser(headers.get('user-agent')),
    place: placeWords(clientAddress(headers)),
  };
  await queueMail(tx, { to: email, kind: 'new_sign_in', data });
}

/** Sessions are kept for months, and after that when someone was last seen. */
async function hasSignedInBefore(tx: Transaction, id: string, sessionId: string) {
  const others = and(eq(staffSessions.staffId, id), ne(staffSessions.id, sessionId));
  if ((await tx.$count(staffSessions, others)) > 0) return true;
  const seen = and(eq(staffMembers.id, id), isNotNull(staffMembers.lastSeenAt));
  return (await tx.$count(staffMembers, seen)) > 0;
}
