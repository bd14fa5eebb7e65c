import 'server-only';
import { eq } from 'drizzle-orm';
import { ApiError } from '../api/api-error';
import { recordEvent } from '../audit/record-event';
import type { Actor } from '../auth/actor';
import { verifyPassword } from '../auth/passwords';
import { countFailedSignIn, isSignInHeldBack } from '../auth/sign-in-limiter';
import { stepUpSession } from '../auth/step-up';
import { db } from '../db/client';
import { staffMembers } from '../db/schema';

/**
 * A staff member gives their password again, which counts for this session and ten minutes. Wrong
 * ones are counted with the failed sign-ins.
 * @returns the id under which the session goes on
 * @throws ApiError `step_up_failed`, `too_many_requests`, `unauthorized`
 */
export async function stepUp(actor: Actor, password: string): Promise<string> {
  const { email, ip } = actor;
  if (await isSignInHeldBack(email, ip)) {
    throw new ApiError('too_many_requests', {
      detail: 'There were too many wrong passwords from here. Try again in a quarter of an hour.',
      headers: { 'retry-after': '900' },
    });
  }
  const [staff] = await db().select().from(staffMembers).where(eq(staffMembers.id, actor.id));
  if (actor.sessionId === null || !(await verifyPassword(staff?.passwordHash ?? null, password))) {
    await countFailedSignIn(email, ip);
    await recordEvent(actor, { action: 'session.step_up_refused', outcome: 'denied' });
    const message = 'This is not your password here.';
    throw new ApiError('step_up_failed', {
      detail: `${message} Type the one you sign in to Reseller Desk with.`,
      errors: [{ path: 'password', code: 'rejected', message }],
    });
  }
  // The event first: what can't be recorded isn't granted.
  await recordEvent(actor, { action: 'session.stepped_up', outcome: 'success' });
  const sessionId = await stepUpSession(actor.sessionId);
  if (sessionId === null) throw new ApiError('unauthorized', { detail: 'Sign in and try again.' });
  return sessionId;
}
