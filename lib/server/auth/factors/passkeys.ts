import 'server-only';
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { and, eq, gt, lt, or, sql } from 'drizzle-orm';
import { passkeyTransportsSchema } from '@/lib/contract/factors';
import type { Actor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { passkeyChallenges, passkeys, staffMembers } from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';

/** Imported when it is needed: it takes a quarter of a second and changes a global. */
const webAuthn = () => import('@simplewebauthn/server');

const NAME = 'Reseller Desk';
const CHALLENGE_MINUTES = 5;

type Purpose = (typeof passkeyChallenges.$inferSelect)['purpose'];

/**
 * For whom passkeys are made, and where they may be used: from `APP_URL`, never from the request.
 * @throws DeskError `conflict` for an IP address, to which browsers bind no passkey
 */
function relyingParty(): { rpID: string; origin: string } {
  const url = new URL(env().appUrl);
  if (url.hostname === '127.0.0.1') url.hostname = 'localhost';
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0) {
    return { rpID: url.hostname, origin: url.origin };
  }
  throw new DeskError('conflict', {
    detail: 'Passkeys need a host name, but APP_URL has an IP address. Set APP_URL to a name.',
  });
}

/** Single use, for a few minutes, whichever server gets the answer. */
async function newChallenge(
  purpose: Purpose,
  staffId: string | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(randomBytes(32));
  await db()
    .delete(passkeyChallenges)
    .where(lt(passkeyChallenges.expiresAt, sql`now()`));
  await db()
    .insert(passkeyChallenges)
    .values({
      challenge: Buffer.from(bytes).toString('base64url'),
      ...{ purpose, staffId },
      expiresAt: sql`now() + make_interval(mins => ${CHALLENGE_MINUTES})`,
    });
  return bytes;
}

/**
 * The challenge that an answer signs, if it was made for this. It is gone before anything is
 * verified: a second use of it finds nothing, in any process.
 */
async function takeChallenge(
  clientDataJSON: string,
  purpose: Purpose,
  staffId: string | null,
): Promise<string | null> {
  const challenge = challengeIn(clientDataJSON);
  if (challenge === null) return null;
  const [taken] = await db()
    .delete(passkeyChallenges)
    .where(and(eq(passkeyChallenges.challenge, challenge), eq(passkeyChallenges.purpose, purpose)))
    .returning({
      staffId: passkeyChallenges.staffId,
      isFresh: sql<boolean>`${passkeyChallenges.expiresAt} > now()`,
    });
  return taken?.isFresh && taken.staffId === staffId ? challenge : null;
}

function challengeIn(clientDataJSON: string): string | null {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
    const challenge = (data as { challenge?: unknown } | null)?.challenge;
    return typeof challenge === 'string' && /^[\w-]{43}$/.test(challenge) ? challenge : null;
  } catch {
    return null;
  }
}

/** What the browser needs to make a passkey for this person. @throws DeskError `conflict` */
export async function registrationOptions(
  actor: Actor,
  name: string,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { rpID } = relyingParty();
  const own = await db().select().from(passkeys).where(eq(passkeys.staffId, actor.id));
  const { generateRegistrationOptions } = await webAuthn();
  return generateRegistrationOptions({
    ...{ rpName: NAME, rpID, userName: actor.email, userDisplayName: name },
    userID: new Uint8Array(Buffer.from(actor.id, 'utf8')),
    challenge: await newChallenge('registration', actor.id),
    attestationType: 'none',
    excludeCredentials: own.map(describe),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** A new passkey as it is stored; null if the answer isn't one for this person's challenge. */
export async function readRegistration(
  actor: Actor,
  response: RegistrationResponseJSON,
): Promise<Pick<
  typeof passkeys.$inferInsert,
  'credentialId' | 'publicKey' | 'counter' | 'transports'
> | null> {
  const { rpID, origin } = relyingParty();
  const { clientDataJSON, transports = [] } = response.response;
  const challenge = await takeChallenge(clientDataJSON, 'registration', actor.id);
  if (challenge === null) return null;
  const { verifyRegistrationResponse } = await webAuthn();
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: true,
  }).catch(() => null);
  if (!verified?.verified) return null;
  const { credential } = verified.registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: [...transports],
  };
}

/**
 * What the browser needs to sign in with a passkey, whichever of this site's it has, or with one of
 * this person's to confirm that it is them.
 * @throws DeskError `conflict`
 */
export async function authenticationOptions(
  actor: Actor | null,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { rpID } = relyingParty();
  const own = actor ? await db().select().from(passkeys).where(eq(passkeys.staffId, actor.id)) : [];
  const { generateAuthenticationOptions } = await webAuthn();
  return generateAuthenticationOptions({
    rpID,
    challenge: await newChallenge(actor ? 'step_up' : 'sign_in', actor?.id ?? null),
    userVerification: 'required',
    allowCredentials: own.map(describe),
  });
}

type Owned = { passkeyId: string; staff: typeof staffMembers.$inferSelect };

/**
 * Whose passkey signed this answer; null if it proves nothing: an unknown passkey, a challenge that
 * was used or is for something else, another site, no user verification, or a counter that didn't
 * go up, as of a copy.
 * @param actor who confirms that it is them; null: whoever signs in
 */
export async function verifyPasskey(
  actor: Actor | null,
  response: AuthenticationResponseJSON,
): Promise<Owned | null> {
  const { rpID, origin } = relyingParty();
  const { clientDataJSON, userHandle } = response.response;
  const purpose = actor ? 'step_up' : 'sign_in';
  const challenge = await takeChallenge(clientDataJSON, purpose, actor?.id ?? null);
  const found = await findPasskey(response.id);
  if (challenge === null || found === null) return null;
  const { passkey, staff } = found;
  if (staff.isDisabled || (actor && (staff.id !== actor.id || !passkey.isProven))) return null;
  const handle = userHandle ?? Buffer.from(staff.id, 'utf8').toString('base64url');
  if (Buffer.from(handle, 'base64url').toString('utf8') !== staff.id) return null;
  const { verifyAuthenticationResponse } = await webAuthn();
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: true,
    credential: {
      ...describe(passkey),
      publicKey: new Uint8Array(passkey.publicKey),
      counter: passkey.counter,
    },
  }).catch(() => null);
  if (!verified?.verified) return null;
  const isCounted = await countUse(passkey.id, verified.authenticationInfo.newCounter);
  return isCounted ? { passkeyId: passkey.id, staff } : null;
}

async function findPasskey(credentialId: string) {
  const [row] = await db()
    .select({ passkey: passkeys, staff: staffMembers })
    .from(passkeys)
    .innerJoin(staffMembers, eq(staffMembers.id, passkeys.staffId))
    .where(eq(passkeys.credentialId, credentialId));
  return row ?? null;
}

/** Two answers with the same count can't both be the passkey's; one that never counts stays at 0. */
async function countUse(id: string, counter: number): Promise<boolean> {
  const counted = await db()
    .update(passkeys)
    .set({ counter, lastUsedAt: sql`now()` })
    .where(
      and(
        eq(passkeys.id, id),
        or(
          gt(sql`${counter}::bigint`, passkeys.counter),
          counter === 0 ? eq(passkeys.counter, 0) : undefined,
        ),
      ),
    );
  return counted.rowCount === 1;
}

function describe({ credentialId, transports }: typeof passkeys.$inferSelect) {
  return { id: credentialId, transports: passkeyTransportsSchema.parse(transports) };
}
