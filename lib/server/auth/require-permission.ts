import 'server-only';
import { recordEvent } from '@/lib/server/audit/record-event';
import type { Actor } from '@/lib/server/actor';
import { findStaffPolicy } from '@/lib/server/policies/find-staff-policy';
import { may, sensitiveWorkOf, type Permission } from '@/lib/server/policies/permissions';
import { isSteppedUp } from '@/lib/server/auth/step-up';
import { asksStepUp } from '@/lib/contract/staff-policy';
import { DeskError } from '@/lib/server/errors';
import { STEP_UP_MINUTES } from '@/lib/contract/policy';

type Asking = {
  /** For the event of a refusal. */
  call?: { method: string; path: string };
  /** What somebody whose role is too small can do. */
  wayOn?: string;
};

/**
 * Refuses, with an event, what the role doesn't allow, and what the policy lets nobody do who hasn't
 * given their own password shortly before. Asked before anything is read or done.
 * @throws DeskError `forbidden`, `step_up_required`
 */
export async function requirePermission(
  actor: Actor,
  permission: Permission,
  { call, wayOn = 'Ask an administrator.' }: Asking = {},
): Promise<void> {
  const refusal = may(actor.role, permission)
    ? await stepUpRefusal(actor, permission)
    : new DeskError('forbidden', {
        detail: `Your role (${actor.role}) doesn’t allow this. ${wayOn}`,
      });
  if (!refusal) return;
  await recordEvent(actor, {
    // Being asked for the password again is no refusal: the same call goes through afterwards.
    ...(refusal.code === 'step_up_required'
      ? { action: 'access.step_up_required', outcome: 'unknown' }
      : { action: 'access.denied', outcome: 'denied' }),
    details: { code: refusal.code, permission, ...call },
  });
  throw refusal;
}

async function stepUpRefusal(actor: Actor, permission: Permission): Promise<DeskError | null> {
  const work = sensitiveWorkOf[permission];
  if (work === undefined) return null;
  if (!asksStepUp(await findStaffPolicy(), work)) return null;
  return (await isSteppedUp(actor.sessionId)) ? null : stepUpRequired();
}

/** The person behind the session has to give their own password first. The page asks for it by itself. */
export function stepUpRequired(): DeskError {
  return new DeskError('step_up_required', {
    detail: `This needs your own password again, given within the last ${STEP_UP_MINUTES} minutes. Type it when you are asked for it, then try again.`,
  });
}
