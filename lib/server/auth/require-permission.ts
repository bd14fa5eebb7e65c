import 'server-only';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { STEP_UP_MINUTES } from '@/lib/contract/policy';
import { asksStepUp } from '@/lib/contract/staff-policy';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { staffSessions } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { findStaffPolicy } from '@/lib/server/policies/find-policies';
import { isBuiltIn, isInScope, may, sensitiveWorkOf } from '@/lib/server/policies/permissions';
import { isTokenPermission, type Permission } from '@/lib/shared/permissions';

type Asking = {
  /** For the event of a refusal. */
  call?: { method: string; path: string };
  /** What someone whose role is too small can do instead. */
  wayOn?: string;
};

/**
 * Refuses, with an event, what the role doesn't allow, and what the policy allows only after a
 * recent password confirmation. Called before anything is read or done.
 * @throws DeskError `forbidden`, `step_up_required`; `not_found` for someone confined to customers, what
 * no customer has
 */
export async function requirePermission(
  actor: Actor,
  permission: Permission,
  { call, wayOn = 'Ask an admin.' }: Asking = {},
): Promise<void> {
  if (!isInScope(actor, permission)) throw outOfScope();
  const refusal = may(actor, permission)
    ? await stepUpRefusal(actor, permission)
    : new DeskError('forbidden', { detail: denialOf(actor, permission, wayOn) });
  if (!refusal) return;
  await recordEvent(actor, {
    // Being asked for the password isn't a refusal: the same call succeeds afterwards.
    ...(refusal.code === 'step_up_required'
      ? { action: 'access.step_up_required', outcome: 'unknown' }
      : { action: 'access.denied', outcome: 'denied' }),
    details: { code: refusal.code, permission, ...call },
  });
  throw refusal;
}

/** As for what isn't there. */
function outOfScope(): DeskError {
  return new DeskError('not_found', {
    detail:
      'There’s nothing here for you. You can see only some customers, and this isn’t about one of them.',
  });
}

function denialOf({ role, token }: Actor, permission: Permission, wayOn: string): string {
  if (!token) {
    return `Your role${isBuiltIn(role) ? ` (${role})` : ''} doesn’t allow this. ${wayOn}`;
  }
  return isTokenPermission(permission)
    ? `This token doesn’t have the permission ${permission}, or its owner doesn’t. Use one that has it.`
    : 'No API token can do this: tokens, people, sign-ins, accounts, policies, and approvals need a person. Sign in to Reseller Desk.';
}

async function stepUpRefusal(actor: Actor, permission: Permission): Promise<DeskError | null> {
  const work = sensitiveWorkOf[permission];
  if (work === undefined) return null;
  if (!asksStepUp(await findStaffPolicy(), work)) return null;
  return (await isSteppedUp(actor.sessionId)) ? null : stepUpRequired(actor);
}

/**
 * For what needs a recent confirmation whatever the policy says: changes of one's own factors.
 * @throws DeskError `step_up_required`
 */
export async function requireStepUp(actor: Actor): Promise<void> {
  if (await isSteppedUp(actor.sessionId)) return;
  const refusal = stepUpRequired(actor);
  const event = { action: 'access.step_up_required', outcome: 'unknown' } as const;
  await recordEvent(actor, { ...event, details: { code: refusal.code } });
  throw refusal;
}

/**
 * The person has to confirm their password first. The page asks for it automatically; a token can't
 * confirm anything.
 */
export function stepUpRequired({ token }: Pick<Actor, 'token'>): DeskError {
  if (token) return noStepUpByToken();
  return new DeskError('step_up_required', {
    detail: `Confirm your password to continue. A confirmation lasts ${STEP_UP_MINUTES} minutes.`,
  });
}

export function noStepUpByToken(): DeskError {
  return new DeskError('forbidden', {
    detail:
      'The policy asks for a password confirmation here, which no API token can give. Sign in to Reseller Desk for this.',
  });
}

type Executor = Pick<ReturnType<typeof db>, 'select'>;

/**
 * Whether that was within the last ten minutes, in this same session; using it doesn't extend it.
 */
export async function isSteppedUp(
  sessionId: string | null,
  executor: Executor = db(),
): Promise<boolean> {
  if (sessionId === null) return false;
  const rows = await executor
    .select({ id: staffSessions.id })
    .from(staffSessions)
    .where(
      and(
        eq(staffSessions.id, sessionId),
        isNull(staffSessions.revokedAt),
        gt(staffSessions.steppedUpAt, sql`now() - make_interval(mins => ${STEP_UP_MINUTES})`),
      ),
    );
  return rows.length > 0;
}
