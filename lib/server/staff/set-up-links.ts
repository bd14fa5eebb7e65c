import 'server-only';
import { randomBytes } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { normalizeEmail } from '@/lib/contract/common';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { requireStepUp } from '@/lib/server/auth/require-permission';
import { db, type Transaction } from '@/lib/server/db/client';
import { setUpTokens, staffMembers } from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';
import { takeAllowance } from '@/lib/server/mail/limits';
import { queueMail } from '@/lib/server/mail/queue';
import { formatMinutes } from '@/lib/shared/format';
import { hashToken, linkToken } from './link-tokens';
import { lockStaff } from './lock-staff';

const LINK_HOURS = 24;

export type SetUpLink = { url: string; expiresAt: Date };
/** `url` null: it is sent by email, and only its recipient gets it. */
export type GivenLink = { url: string | null; expiresAt: Date };

type Executor = Pick<ReturnType<typeof db>, 'insert' | 'update'>;

/**
 * Creates a one-time link for setting a password; an earlier unused one of the same person stops
 * working. The page removes the token from the address bar when it opens.
 * @param staffId null for the first administrator
 */
export async function createSetUpLink(
  staffId: string | null,
  executor: Executor = db(),
  {
    removesFactors = false,
    token = randomBytes(32).toString('base64url'),
  }: { removesFactors?: boolean; token?: string } = {},
): Promise<SetUpLink> {
  await voidSetUpLinks(staffId, executor);
  const [row] = await executor
    .insert(setUpTokens)
    .values({
      tokenHash: hashToken(token),
      staffId,
      removesFactors,
      expiresAt: sql`now() + make_interval(hours => ${LINK_HOURS})`,
    })
    .returning({ expiresAt: setUpTokens.expiresAt });
  if (!row) throw new Error('The setup link wasn’t stored.');
  return { url: `${env().appUrl}/set-up?token=${token}`, expiresAt: row.expiresAt };
}

/** Voids all links of this person. */
export async function voidSetUpLinks(
  staffId: string | null,
  executor: Pick<Executor, 'update'>,
): Promise<void> {
  await executor
    .update(setUpTokens)
    .set({ spentAt: sql`now()` })
    .where(
      and(
        isNull(setUpTokens.spentAt),
        staffId === null ? isNull(setUpTokens.staffId) : eq(setUpTokens.staffId, staffId),
      ),
    );
}

/** The link for the first administrator, or null if there is any staff. */
export async function createFirstSetUpLink(): Promise<string | null> {
  const [anybody] = await db().select({ id: staffMembers.id }).from(staffMembers).limit(1);
  if (anybody) return null;
  return (await createSetUpLink(null)).url;
}

type Staff = typeof staffMembers.$inferSelect;

/**
 * Creates a new link for setting a password: for someone who was invited and lost theirs, or an
 * active person who forgot their password. Earlier links stop working at once, the old password
 * once the link is used.
 * @throws DeskError `not_found`, `conflict`; `step_up_required` for one's own
 */
export async function renewSetUpLink(actor: Actor, id: string): Promise<SetUpLink> {
  // A stolen session would have a password with it, without knowing the current one.
  if (id === actor.id) await requireStepUp(actor);
  return db().transaction(async (tx) => makeLink(actor, await lockStaff(tx, actor, id), tx));
}

/**
 * The same, but the link goes to the person by email and to no one else.
 * @throws DeskError `not_found`, `conflict`, also if this server sends no email
 */
export async function mailSetUpLink(actor: Actor, id: string): Promise<GivenLink> {
  return db().transaction(async (tx) => {
    const staff = await lockStaff(tx, actor, id);
    requireEnabled(staff);
    const isReset = staff.passwordHash !== null;
    const expiresAt = await mailLink(tx, staff, {
      kind: isReset ? 'reset_by_admin' : 'invitation',
      by: actor.email,
    });
    const details = { for: isReset ? 'reset' : 'set_up' };
    const event = { action: 'staff.link_mailed', target: staff.email, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details }, tx);
    return { url: null, expiresAt };
  });
}

