import 'server-only';
import { DeskError } from '@/lib/server/errors';
import { recordEvent } from '@/lib/server/audit/record-event';
import type { Actor } from '@/lib/server/actor';
import { setUpCounters } from '@/lib/server/auth/guess-counters';
import { recordRefusal, UNKNOWN_PERSON } from '@/lib/server/auth/record-refusal';
import { verifyGuess } from '@/lib/server/auth/verify-guess';

/**
 * What is answered for a set-up link that isn't good: that, or that there were too many of them from
 * this network. Who has a good link is never held back.
 */
export async function refusedLink(caller: Pick<Actor, 'ip' | 'requestId'>): Promise<DeskError> {
  const actor: Actor = {
    ...caller,
    ...{ id: UNKNOWN_PERSON, email: UNKNOWN_PERSON, role: 'viewer', sessionId: null },
  };
  const guess = await verifyGuess(
    {
      counters: setUpCounters(caller.ip),
      isKnown: false,
      onHold: async (tx, { seconds }) => {
        const details = { seconds: Math.ceil(seconds) };
        const event = { action: 'staff.set_up_held', outcome: 'denied', details } as const;
        await recordEvent(actor, event, tx);
      },
    },
    async () => false,
  );
  if (!('seconds' in guess)) {
    await recordRefusal(actor, 'staff.set_up_refused');
    return spentLink();
  }
  return new DeskError('too_many_requests', {
    detail: 'Too many set-up links that don’t work came from your network. Try again in a minute.',
    retryAfterSeconds: guess.seconds,
  });
}

export function spentLink(): DeskError {
  return new DeskError('token_spent', {
    detail:
      'This link has been used or has expired. Ask an administrator for a new one; for the first start, restart the server to get one.',
  });
}
