import 'server-only';
import { eq } from 'drizzle-orm';
import { recordEvent } from '@/lib/server/audit/record-event';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import type { Actor } from '@/lib/server/actor';
import { signInCounters } from './guess-counters';
import { knownBrowser } from './known-browser';
import { verifyPassword } from './passwords';
import { recordRefusal, UNKNOWN_PERSON } from './record-refusal';
import { clientAddress, requestIdOf } from './request-facts';
import { verifyGuess } from './verify-guess';

type Staff = typeof staffMembers.$inferSelect;

/**
 * Who signs in with this address and password. Counted before the password is compared, so that of
 * any number of guesses at once no more are made than the limits allow.
 * @returns null where address or password is wrong; `held` where no guess may be made now
 */
export async function verifySignIn(
  headers: Headers,
  { email, password }: { email: string; password: string },
): Promise<Staff | null | 'held'> {
  const ip = clientAddress(headers);
  const browserId = knownBrowser(headers, email);
  const isKnown = browserId !== null;
  let staff: Staff | undefined;
  const guess = await verifyGuess(
    {
      counters: signInCounters(email, ip, browserId),
      isKnown,
      onHold: async (tx, { by, seconds }) => {
        const [person] = await tx.select().from(staffMembers).where(eq(staffMembers.email, email));
        const details = { by: by.split(' ')[0], seconds: Math.ceil(seconds) };
        const event = { action: 'session.held', outcome: 'denied', details } as const;
        await recordEvent(actorOf(headers, email, person), event, tx);
      },
    },
    async () => {
      [staff] = await db().select().from(staffMembers).where(eq(staffMembers.email, email));
      const isRight = await verifyPassword(staff?.passwordHash ?? null, password, { isKnown });
      return isRight && staff?.isDisabled === false;
    },
  );
  if ('seconds' in guess) return 'held';
  if (guess.isRight && staff) return staff;
  await recordRefusal(actorOf(headers, email, staff), 'session.refused');
  return null;
}

function actorOf(headers: Headers, email: string, staff: Staff | undefined): Actor {
  return {
    id: staff?.id ?? UNKNOWN_PERSON,
    email,
    role: staff?.role ?? 'viewer',
    sessionId: null,
    ip: clientAddress(headers),
    requestId: requestIdOf(headers),
  };
}
