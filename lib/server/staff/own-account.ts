import 'server-only';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { and, eq, isNotNull } from 'drizzle-orm';
import type { ChangePasswordInput, Profile, StepUpInput } from '@/lib/contract/staff';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { hasSecondFactor } from '@/lib/server/auth/factors/find-factors';
import { verifyPasskey } from '@/lib/server/auth/factors/passkeys';
import { useCode } from '@/lib/server/auth/factors/use-code';
import { ownPasswordCounters, verifyGuess } from '@/lib/server/auth/guesses';
import { moveSession, stepUpSession } from '@/lib/server/auth/move-session';
import { disownUnconfirmed } from '@/lib/server/auth/new-device';
import { isShort, passwordProblem } from '@/lib/server/auth/password-problem';
import { hashPassword, verifyPassword } from '@/lib/server/auth/passwords';
import { recordRefusal } from '@/lib/server/auth/record-refusal';
import { isPasswordAllowed } from '@/lib/server/auth/verify-sign-in';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { queueMail } from '@/lib/server/mail/queue';
import { placeWords } from '@/lib/shared/place';
import { endAllButThis } from './end-sessions';
import { lockStaff, noSuchStaff } from './lock-staff';
import { voidSetUpLinks } from './set-up-links';

/**
 * Changes the person's own password. Their other sessions end, and so do all links for setting
 * their password; this session continues under a new id, so that a copy of its cookie stops working.
 * @returns that id
 * @throws DeskError `step_up_failed`, `too_many_requests`, `invalid_request`, `unauthorized`
 */
export async function changePassword(
  actor: Actor,
  { current, next }: ChangePasswordInput,
): Promise<string> {
  await requireOwnPassword(actor, current, 'current');
  const { email, name } = await findProfile(actor);
  const hasFactor = await hasSecondFactor(actor.id);
  const problem = await passwordProblem(next, { email, name, hasFactor });
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
      .set({ passwordHash, hasShortPassword: isShort(next) })
      .where(and(eq(staffMembers.id, actor.id), isNotNull(staffMembers.passwordHash)));
    await endAllButThis(tx, actor);
    await disownUnconfirmed(tx, actor.id, actor.sessionId);
    await voidSetUpLinks(actor.id, tx);
    const event = { action: 'staff.password_changed', target: email, outcome: 'success' } as const;
    await recordEvent(actor, event, tx);
    const data = { at: new Date().toISOString(), place: placeWords(actor.ip) };
    await queueMail(tx, { to: email, kind: 'password_changed', data });
    const sessionId =
      actor.sessionId && (await moveSession(tx, actor.sessionId, { isConfirmed: true }));
    if (sessionId && changed.rowCount === 1) return sessionId;
    throw new DeskError('unauthorized', { detail: 'Sign in and try again.' });
  });
}

const columns = {
  id: staffMembers.id,
  email: staffMembers.email,
  name: staffMembers.name,
  role: staffMembers.role,
};

/** @throws DeskError `not_found` */
export async function findProfile(actor: Actor): Promise<Profile> {
  const [profile] = await db()
    .select(columns)
    .from(staffMembers)
    .where(eq(staffMembers.id, actor.id));
  if (!profile) throw noSuchStaff();
  return profile;
}

/** Changes the person's own name. If it is the same, nothing is recorded. */
export async function changeProfile(actor: Actor, { name }: { name: string }): Promise<Profile> {
  return db().transaction(async (tx) => {
    const { id, email, role, name: before } = await lockStaff(tx, actor, actor.id);
    const profile = { id, email, role, name };
    if (before === name) return profile;
    await tx.update(staffMembers).set({ name }).where(eq(staffMembers.id, id));
    const event = { action: 'staff.renamed', target: email, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { before, after: name } }, tx);
    return profile;
  });
}

/**
 * Checks the password of a signed-in person.
 * @param field the input that has it, where the error is shown
 * @throws DeskError `step_up_failed`, `too_many_requests`
 */
async function requireOwnPassword(
  actor: Actor,
  password: string,
  field = 'password',
): Promise<void> {
  const message = 'This isn’t your Reseller Desk password.';
  const next = 'Enter the password you use to sign in to Reseller Desk.';
  await requireOwnProof(actor, { field, message, next }, async () => {
    // With single sign-on only, passwords confirm nothing either.
    if (!(await isPasswordAllowed(actor.email))) return false;
    const [staff] = await db().select().from(staffMembers).where(eq(staffMembers.id, actor.id));
    return verifyPassword(staff?.passwordHash ?? null, password);
  });
}

type Refusal = { field: string; message: string; next: string };

/**
 * Compares what a signed-in person entered. Each try is counted before, for all sessions of the
 * person together.
 * @throws DeskError `step_up_failed`, `too_many_requests`
 */
async function requireOwnProof(
  actor: Actor,
  { field, message, next }: Refusal,
  compare: () => Promise<boolean>,
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
    compare,
  );
  if ('seconds' in guess) {
    throw new DeskError('too_many_requests', {
      detail: `Too many wrong ${field === 'code' ? 'codes' : 'passwords'}. Try again in ${formatSeconds(guess.seconds)}.`,
      retryAfterSeconds: guess.seconds,
    });
  }
  if (guess.isRight) return;
  await recordRefusal(actor, 'session.step_up_refused');
  throw new DeskError('step_up_failed', {
    detail: `${message} ${next}`,
    errors: [{ path: field, code: 'rejected', message }],
  });
}

function formatSeconds(seconds: number): string {
  if (seconds > 90) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? 'a second' : `${seconds} seconds`;
}

/**
 * A staff member confirms that it is them, which counts for this session for ten minutes.
 * @returns the id under which the session continues
 * @throws DeskError `step_up_failed`, `too_many_requests`, `unauthorized`, `vault_locked`
 */
export async function stepUp(actor: Actor, input: StepUpInput): Promise<string> {
  if ('code' in input) await requireOwnCode(actor, input.code);
  else if ('passkey' in input) await requireOwnPasskey(actor, input.passkey);
  else await requireOwnPassword(actor, input.password);
  const details = { with: Object.keys(input)[0] };
  // The event first: what can't be recorded isn't granted.
  await recordEvent(actor, { action: 'session.stepped_up', outcome: 'success', details });
  const sessionId = actor.sessionId && (await stepUpSession(actor.sessionId));
  if (sessionId === null) throw new DeskError('unauthorized', { detail: 'Sign in and try again.' });
  return sessionId;
}

/** @throws DeskError `step_up_failed`, `too_many_requests`, `vault_locked` */
async function requireOwnCode(actor: Actor, code: string): Promise<void> {
  const message = 'This code is wrong or was used before.';
  const next = 'Enter the code your authenticator app shows now, or confirm with your password.';
  await requireOwnProof(actor, { field: 'code', message, next }, () =>
    useCode(actor, code, 'step_up'),
  );
}

/** It can't be guessed, so tries aren't limited. @throws DeskError `step_up_failed` */
async function requireOwnPasskey(actor: Actor, answer: AuthenticationResponseJSON): Promise<void> {
  if (await verifyPasskey(actor, answer)) return;
  await recordRefusal(actor, 'session.step_up_refused');
  throw new DeskError('step_up_failed', {
    detail: 'This passkey couldn’t be checked. Try again, or confirm with your password.',
  });
}
