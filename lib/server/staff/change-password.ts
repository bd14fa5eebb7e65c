import 'server-only';
import { and, eq, isNotNull } from 'drizzle-orm';
import { DeskError } from '@/lib/server/errors';
import { recordEvent } from '@/lib/server/audit/record-event';
import type { Actor } from '@/lib/server/actor';
import { passwordProblem } from '@/lib/server/auth/password-problem';
import { hashPassword } from '@/lib/server/auth/passwords';
import { stepUpSession } from '@/lib/server/auth/step-up';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import type { ChangePasswordInput } from '@/lib/contract/staff';
import { voidSetUpLinks } from './create-set-up-link';
import { endAllButThis } from './end-sessions';
import { findProfile } from './change-profile';
import { requireOwnPassword } from './require-own-password';

/**
 * A new password for oneself. Every other session of the person ends, and so does every link on
 * which the password could be set; this session goes on under a new id, so that a copy of its cookie
 * is soon worth nothing.
 * @returns that id
 * @throws DeskError `step_up_failed`, `too_many_requests`, `invalid_request`, `unauthorized`
 */
export async function changePassword(
  actor: Actor,
  { current, next }: ChangePasswordInput,
): Promise<string> {
  await requireOwnPassword(actor, current, 'current');
  const { email, name } = await findProfile(actor);
  const problem = await passwordProblem(next, { email, name });
  if (problem !== null) {
    throw new DeskError('invalid_request', {
      detail: problem,
      errors: [{ path: 'next', code: 'invalid', message: problem }],
    });
  }
  const passwordHash = await hashPassword(next);
  return db().transaction(async (tx) => {
    const changed = await tx
      .update(staffMembers)
      .set({ passwordHash })
      .where(and(eq(staffMembers.id, actor.id), isNotNull(staffMembers.passwordHash)));
    await endAllButThis(tx, actor);
    await voidSetUpLinks(actor.id, tx);
    const event = { action: 'staff.password_changed', target: email, outcome: 'success' } as const;
    await recordEvent(actor, event, tx);
    const sessionId = actor.sessionId && (await stepUpSession(actor.sessionId, tx));
    if (sessionId && changed.rowCount === 1) return sessionId;
    throw new DeskError('unauthorized', { detail: 'Sign in and try again.' });
  });
}
