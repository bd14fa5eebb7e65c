import 'server-only';
import { and, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import type { NewTotp } from '@/lib/contract/factors';
import { STEP_UP_MINUTES } from '@/lib/contract/policy';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { hasSecondFactor } from '@/lib/server/auth/factors/find-factors';
import { newRecoveryCodes, replaceRecoveryCodes } from '@/lib/server/auth/factors/recovery-codes';
import { newTotpSeed, stepOf, totpUri } from '@/lib/server/auth/factors/totp';
import { moveSession } from '@/lib/server/auth/move-session';
import { isSteppedUp, requireStepUp } from '@/lib/server/auth/require-permission';
import { isPasswordAllowed } from '@/lib/server/auth/verify-sign-in';
import { db, type Transaction } from '@/lib/server/db/client';
import { recoveryCodes, staffMembers, staffSessions, totpSeeds } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { queueMail } from '@/lib/server/mail/queue';
import { VaultLockedError, withCurrentKey } from '@/lib/server/vault/open-vault';
import { readTotpSeed, storeTotpSeed } from '@/lib/server/vault/totp-seeds';
import { endAllButThis } from './end-sessions';

/**
 * Makes a secret for the person's authenticator app. It isn't in use until they enter a code.
 * @throws DeskError `step_up_required`; `conflict` they have an app; `vault_locked`
 */
export async function startTotp(actor: Actor): Promise<NewTotp> {
  await requireStepUpUnlessFirst(actor);
  const secret = newTotpSeed();
  const isStored = await withCurrentKey((key) =>
    db().transaction((tx) => storeTotpSeed(tx, actor.id, secret, key)),
  ).catch((error: unknown) => {
    throw lockedVault(error);
  });
  if (!isStored) {
    throw new DeskError('conflict', {
      detail: 'You already have an authenticator app. Remove it before you add another.',
    });
  }
  return { secret, uri: totpUri(actor.email, secret) };
}

type Confirmed = { recoveryCodes: string[]; sessionId: string };

/**
 * Takes the authenticator app into use: from now on a sign-in needs its code. All other sessions
 * end, and this one continues under a new id.
 * @throws DeskError `step_up_required`, `second_factor_wrong`, `conflict`, `vault_locked`
 */
export async function confirmTotp(actor: Actor, text: string): Promise<Confirmed> {
  await requireStepUpUnlessFirst(actor);
  const found = await readTotpSeed(actor, actor.id).catch((error: unknown) => {
    throw lockedVault(error);
  });
  if (!found || found.row.confirmedAt) throw nothingToConfirm();
  const { secretId, lastStep } = found.row;
  const code = text.normalize('NFKC').replaceAll(/[\s\p{Pd}]/gu, '');
  const step = await stepOf(code, { seed: found.secret, lastStep });
  if (step === null) throw wrongCode();
  const codes = await newRecoveryCodes();
  const sessionId = await changeFactors(actor, 'factor.added', 'totp', async (tx) => {
    const confirmed = await tx
      .update(totpSeeds)
      .set({
        confirmedAt: new Date(),
        lastStep: step,
        isProven: await isOwnersAct(tx, actor),
      })
      .where(
        and(
          eq(totpSeeds.staffId, actor.id),
          eq(totpSeeds.secretId, secretId),
          isNull(totpSeeds.confirmedAt),
        ),
      );
    if (confirmed.rowCount !== 1) throw nothingToConfirm();
    await replaceRecoveryCodes(tx, actor.id, codes);
  });
  return { recoveryCodes: codes.codes, sessionId };
}

/**
 * Removes the person's authenticator app, and their recovery codes if it was their last factor.
 * @returns the id under which this session continues; the others end
 * @throws DeskError `step_up_required`, `not_found`
 */
export async function removeTotp(actor: Actor): Promise<string> {
  await requireStepUpUnlessFirst(actor);
  return changeFactors(actor, 'factor.removed', 'totp', async (tx) => {
    const removed = await tx
      .delete(totpSeeds)
      .where(and(eq(totpSeeds.staffId, actor.id), isNotNull(totpSeeds.confirmedAt)));
    if (removed.rowCount !== 1) {
      throw new DeskError('not_found', {
        detail: 'You don’t have an authenticator app. Reload the page.',
      });
    }
  });
}

/**
 * Ten new recovery codes; the earlier ones stop working.
 * @throws DeskError `step_up_required`; `conflict` without a second factor
 */
export async function renewRecoveryCodes(actor: Actor): Promise<string[]> {
  if (!(await hasSecondFactor(actor.id))) throw nothingToStandInFor();
  await requireStepUp(actor);
  const codes = await newRecoveryCodes();
  await db().transaction(async (tx) => {
    await lockOwnRow(tx, actor);
    if (!(await hasSecondFactor(actor.id, tx))) throw nothingToStandInFor();
    await replaceRecoveryCodes(tx, actor.id, codes);
    await recordEvent(actor, { action: 'recovery_code.created', outcome: 'success' }, tx);
    const data = { at: new Date().toISOString() };
    await queueMail(tx, { to: actor.email, kind: 'recovery_codes_created', data });
  });
  return codes.codes;
}

/**
 * A change of the person's factors with its event, all or nothing: every other session of theirs
 * ends, and this one continues under a new id, so that a copy of its cookie stops working. The
 * person is told by email.
 */
export async function changeFactors(
  actor: Actor,
  action: 'factor.added' | 'factor.removed',
  factor: 'totp' | 'passkey',
  change: (tx: Transaction) => Promise<void>,
): Promise<string> {
  return db().transaction(async (tx) => {
    await lockOwnRow(tx, actor);
    await change(tx);
    if (action === 'factor.removed' && !(await hasSecondFactor(actor.id, tx))) {
      await tx.delete(recoveryCodes).where(eq(recoveryCodes.staffId, actor.id));
    }
    await endAllButThis(tx, actor);
    const event = { action, target: actor.email, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { factor } }, tx);
    const kind = action === 'factor.added' ? 'factor_added' : 'factor_removed';
    await queueMail(tx, { to: actor.email, kind, data: { factor, at: new Date().toISOString() } });
    const sessionId =
      actor.sessionId && (await moveSession(tx, actor.sessionId, { isConfirmed: false }));
    if (sessionId) return sessionId;
    throw new DeskError('unauthorized', { detail: 'Sign in and try again.' });
  });
}

