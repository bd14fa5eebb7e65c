import 'server-only';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import type { SetUpInput, SetUpInvitation } from '@/lib/contract/staff';
import { noScope, type Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { deleteFactors, hasFactorSql } from '@/lib/server/auth/factors/find-factors';
import { setUpCounters, verifyGuess } from '@/lib/server/auth/guesses';
import { disownUnconfirmed } from '@/lib/server/auth/new-device';
import { isShort, passwordProblem, type PasswordOwner } from '@/lib/server/auth/password-problem';
import { hashPassword } from '@/lib/server/auth/passwords';
import { recordRefusal, UNKNOWN_PERSON } from '@/lib/server/auth/record-refusal';
import { endSessionsOf } from '@/lib/server/auth/sessions';
import { db, createId } from '@/lib/server/db/client';
import { setUpTokens, staffMembers } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { queueMail } from '@/lib/server/mail/queue';
import { placeWords } from '@/lib/shared/place';
import { hashToken } from './link-tokens';
import { lockTeam } from './lock-staff';
import { voidSetUpLinks } from './set-up-links';

type Caller = Pick<Actor, 'ip' | 'requestId'>;

/**
 * Uses a one-time link: creates the first administrator, or sets an invited staff member's
 * password. The link is spent in the same transaction, so that only one of two tabs succeeds.
 * @throws DeskError `token_spent`, `invalid_request`
 */
export async function setUp(caller: Caller, input: SetUpInput): Promise<void> {
  const owner = await ownerOf(caller, input);
  const problem = await passwordProblem(input.password, owner);
  if (problem) throw fault('password', problem);
  const passwordHash = await hashPassword(input.password);
  await db().transaction(async (tx) => {
    // Before the link's row: two links of one person would wait for each other's.
    await lockTeam(tx);
    const [token] = await tx
      .update(setUpTokens)
      .set({ spentAt: sql`now()` })
      .where(
        and(
          eq(setUpTokens.tokenHash, hashToken(input.token)),
          isNull(setUpTokens.spentAt),
          gt(setUpTokens.expiresAt, sql`now()`),
        ),
      )
      .returning({ staffId: setUpTokens.staffId, removesFactors: setUpTokens.removesFactors });
    if (!token) throw spentLink();
    const staff =
      token.staffId === null
        ? await addFirst(tx, input, passwordHash)
        : await setPassword(tx, token.staffId, { ...input, passwordHash });
    const actor: Actor = {
      ...caller,
      id: staff.id,
      email: staff.email,
      role: staff.role,
      permissions: [],
      sessionId: null,
      ...noScope,
    };
    await recordEvent(
      actor,
      {
        action: staff.hadPassword ? 'staff.password_reset' : 'staff.set_up',
        target: staff.email,
        outcome: 'success',
      },
      tx,
    );
    if (staff.hadPassword) {
      const data = { at: new Date().toISOString(), place: placeWords(caller.ip) };
      await queueMail(tx, { to: staff.email, kind: 'password_reset', data });
    }
    if (token.removesFactors) {
      await allowPassword(tx, staff.id);
      const event = { action: 'factor.reset', target: staff.email, outcome: 'success' } as const;
      const factors = await deleteFactors(tx, staff.id);
      await recordEvent(actor, { ...event, details: { factors } }, tx);
      const data = { by: null, at: new Date().toISOString() };
      await queueMail(tx, { to: staff.email, kind: 'factors_reset', data });
    }
  });
}

/** Who the link is for, before it is spent: without a valid link nothing is rated or hashed. */
async function ownerOf(caller: Caller, { token, email, name }: SetUpInput): Promise<PasswordOwner> {
  const invitation = await describeSetUpToken(token);
  if (!invitation) throw await refusedLink(caller);
  if (invitation.isFirst) return { email, name };
  const { hasFactor } = invitation;
  return { email: invitation.email, name: `${invitation.name} ${name ?? ''}`, hasFactor };
}

/** While passwords are off: for as long as it takes to put single sign-on in order. */
async function allowPassword(tx: Transaction, staffId: string): Promise<void> {
  await tx
    .update(staffMembers)
    .set({ passwordAllowedUntil: sql`now() + interval '1 hour'` })
    .where(eq(staffMembers.id, staffId));
}

type Transaction = Parameters<Parameters<ReturnType<typeof db>['transaction']>[0]>[0];
type Staff = Pick<typeof staffMembers.$inferSelect, 'id' | 'email' | 'role'> & {
  hadPassword: boolean;
};

async function addFirst(tx: Transaction, input: SetUpInput, passwordHash: string): Promise<Staff> {
  const { email, name } = input;
  if (!email) throw fault('email', 'The email address is missing.');
  // Two links can be open at once; the lock lets only the first create the administrator.
  await tx.execute(sql`lock table ${staffMembers} in exclusive mode`);
  const [anybody] = await tx.select({ id: staffMembers.id }).from(staffMembers).limit(1);
  if (anybody) throw spentLink();
  const staff = { id: createId('stf'), email, role: 'administrator' } as const;
  await tx.insert(staffMembers).values({ ...staff, name: name ?? email, passwordHash });
  await allowPassword(tx, staff.id);
  return { ...staff, hadPassword: false };
}

/** A reset: anyone signed in with the old password is signed out. */
async function setPassword(
  tx: Transaction,
  staffId: string,
  { name, password, passwordHash }: SetUpInput & { passwordHash: string },
): Promise<Staff> {
  const [staff] = await tx
    .select()
    .from(staffMembers)
    .where(and(eq(staffMembers.id, staffId), eq(staffMembers.isDisabled, false)))
    .for('update');
  if (!staff) throw spentLink();
  await tx
    .update(staffMembers)
    .set({ passwordHash, hasShortPassword: isShort(password), ...(name && { name }) })
    .where(eq(staffMembers.id, staffId));
  await endSessionsOf(staffId, tx);
  await disownUnconfirmed(tx, staffId);
  // Several can be open: what someone asks for by email doesn't void the link of an admin.
  await voidSetUpLinks(staffId, tx);
  return { ...staff, hadPassword: staff.passwordHash !== null };
}

function fault(path: string, message: string): DeskError {
  return new DeskError('invalid_request', {
    detail: message,
    errors: [{ path, code: 'invalid', message }],
  });
}

/** Who a one-time link is for, while it can still be used; otherwise null. Doesn't spend it. */
export async function describeSetUpToken(token: string): Promise<SetUpInvitation | null> {
  if (token === '' || token.length > 200) return null;
  const [row] = await db()
    .select({
      staffId: setUpTokens.staffId,
      email: staffMembers.email,
      name: staffMembers.name,
      isReset: sql<boolean>`${staffMembers.passwordHash} is not null`,
      hasFactor: hasFactorSql,
      removesFactors: setUpTokens.removesFactors,
    })
    .from(setUpTokens)
    .leftJoin(staffMembers, eq(staffMembers.id, setUpTokens.staffId))
    .where(
      and(
        eq(setUpTokens.tokenHash, hashToken(token)),
        isNull(setUpTokens.spentAt),
        gt(setUpTokens.expiresAt, sql`now()`),
      ),
    );
  if (!row) return null;
  if (row.staffId === null) return { isFirst: true };
  if (row.email === null || row.name === null) return null;
  const { email, name, hasFactor, removesFactors, isReset } = row;
  return { isFirst: false, email, name, isReset, hasFactor: hasFactor && !removesFactors };
}

/**
 * The error for an invalid setup link: that it is invalid, or that there were too many of them from
 * this network. A valid link is never held back.
 */
async function refusedLink(caller: Pick<Actor, 'ip' | 'requestId'>): Promise<DeskError> {
  const actor: Actor = {
    ...caller,
    ...{ id: UNKNOWN_PERSON, email: UNKNOWN_PERSON, role: 'viewer', sessionId: null },
    permissions: [],
    ...noScope,
  };
  const guess = await verifyGuess(
    {
      counters: setUpCounters(caller.ip),
      isKnown: false,
      onHold: async (tx, { seconds }) => {
        const details = { seconds: Math.ceil(seconds) };
        const event = { action: 'staff.set_up_held', outcome: 'denied', details } as const;
        await recordEvent(actor, event, tx);
      },
    },
    async () => false,
  );
  if (!('seconds' in guess)) {
    await recordRefusal(actor, 'staff.set_up_refused');
    return spentLink();
  }
  return new DeskError('too_many_requests', {
    detail: 'Too many invalid setup links were opened from your network. Try again in a minute.',
    retryAfterSeconds: guess.seconds,
  });
}

function spentLink(): DeskError {
  return new DeskError('token_spent', {
    detail:
      'This link has been used or has expired. Ask an admin for a new one. On first start, restart the server to get one.',
  });
}
