import 'server-only';
import { randomUUID } from 'node:crypto';
import { desc, eq, sql } from 'drizzle-orm';
import type {
  CreateStatementInput,
  CurrencyAmount,
  StatementDocument,
  StatementLine,
} from '@/lib/contract/statements';
import { everyone, systemActor, type Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { createId, db } from '@/lib/server/db/client';
import { statements } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { calculate, daysOf, monthBefore, type Calculated } from './calculate';
import { addDecimals, subtractDecimals } from './decimals';
import { mailStatement } from './mail-statement';
import { findStatementSettings } from './settings';
import { requireWhole } from './whole';

type Created = { id: string; month: string; version: number };

/**
 * Freezes a month: what every customer had is calculated once and stored, and nothing changes it
 * afterwards. A month that isn't over is covered up to today. Those who are to get it by email do.
 * @throws DeskError `statement_exists`; `invalid_request` the month is in the future; `not_found`
 * there is nothing to correct, or the person sees only some accounts
 */
export async function createStatement(
  actor: Actor,
  { month, correction }: CreateStatementInput,
  now = new Date(),
): Promise<Created> {
  requireWhole(actor);
  const days = daysOf(month, now);
  if (days.days.length === 0) throw inTheFuture();
  const { missingDays, lines } = await calculate(days);
  const before = await seatsBefore(month, now);
  const frozen = lines.map((line) => ({ ...line, ...differencesOf(line, before) }));
  return db().transaction(async (tx) => {
    // Two servers at once: the second finds the first one's.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('statements'))`);
    const [last] = await tx
      .select({ id: statements.id, version: statements.version })
      .from(statements)
      .where(eq(statements.month, month))
      .orderBy(desc(statements.version))
      .limit(1);
    if (last && correction === undefined) throw exists(month);
    if (!last && correction !== undefined) throw nothingToCorrect();
    const created = { id: createId('stm'), month, version: (last?.version ?? 0) + 1 };
    const document: StatementDocument = {
      ...{ month, version: created.version, correction: correction ?? null },
      ...{ createdAt: now.toISOString(), createdBy: actor.email },
      ...{ through: days.through, missingDays, lines: frozen, totals: totalsOf(frozen) },
    };
    const row = { ...created, document: JSON.stringify(document), createdAt: now };
    await tx.insert(statements).values(row);
    const mailedTo = await mailStatement(tx, { ...created, correction: document.correction });
    const details = {
      ...{ version: created.version, ...(correction !== undefined && { correction }) },
      ...(mailedTo.length > 0 && { mailedTo }),
    };
    const event = { action: 'statement.created', target: month, outcome: 'success' } as const;
    await recordEvent(actor, { ...event, details: { id: created.id, ...details } }, tx);
    return created;
  });
}

/**
 * The last month's statement, on the chosen day or as soon afterwards as a server runs, once however
 * many do. Not if nothing was recorded in that month.
 */
export async function createDueStatement(now = new Date()): Promise<Created | null> {
  const { day } = await findStatementSettings(everyone);
  if (day === null || now.getUTCDate() < day) return null;
  const month = monthBefore(now.toISOString().slice(0, 7));
  const known = await db().$count(statements, eq(statements.month, month));
  if (known > 0 || !(await wasRecorded(month))) return null;
  try {
    return await createStatement(systemActor(randomUUID()), { month }, now);
  } catch (error) {
    // Another server was faster.
    if (error instanceof DeskError && error.code === 'statement_exists') return null;
    throw error;
  }
}

async function wasRecorded(month: string): Promise<boolean> {
  const { rows } = await db().execute(
    sql`select from seat_snapshots where day between ${`${month}-01`} and ${`${month}-31`} limit 1`,
  );
  return rows.length > 0;
}

type Before = Map<string, Pick<StatementLine, 'seats' | 'amount' | 'currency'>>;

/** As last month's statement has it; without one, the seats as the history has them. */
async function seatsBefore(month: string, now: Date): Promise<Before> {
  const last = monthBefore(month);
  const [row] = await db()
    .select({ document: statements.document })
    .from(statements)
    .where(eq(statements.month, last))
    .orderBy(desc(statements.version))
    .limit(1);
  const lines: Calculated['lines'] = row
    ? (JSON.parse(row.document) as StatementDocument).lines
    : (await calculate(daysOf(last, now))).lines.map((line) => ({ ...line, amount: null }));
  return new Map(lines.map((line) => [line.customer?.id ?? '', line]));
}

function differencesOf(
  line: Calculated['lines'][number],
  all: Before,
): Pick<StatementLine, 'difference' | 'amountDifference'> {
  const before = all.get(line.customer?.id ?? '');
  const isKnown = before && before.seats !== null && line.seats !== null;
  const isSameCurrency = before?.currency === line.currency;
  return {
    difference: isKnown ? Number(line.seats) - Number(before.seats) : null,
    amountDifference:
      isSameCurrency && before.amount !== null && line.amount !== null
        ? subtractDecimals(line.amount, before.amount)
        : null,
  };
}

function totalsOf(lines: readonly StatementLine[]): StatementDocument['totals'] {
  const amounts = new Map<string | null, string>();
  for (const { currency, amount } of lines) {
    if (amount !== null) amounts.set(currency, addDecimals(amounts.get(currency) ?? '0', amount));
  }
  const sum = (key: 'seats' | 'seatsUsed') =>
    lines.reduce((total, line) => total + (line[key] ?? 0), 0);
  const byCurrency = [...amounts].map(([currency, amount]): CurrencyAmount => {
    return { currency, amount };
  });
  byCurrency.sort((one, other) => ((one.currency ?? '') < (other.currency ?? '') ? -1 : 1));
  return { seats: sum('seats'), seatsUsed: sum('seatsUsed'), amounts: byCurrency };
}

function exists(month: string): DeskError {
  return new DeskError('statement_exists', {
    detail: `There is a statement for ${month} already, and it doesn’t change. To correct it, create a new version with a reason.`,
  });
}

function nothingToCorrect(): DeskError {
  return new DeskError('not_found', {
    detail: 'This month has no statement to correct. Create one without a reason.',
  });
}

function inTheFuture(): DeskError {
  const message = 'This month hasn’t begun yet. Choose an earlier one.';
  return new DeskError('invalid_request', {
    detail: message,
    errors: [{ path: 'month', code: 'in_future', message }],
  });
}