/**
 * Whether a factor that is added now may confirm sensitive work. Someone who has no password, because
 * they sign in elsewhere, can't confirm anything before their first factor.
 */
export async function isOwnersAct(tx: Transaction, actor: Actor): Promise<boolean> {
  if (await isSteppedUp(actor.sessionId, tx)) return true;
  return !(await hasPassword(actor));
}

/** One that they could confirm something with. */
async function hasPassword({ id, email }: Actor): Promise<boolean> {
  const its = and(eq(staffMembers.id, id), isNotNull(staffMembers.passwordHash));
  return (await db().$count(staffMembers, its)) > 0 && isPasswordAllowed(email);
}

async function isJustSignedIn({ sessionId }: Actor): Promise<boolean> {
  if (sessionId === null) return false;
  const recent = sql`now() - make_interval(mins => ${STEP_UP_MINUTES})`;
  const own = and(eq(staffSessions.id, sessionId), gt(staffSessions.createdAt, recent));
  return (await db().$count(staffSessions, own)) > 0;
}

/** A sign-in without a second factor looks for one under the same lock. */
async function lockOwnRow(tx: Transaction, actor: Actor): Promise<void> {
  await tx
    .select({ id: staffMembers.id })
    .from(staffMembers)
    .where(eq(staffMembers.id, actor.id))
    .for('update');
}

/**
 * Whoever has no factor yet may add the first without a confirmation; nothing else is theirs. Someone
 * without a password, who signs in elsewhere, has to have done so just now: what they add confirms
 * from then on, and a stolen session must not be enough for that.
 */
export async function requireStepUpUnlessFirst(actor: Actor): Promise<void> {
  const isFirst = !(await hasSecondFactor(actor.id));
  if (isFirst && ((await hasPassword(actor)) || (await isJustSignedIn(actor)))) return;
  await requireStepUp(actor);
}

function lockedVault(error: unknown): unknown {
  if (!(error instanceof VaultLockedError)) return error;
  return new DeskError('vault_locked', {
    detail: `${error.message} An authenticator app can’t be added until an admin restores the key.`,
    cause: error,
  });
}

function nothingToStandInFor(): DeskError {
  return new DeskError('conflict', {
    detail: 'Recovery codes stand in for a second factor. Add one first.',
  });
}

function nothingToConfirm(): DeskError {
  return new DeskError('conflict', {
    detail: 'There’s no new authenticator app to confirm. Add it again.',
  });
}

function wrongCode(): DeskError {
  const message = 'This code is wrong or has expired. Enter the one the app shows now.';
  return new DeskError('second_factor_wrong', {
    detail: `${message} If it’s refused again, check that your phone sets its time automatically.`,
    errors: [{ path: 'code', code: 'rejected', message }],
  });
}
