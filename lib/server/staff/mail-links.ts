import 'server-only';
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { noScope, systemActor, type Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { recordRefusal, UNKNOWN_PERSON } from '@/lib/server/auth/record-refusal';
import { isPasswordAllowed } from '@/lib/server/auth/verify-sign-in';
import { db } from '@/lib/server/db/client';
import { setUpTokens, staffMembers } from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import type { SentWith } from '@/lib/server/mail/kinds';
import type { Prepared, QueuedMail } from '@/lib/server/mail/send-due';
import { hashToken, linkToken } from './link-tokens';

const RESET_MINUTES = 45;

/** What an email gets at the moment of sending: its link, or the reason not to send it. */
export async function prepareMail(mail: QueuedMail): Promise<Prepared> {
  if (mail.kind === 'reset_requested') return prepareReset(mail);
  const isLink = mail.kind === 'invitation' || mail.kind === 'reset_by_admin';
  return isLink ? openLink(mail.id) : {};
}

/** The link whose token was stored when the email was queued, unless a later one replaced it. */
async function openLink(mailId: string): Promise<Prepared> {
  const [row] = await db()
    .select({ expiresAt: setUpTokens.expiresAt })
    .from(setUpTokens)
    .where(
      and(
        eq(setUpTokens.tokenHash, hashToken(linkToken(mailId))),
        isNull(setUpTokens.spentAt),
        gt(setUpTokens.expiresAt, sql`now()`),
      ),
    );
  if (!row) return 'no_longer_valid';
  return linkOf(mailId, Math.ceil((row.expiresAt.getTime() - Date.now()) / 60_000));
}

function linkOf(mailId: string, minutes: number): SentWith {
  return { link: { url: `${env().appUrl}/set-up?token=${linkToken(mailId)}`, minutes } };
}

type ResetMail = Extract<QueuedMail, { kind: 'reset_requested' }>;

/**
 * Only now is it looked up who has the address: until here, everything is the same for one that no
 * one has. The link's time runs from the attempt.
 */
async function prepareReset({ id, recipient, data, createdAt }: ResetMail): Promise<Prepared> {
  const [staff] = await db().select().from(staffMembers).where(eq(staffMembers.email, recipient));
  const mayReset = staff && !staff.isDisabled && staff.passwordHash !== null;
  if (!mayReset || !(await isPasswordAllowed(recipient))) {
    await recordRefusal(asker(data), 'staff.reset_refused');
    return 'no_such_person';
  }
  const expiresAt = sql`now() + make_interval(mins => ${RESET_MINUTES})`;
  const isStored = await db().transaction(async (tx) => {
    const tokenHash = hashToken(linkToken(id));
    const stored = await tx
      .insert(setUpTokens)
      .values({ tokenHash, staffId: staff.id, createdAt, expiresAt })
      .onConflictDoUpdate({
        target: setUpTokens.tokenHash,
        set: { expiresAt },
        setWhere: isNull(setUpTokens.spentAt),
      })
      .returning({ isNew: sql<boolean>`xmax = 0` });
    if (stored[0]?.isNew) {
      const event = { action: 'staff.reset_asked', target: recipient, outcome: 'success' } as const;
      await recordEvent(asker(data), event, tx);
    }
    return stored.length === 1;
  });
  return isStored ? linkOf(id, RESET_MINUTES) : 'no_longer_valid';
}

/** Anyone can ask: the event must not say that it was the person themselves. */
function asker({ ip, requestId }: ResetMail['data']): Actor {
  const nobody = { id: UNKNOWN_PERSON, email: UNKNOWN_PERSON, role: 'viewer' } as const;
  return { ...systemActor(requestId), ...nobody, permissions: [], ...noScope, ip };
}
