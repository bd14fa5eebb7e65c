import 'server-only';
import { eq } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import type { Transaction } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { takeAllowance } from '@/lib/server/mail/limits';
import { hasMail, queueMail } from '@/lib/server/mail/queue';
import type { Standing } from '@/lib/server/policies/standing';
import { listDeciders } from './deciders';

type Asked = { by: string; what: string; reason: string | null };

/** Whoever asks and takes it back again and again mustn't fill the others' mailboxes. */
const ASKED_BY_MAIL_PER_HOUR = 10;

/**
 * Emails everyone who may decide, except the asker. Beyond so many requests an hour of one person,
 * the pages alone tell of them.
 */
export async function mailDeciders(
  tx: Transaction,
  actor: Actor,
  mayDecide: (person: Standing) => boolean,
  asked: Asked,
): Promise<void> {
  if (!hasMail()) return;
  const limit = { key: `approvals asked by ${actor.id}`, perHour: ASKED_BY_MAIL_PER_HOUR };
  if ((await takeAllowance(tx, [limit])) !== null) return;
  for (const person of await listDeciders(tx)) {
    if (person.id === actor.id || !mayDecide(person)) continue;
    await queueMail(tx, { to: person.email, kind: 'approval_asked', data: asked });
  }
}

type Decided = { by: string; what: string; isApproved: boolean; note: string | null };

/** Emails the asker, if they are still on the team. */
export async function mailAsker(tx: Transaction, askerId: string, decided: Decided): Promise<void> {
  if (!hasMail()) return;
  const [asker] = await tx
    .select({ to: staffMembers.email })
    .from(staffMembers)
    .where(eq(staffMembers.id, askerId));
  if (asker) await queueMail(tx, { ...asker, kind: 'approval_decided', data: decided });
}
