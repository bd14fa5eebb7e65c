import 'server-only';
import { eq } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import type { Transaction } from '@/lib/server/db/client';
import { staffMembers } from '@/lib/server/db/schema';
import { hasMail, queueMail } from '@/lib/server/mail/queue';
import type { Standing } from '@/lib/server/policies/standing';
import { listDeciders } from './deciders';

type Asked = { by: string; what: string; reason: string | null };

/** Emails everyone who may decide, except the asker. */
export async function mailDeciders(
  tx: Transaction,
  actor: Actor,
  mayDecide: (person: Standing) => boolean,
  asked: Asked,
): Promise<void> {
  if (!hasMail()) return;
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
