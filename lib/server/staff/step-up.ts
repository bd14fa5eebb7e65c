import 'server-only';
import { DeskError } from '@/lib/server/errors';
import { recordEvent } from '@/lib/server/audit/record-event';
import type { Actor } from '@/lib/server/actor';
import { stepUpSession } from '@/lib/server/auth/step-up';
import { requireOwnPassword } from './require-own-password';

/**
 * A staff member gives their password again, which counts for this session and ten minutes.
 * @returns the id under which the session goes on
 * @throws DeskError `step_up_failed`, `too_many_requests`, `unauthorized`
 */
export async function stepUp(actor: Actor, password: string): Promise<string> {
  await requireOwnPassword(actor, password);
  // The event first: what can't be recorded isn't granted.
  await recordEvent(actor, { action: 'session.stepped_up', outcome: 'success' });
  const sessionId = actor.sessionId && (await stepUpSession(actor.sessionId));
  if (sessionId === null) throw new DeskError('unauthorized', { detail: 'Sign in and try again.' });
  return sessionId;
}