type MailedLink = { kind: 'invitation' | 'reset_by_admin'; by: string };

const EMAILS_TO_AN_ADDRESS = 5;
const EMAILS_BY_A_PERSON = 50;

/**
 * Queues the email with the link.
 * @throws DeskError `conflict` this server sends no email; `too_many_requests`
 */
export async function mailLink(
  tx: Transaction,
  { id, email, name }: Pick<Staff, 'id' | 'email' | 'name'>,
  { kind, by }: MailedLink,
): Promise<Date> {
  const content =
    kind === 'invitation'
      ? ({ kind, data: { name, invitedBy: by } } as const)
      : ({ kind, data: { by } } as const);
  const mailId = await queueMail(tx, { to: email, ...content });
  if (mailId === null) {
    throw new DeskError('conflict', {
      detail:
        'This server doesn’t send email: SMTP_URL isn’t set. Create a link and send it yourself.',
    });
  }
  const wait = await takeAllowance(tx, [
    { key: `links to ${email}`, perHour: EMAILS_TO_AN_ADDRESS },
    { key: `links by ${by}`, perHour: EMAILS_BY_A_PERSON },
  ]);
  if (wait !== null) {
    throw new DeskError('too_many_requests', {
      detail: `Too many links were sent to this address or by you. Use the newest email, try again in ${formatMinutes(wait)}, or create a link and send it yourself.`,
      retryAfterSeconds: wait,
    });
  }
  const { expiresAt } = await createSetUpLink(id, tx, { token: linkToken(mailId) });
  return expiresAt;
}

async function makeLink(
  actor: Actor,
  staff: Staff,
  tx: Transaction,
  { isEmergency = false }: { isEmergency?: boolean } = {},
): Promise<SetUpLink> {
  requireEnabled(staff);
  const link = await createSetUpLink(staff.id, tx, { removesFactors: isEmergency });
  // One's own doesn't hide who made the one before: they may be the one who makes it.
  if (staff.id !== actor.id) {
    await tx
      .update(staffMembers)
      .set({ invitedById: actor.id, invitedByEmail: actor.email, linkMadeAt: sql`now()` })
      .where(eq(staffMembers.id, staff.id));
  }
  const details = { for: staff.passwordHash === null ? 'set_up' : 'reset' };
  const action = isEmergency ? 'staff.emergency_link_made' : 'staff.link_made';
  const event = { action, target: staff.email, outcome: 'success' } as const;
  await recordEvent(actor, { ...event, details }, tx);
  return link;
}

function requireEnabled({ isDisabled, name }: Staff): void {
  if (!isDisabled) return;
  throw new DeskError('conflict', {
    detail: `${name} is disabled, so a link wouldn’t work. Enable them first.`,
  });
}

/**
 * Creates a link for setting a new password, for someone with access to the host but without an
 * administrator.
 * @throws DeskError `not_found`, `conflict`
 */
export async function resetByEmail(actor: Actor, text: string): Promise<SetUpLink> {
  return renewSetUpLink(actor, await idOf(text));
}

/**
 * The same for someone who has lost their second factors, too: using the link removes them.
 * @throws DeskError `not_found`, `conflict`
 */
export async function breakGlass(actor: Actor, text: string): Promise<SetUpLink> {
  const id = await idOf(text);
  return db().transaction(async (tx) => {
    const staff = await lockStaff(tx, actor, id);
    return makeLink(actor, staff, tx, { isEmergency: true });
  });
}

async function idOf(text: string): Promise<string> {
  const email = normalizeEmail(text) ?? text;
  const [staff] = await db()
    .select({ id: staffMembers.id })
    .from(staffMembers)
    .where(eq(staffMembers.email, email));
  if (staff) return staff.id;
  throw new DeskError('not_found', {
    detail: `No one on the team has the email address ${email}. Check the spelling, and make sure that DATABASE_URL or DATA_DIR is the server’s.`,
  });
}
