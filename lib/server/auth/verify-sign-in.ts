import 'server-only';
import { and, eq, gt, sql } from 'drizzle-orm';
import { noScope, type Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import { hasSecondFactor } from './factors/find-factors';
import { useCode } from './factors/use-code';
import { signInCounters, verifyGuess } from './guesses';
import { knownBrowser } from './known-browser';
import { hashPassword, isOutdated, verifyPassword } from './passwords';
import { recordRefusal, UNKNOWN_PERSON } from './record-refusal';
import { clientAddress, requestIdOf } from './request-facts';

type Staff = typeof staffMembers.$inferSelect;

/** The person, and whether they also used a second factor. */
type Verified = Staff & { hasUsedFactor: boolean };

/**
 * The person with this address and password, and a code if they have a second factor. The guess is counted before the password is compared,
 * so that of any number of simultaneous guesses only as many are compared as the limits allow.
 * @returns null if address or password is wrong, which is compared before any code; `held` if no
 * guess is allowed now; `password_off` only single sign-on is allowed; `code_required`, `code_wrong` if the password is right
 * @throws DeskError `vault_locked`
 */
export async function verifySignIn(
  headers: Headers,
  { email, password, code = '' }: { email: string; password: string; code?: string },
): Promise<Verified | null | 'held' | 'password_off' | 'code_required' | 'code_wrong'> {
  if (!(await isPasswordAllowed(email))) return 'password_off';
  const ip = clientAddress(headers);
  const browserId = knownBrowser(headers, email);
  const isKnown = browserId !== null;
  const compared: Compared = { staff: undefined, codeState: 'none' };
  const guess = await verifyGuess(
    {
      counters: signInCounters(email, ip, browserId),
      isKnown,
      onHold: async (tx, { by, seconds }) => {
        const [person] = await tx.select().from(staffMembers).where(eq(staffMembers.email, email));
        const details = { by: by.split(' ')[0], seconds: Math.ceil(seconds) };
        const event = { action: 'session.held', outcome: 'denied', details } as const;
        await recordEvent(actorOf(headers, email, person), event, tx);
      },
    },
    () => compare(headers, { email, password, code }, { isKnown, compared }),
  );
  if ('seconds' in guess) return 'held';
  return resultOf(headers, email, { ...compared, isRight: guess.isRight });
}

/** With single sign-on only: for an hour after a link made on the host. */
export async function isPasswordAllowed(email: string): Promise<boolean> {
  if (env().hasPasswordSignIn) return true;
  const allowed = and(
    eq(staffMembers.email, email),
    gt(staffMembers.passwordAllowedUntil, sql`now()`),
  );
  return (await db().$count(staffMembers, allowed)) > 0;
}

type Compared = {
  staff: Staff | undefined;
  codeState: 'none' | 'missing' | 'wrong' | 'right';
};

async function compare(
  headers: Headers,
  { email, password, code }: { email: string; password: string; code: string },
  { isKnown, compared }: { isKnown: boolean; compared: Compared },
): Promise<boolean | 'unfinished'> {
  const [staff] = await db().select().from(staffMembers).where(eq(staffMembers.email, email));
  compared.staff = staff;
  const isRight = await verifyPassword(staff?.passwordHash ?? null, password, { isKnown });
  if (!isRight || staff?.isDisabled !== false) return false;
  compared.staff = await withCurrentHash(staff, password);
  if (!(await hasSecondFactor(staff.id))) return true;
  // So far right: whoever knows the password must not clear the failures of guessed codes.
  if (code.trim() === '') {
    compared.codeState = 'missing';
    return 'unfinished';
  }
  const isUsed = await useCode(actorOf(headers, email, staff), code, 'sign_in');
  compared.codeState = isUsed ? 'right' : 'wrong';
  return isUsed;
}

/** The password is only known now: a hash from before the cost was raised is replaced. */
async function withCurrentHash(staff: Staff, password: string): Promise<Staff> {
  if (staff.passwordHash === null || !isOutdated(staff.passwordHash)) return staff;
  const [renewed] = await db()
    .update(staffMembers)
    .set({ passwordHash: await hashPassword(password) })
    .where(and(eq(staffMembers.id, staff.id), eq(staffMembers.passwordHash, staff.passwordHash)))
    .returning();
  if (renewed) return renewed;
  // Another sign-in was faster; or the password has changed, and then no session is opened.
  const [current] = await db().select().from(staffMembers).where(eq(staffMembers.id, staff.id));
  return current && (await verifyPassword(current.passwordHash, password)) ? current : staff;
}

async function resultOf(
  headers: Headers,
  email: string,
  { staff, isRight, codeState }: Compared & { isRight: boolean },
): Promise<Verified | null | 'code_required' | 'code_wrong'> {
  if (codeState === 'missing') return 'code_required';
  if (isRight && staff) return { ...staff, hasUsedFactor: codeState === 'right' };
  const isCodeWrong = codeState === 'wrong';
  const action = isCodeWrong ? 'session.code_refused' : 'session.refused';
  await recordRefusal(actorOf(headers, email, staff), action);
  return isCodeWrong ? 'code_wrong' : null;
}

function actorOf(headers: Headers, email: string, staff: Staff | undefined): Actor {
  return {
    id: staff?.id ?? UNKNOWN_PERSON,
    email,
    role: staff?.role ?? 'viewer',
    permissions: [],
    sessionId: null,
    ...noScope,
    ip: clientAddress(headers),
    requestId: requestIdOf(headers),
  };
}
