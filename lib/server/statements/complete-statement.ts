import 'server-only';
import { eq, sql } from 'drizzle-orm';
import type { Statement } from '@/lib/contract/statements';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { statementAcknowledgements, statementBillings } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import type { ListSource } from '@/lib/server/lists/read-list';
import { findStatement } from './find-statements';
import { readBilled } from './read-billed';

/**
 * Adds what was billed as the third number. A later import replaces it, until the statement is
 * acknowledged.
 * @throws DeskError `not_found`; `invalid_request` names the rows; `conflict` it is acknowledged
 */
export async function addBilled(
  actor: Actor,
  id: string,
  source: ListSource,
  now = new Date(),
): Promise<Statement> {
  const { month, version, lines } = await findStatement(actor, id);
  const quantities = await readBilled(source, lines);
  return db().transaction(async (tx) => {
    await requireOpen(tx, id);
    await tx
      .insert(statementBillings)
      .values({ id: createId('bil'), statementId: id, quantities, at: now, byEmail: actor.email });
    const details = { id, version, customers: Object.keys(quantities).length };
    const event = { action: 'statement.billed', target: month, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details }, tx);
    // Before it is committed: if that failed afterwards, what was saved would look unsaved.
    return findStatement(actor, id, tx);
  });
}

/**
 * Records who looked at a statement and agrees with it. From then on, what was billed doesn't change
 * either.
 * @throws DeskError `not_found`; `conflict` someone acknowledged it already
 */
export async function acknowledgeStatement(
  actor: Actor,
  id: string,
  note: string | null,
  now = new Date(),
): Promise<Statement> {
  const { month, version } = await findStatement(actor, id);
  return db().transaction(async (tx) => {
    await requireOpen(tx, id);
    await tx
      .insert(statementAcknowledgements)
      .values({ statementId: id, note, at: now, byEmail: actor.email });
    const details = { id, version, note };
    const event = { action: 'statement.acknowledged', target: month, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details }, tx);
    return findStatement(actor, id, tx);
  });
}

/** One after the other, so that nothing is billed once it is acknowledged. */
async function requireOpen(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`statement ${id}`}))`);
  const [done] = await tx
    .select({ by: statementAcknowledgements.byEmail })
    .from(statementAcknowledgements)
    .where(eq(statementAcknowledgements.statementId, id));
  if (!done) return;
  throw new DeskError('conflict', {
    detail: `${done.by} acknowledged this statement, so it no longer changes. To change it, create a correction.`,
  });
}
