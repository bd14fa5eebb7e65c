import 'server-only';
import { desc, eq } from 'drizzle-orm';
import type {
  Statement,
  StatementDocument,
  StatementLine,
  StatementList,
  Variance,
} from '@/lib/contract/statements';
import { db, type Transaction } from '@/lib/server/db/client';
import { statementAcknowledgements, statementBillings, statements } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import type { Viewer } from '@/lib/server/policies/permissions';
import { requireWhole } from './whole';

type Executor = Pick<Transaction, 'select' | 'selectDistinctOn'>;
type Billing = typeof statementBillings.$inferSelect;
type Acknowledgement = typeof statementAcknowledgements.$inferSelect;

/** @throws DeskError `not_found` for someone who sees only some accounts */
export async function listStatements(viewer: Viewer): Promise<StatementList> {
  requireWhole(viewer);
  const [rows, billings, acknowledgements] = await Promise.all([
    db().select().from(statements).orderBy(desc(statements.month), desc(statements.version)),
    lastBillings(),
    db().select().from(statementAcknowledgements),
  ]);
  const of = <T extends { statementId: string }>(all: readonly T[], id: string) =>
    all.find(({ statementId }) => statementId === id);
  const items = rows.map((row, index) => {
    const one = toStatement(row, of(billings, row.id), of(acknowledgements, row.id));
    const { id, month, version, correction, createdAt, createdBy, through, totals } = one;
    return {
      ...{ id, month, version, correction, createdAt, createdBy, through },
      isLatest: rows[index - 1]?.month !== month,
      customers: one.lines.filter(({ customer }) => customer !== null).length,
      missingDays: one.missingDays.length,
      seats: totals.seats,
      amounts: totals.amounts,
      isBilled: one.billing !== null,
      variances: one.lines.filter(({ state }) => state === 'under' || state === 'over').length,
      isAcknowledged: one.acknowledgement !== null,
    };
  });
  return { items };
}

/** @throws DeskError `not_found`, also for someone who sees only some accounts */
export async function findStatement(
  viewer: Viewer,
  id: string,
  executor: Executor = db(),
): Promise<Statement> {
  requireWhole(viewer);
  const [row] = await executor.select().from(statements).where(eq(statements.id, id));
  if (!row) throw noSuchStatement();
  const [billing] = await lastBillings(id, executor);
  const [acknowledgement] = await executor
    .select()
    .from(statementAcknowledgements)
    .where(eq(statementAcknowledgements.statementId, id));
  return toStatement(row, billing, acknowledgement);
}

export function noSuchStatement(): DeskError {
  return new DeskError('not_found', { detail: 'There is no such statement.' });
}

/** The import that counts, of one statement or of each. */
function lastBillings(id?: string, executor: Executor = db()): Promise<Billing[]> {
  const { statementId, at } = statementBillings;
  return executor
    .selectDistinctOn([statementId])
    .from(statementBillings)
    .where(id === undefined ? undefined : eq(statementId, id))
    .orderBy(statementId, desc(at), desc(statementBillings.id));
}

function toStatement(
  { id, document }: typeof statements.$inferSelect,
  billing: Billing | undefined,
  acknowledgement: Acknowledgement | undefined,
): Statement {
  const { lines, totals, ...head } = JSON.parse(document) as StatementDocument;
  const quantities = billing?.quantities;
  const sum = Object.values(quantities ?? {}).reduce((total, quantity) => total + quantity, 0);
  return {
    id,
    ...head,
    lines: lines.map((line) => ({ ...line, ...billedOf(line, quantities) })),
    totals: { ...totals, billed: quantities ? sum : null },
    billing: billing ? { at: billing.at.toISOString(), by: billing.byEmail } : null,
    acknowledgement: acknowledgement
      ? {
          ...{ at: acknowledgement.at.toISOString(), by: acknowledgement.byEmail },
          note: acknowledgement.note,
        }
      : null,
  };
}

/** A customer that an import doesn't have wasn't billed at all. */
function billedOf(
  { customer, seats }: StatementLine,
  quantities: Record<string, number> | undefined,
): Pick<Statement['lines'][number], 'billed' | 'variance' | 'state'> {
  if (!quantities || !customer) return { billed: null, variance: null, state: 'none' };
  const billed = quantities[customer.id] ?? null;
  if (seats === null) return { billed, variance: null, state: 'none' };
  const variance = (billed ?? 0) - seats;
  const state: Variance = variance === 0 ? 'equal' : variance < 0 ? 'under' : 'over';
  return { billed, variance, state };
}
