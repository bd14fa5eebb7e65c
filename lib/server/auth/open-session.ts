import 'server-only';
import { and, eq } from 'drizzle-orm';
import type { NextRequest } from 'next/server';
import { recordEvent } from '@/lib/server/audit/record-event';
import { db } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import type { Actor } from '@/lib/server/actor';
import { sessionIdIn } from './read-session';
import { clientAddress } from './request-facts';
import { endSession, startSession } from './sessions';

/**
 * The new session, its event, and the end of the one whose cookie it replaces in this browser: all
 * or nothing.
 * @param passwordHash what the password was right for
 * @returns null where the person was disabled or their password changed just now
 */
export async function openSession(
  request: NextRequest,
  actor: Actor,
  passwordHash: string | null,
): Promise<string | null> {
  const client = {
    ip: clientAddress(request.headers),
    userAgent: request.headers.get('user-agent'),
  };
  const replaced = await sessionIdIn(request.cookies);
  return db().transaction(async (tx) => {
    const [current] = await tx
      .select({ id: staffMembers.id })
      .from(staffMembers)
      .where(
        and(
          eq(staffMembers.id, actor.id),
          eq(staffMembers.passwordHash, passwordHash ?? ''),
          eq(staffMembers.isDisabled, false),
        ),
      )
      .for('share');
    if (!current) return null;
    await recordEvent(actor, { action: 'session.started', outcome: 'success' }, tx);
    if (replaced !== null) await endSession(replaced, tx);
    return startSession(actor.id, client, tx);
  });
}
