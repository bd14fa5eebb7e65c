import 'server-only';
import { and, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import type { OwnIdentity } from '@/lib/contract/staff';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import { apiTokens, staffIdentities, staffMembers, staffSessions } from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';
import { queueMail } from '@/lib/server/mail/queue';
import { isSteppedUp, stepUpRequired } from './require-permission';

/** The person's identity at the OpenID provider, and whether there is a provider. */
export async function findOwnIdentity({ id }: Actor): Promise<OwnIdentity> {
  const { oidc } = env();
  const [row] = await db().select().from(staffIdentities).where(eq(staffIdentities.staffId, id));
  return {
    isAvailable: oidc !== undefined,
    connected: row
      ? {
          issuer: row.issuer,
          connectedAt: row.createdAt.toISOString(),
          lastUsedAt: row.lastUsedAt.toISOString(),
        }
      : null,
  };
}

/**
 * For ten minutes, the next sign-in at the provider in this session connects that identity to the
 * person instead of signing it in.
 * @throws DeskError `step_up_required`; `conflict` there is one already, or no provider
 */
export async function beginConnecting(actor: Actor): Promise<void> {
  const { isAvailable, connected } = await findOwnIdentity(actor);
  if (!isAvailable || connected) {
    throw new DeskError('conflict', {
      detail: connected
        ? 'Single sign-on is connected already. Disconnect it first.'
        : 'Single sign-on isn’t set up on this server.',
    });
  }
  if (!(await isSteppedUp(actor.sessionId))) throw stepUpRequired(actor);
  await db()
    .update(staffSessions)
    .set({ mayConnectUntil: sql`now() + interval '10 minutes'` })
    .where(and(eq(staffSessions.id, actor.sessionId ?? ''), isNull(staffSessions.revokedAt)));
}

/**
 * Single sign-on doesn't sign the person in any more. Someone without a password keeps it.
 * @throws DeskError `step_up_required`; `conflict` they couldn't sign in any more
 */
export async function disconnect(actor: Actor): Promise<void> {
  if ((await findOwnIdentity(actor)).connected === null) return;
  if (!(await isSteppedUp(actor.sessionId))) throw stepUpRequired(actor);
  await db().transaction(async (tx) => {
    const [staff] = await tx
      .select({ id: staffMembers.id })
      .from(staffMembers)
      .where(and(eq(staffMembers.id, actor.id), isNotNull(staffMembers.passwordHash)))
      .for('update');
    if (!staff || !env().hasPasswordSignIn) {
      throw new DeskError('conflict', {
        detail: 'You couldn’t sign in any more: single sign-on is your only way in.',
      });
    }
    const { rowCount } = await tx
      .delete(staffIdentities)
      .where(eq(staffIdentities.staffId, actor.id));
    if (rowCount === 0) return;
    await forgetSingleSignOn(tx, actor);
    const event = { action: 'identity.disconnected', target: actor.email } as const;
    await recordEvent(actor, { ...event, outcome: 'success' }, tx);
    const data = { at: new Date().toISOString() };
    await queueMail(tx, { to: actor.email, kind: 'identity_disconnected', data });
  });
}

/**
 * What began with single sign-on ends, this session aside. It and the person's tokens no longer
 * count as having a second factor, which the provider had asked for.
 */
async function forgetSingleSignOn(tx: Transaction, { id, sessionId }: Actor): Promise<void> {
  const began = and(eq(staffSessions.staffId, id), eq(staffSessions.isSingleSignOn, true));
  const own = sql`(select public_id from ${staffSessions} where id = ${sessionId})`;
  await tx
    .update(staffSessions)
    .set({ revokedAt: sql`now()` })
    .where(and(began, ne(staffSessions.publicId, own), isNull(staffSessions.revokedAt)));
  await tx.update(staffSessions).set({ isSingleSignOn: false }).where(began);
  await tx.update(apiTokens).set({ isSingleSignOn: false }).where(eq(apiTokens.staffId, id));
}
