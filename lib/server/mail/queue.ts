import 'server-only';
import { sql } from 'drizzle-orm';
import { createId, type Transaction } from '@/lib/server/db/client';
import { mailMessages } from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import type { MailContent, MailKind } from './kinds';

/** Whether this server sends email. */
export function hasMail(): boolean {
  return env().mail !== undefined;
}

/** An email about something that is soon over isn't sent long after. */
const MINUTES_TO_TRY: Partial<Record<MailKind, number>> = {
  reset_requested: 60,
  reset_by_admin: 12 * 60,
  invitation: 12 * 60,
};
const USUAL_MINUTES = 24 * 60;

/**
 * Queues an email in the caller's transaction: it is sent exactly if what it is about took effect.
 * Without outgoing email, nothing is queued.
 * @returns its id; null if this server sends none
 */
export async function queueMail(
  tx: Pick<Transaction, 'insert'>,
  { to, kind, data }: { to: string } & MailContent,
): Promise<string | null> {
  if (!hasMail()) return null;
  const id = createId('mal');
  const minutes = MINUTES_TO_TRY[kind] ?? USUAL_MINUTES;
  const giveUpAt = sql`now() + make_interval(mins => ${minutes})`;
  await tx.insert(mailMessages).values({ id, kind, recipient: to, data, giveUpAt });
  return id;
}
