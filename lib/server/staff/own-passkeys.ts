import 'server-only';
import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { and, eq } from 'drizzle-orm';
import { noScope, type Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import {
  authenticationOptions,
  readRegistration,
  registrationOptions,
} from '@/lib/server/auth/factors/passkeys';
import { challengeCounters, verifyGuess } from '@/lib/server/auth/guesses';
import { UNKNOWN_PERSON } from '@/lib/server/auth/record-refusal';
import { createId, db } from '@/lib/server/db/client';
import { passkeys } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { findProfile } from './own-account';
import { changeFactors, isOwnersAct, requireStepUpUnlessFirst } from './own-factors';

/** For a new passkey of this person. @throws DeskError `step_up_required`, `conflict` */
export async function startPasskey(actor: Actor): ReturnType<typeof registrationOptions> {
  await requireStepUpUnlessFirst(actor);
  const { name } = await findProfile(actor);
  return registrationOptions(actor, name);
}

type Added = { id: string; sessionId: string };

/**
 * Takes a new passkey into use. All other sessions of the person end, and this one continues under a
 * new id.
 * @throws DeskError `step_up_required`, `passkey_refused`, `conflict`
 */
export async function addPasskey(
  actor: Actor,
  name: string | undefined,
  response: RegistrationResponseJSON,
): Promise<Added> {
  await requireStepUpUnlessFirst(actor);
  const passkey = await readRegistration(actor, response);
  if (!passkey) {
    throw new DeskError('passkey_refused', {
      detail:
        'This passkey couldn’t be checked: it took too long, or it isn’t for this site. Try again.',
    });
  }
  const id = createId('pky');
  const sessionId = await changeFactors(actor, 'factor.added', 'passkey', async (tx) => {
    const isProven = await isOwnersAct(tx, actor);
    const added = await tx
      .insert(passkeys)
      .values({ ...passkey, id, staffId: actor.id, name: name ?? 'Passkey', isProven })
      .onConflictDoNothing();
    if (added.rowCount === 1) return;
    throw new DeskError('conflict', { detail: 'This passkey has already been added.' });
  });
  return { id, sessionId };
}

/** @throws DeskError `step_up_required`, `not_found` */
export async function renamePasskey(actor: Actor, id: string, name: string): Promise<void> {
  await requireStepUpUnlessFirst(actor);
  await db().transaction(async (tx) => {
    const renamed = await tx.update(passkeys).set({ name }).where(own(actor, id));
    if (renamed.rowCount !== 1) throw noSuchPasskey();
    const event = { action: 'factor.renamed', target: actor.email, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { factor: 'passkey', name } }, tx);
  });
}

/**
 * Removes one of the person's passkeys, and their recovery codes if it was their last factor.
 * @returns the id under which this session continues; the others end
 * @throws DeskError `step_up_required`, `not_found`
 */
export async function removePasskey(actor: Actor, id: string): Promise<string> {
  await requireStepUpUnlessFirst(actor);
  return changeFactors(actor, 'factor.removed', 'passkey', async (tx) => {
    const removed = await tx.delete(passkeys).where(own(actor, id));
    if (removed.rowCount !== 1) throw noSuchPasskey();
  });
}

/**
 * For signing in without a session. Challenges are rows, so a network gets so many a minute.
 * @throws DeskError `too_many_requests`, `conflict`
 */
export async function startPasskeySignIn(
  caller: Pick<Actor, 'ip' | 'requestId'>,
): ReturnType<typeof authenticationOptions> {
  const actor: Actor = {
    ...caller,
    ...{ id: UNKNOWN_PERSON, email: UNKNOWN_PERSON, role: 'viewer', sessionId: null },
    ...noScope,
    permissions: [],
  };
  const counted = await verifyGuess(
    {
      counters: challengeCounters(caller.ip),
      isKnown: false,
      onHold: async (tx) => {
        await recordEvent(actor, { action: 'session.challenge_held', outcome: 'denied' }, tx);
      },
    },
    async () => false,
  );
  if (!('seconds' in counted)) return authenticationOptions(null);
  throw new DeskError('too_many_requests', {
    detail:
      'Too many sign-ins with passkeys were started from your network. Try again in a minute.',
    retryAfterSeconds: counted.seconds,
  });
}

function own(actor: Actor, id: string) {
  return and(eq(passkeys.id, id), eq(passkeys.staffId, actor.id));
}

function noSuchPasskey(): DeskError {
  return new DeskError('not_found', { detail: 'This passkey doesn’t exist. Reload the page.' });
}
