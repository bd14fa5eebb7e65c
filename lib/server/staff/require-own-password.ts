import 'server-only';
import { eq } from 'drizzle-orm';
import { DeskError } from '@/lib/server/errors';
import { recordEvent } from '@/lib/server/audit/record-event';
import type { Actor } from '@/lib/server/actor';
import { ownPasswordCounters } from '@/lib/server/auth/guess-counters';
import { verifyPassword } from '@/lib/server/auth/passwords';
import { recordRefusal } from '@/lib/server/auth/record-refusal';
import { verifyGuess } from '@/lib/server/auth/verify-guess';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';

/**
 * A signed-in person's own password, given once more. Wrong ones are counted before they are
 * compared, for all sessions of the person together.
 * @param field the input that holds it, where the error is shown
 * @throws DeskError `step_up_failed`, `too_many_requests`
 */
export async function requireOwnPassword(
  actor: Actor,
  password: string,
  field = 'password',
): Promise<void> {
  const guess = await verifyGuess(
    {
      counters: ownPasswordCounters(actor.id),
      isKnown: true,
      onHold: async (tx, { seconds }) => {
        const details = { seconds: Math.ceil(seconds) };
        const event = { action: 'session.step_up_held', outcome: 'denied', details } as const;
        await recordEvent(actor, event, tx);
      },
    },
    async () => {
      const [staff] = await db().select().from(staffMembers).where(eq(staffMembers.id, actor.id));
      return verifyPassword(staff?.passwordHash ?? null, password);
    },
  );
  if ('seconds' in guess) {
    throw new DeskError('too_many_requests', {
      detail: `Too many wrong passwords. Try again in ${formatSeconds(guess.seconds)}.`,
      retryAfterSeconds: guess.seconds,
    });
  }
  if (guess.isRight) return;
  await recordRefusal(actor, 'session.step_up_refused');
  const message = 'This is not your password here.';
  throw new DeskError('step_up_failed', {
    detail: `${message} Type the one you sign in to Reseller Desk with.`,
    errors: [{ path: field, code: 'rejected', message }],
  });
}

function formatSeconds(seconds: number): string {
  if (seconds > 90) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? 'a second' : `${seconds} seconds`;
}
