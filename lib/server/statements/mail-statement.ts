import 'server-only';
import type { Statement } from '@/lib/contract/statements';
import { everyone } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import { statementSettings } from '@/lib/server/db/schema';
import { writeTable } from '@/lib/server/lists/write-table';
import type { StatementFacts } from '@/lib/server/mail/kinds';
import { hasMail, queueMail } from '@/lib/server/mail/queue';
import type { Prepared, QueuedMail } from '@/lib/server/mail/send-due';
import { formatAmount } from '@/lib/shared/amounts';
import { fileNameOf, statementTable } from './export-statement';
import { findStatement } from './find-statements';
import { listReaders } from './readers';

/**
 * Queues a new statement's emails in the transaction that creates it: one for each person who was
 * chosen and may still read it, however many servers there are.
 * @returns their addresses
 */
export async function mailStatement(
  tx: Transaction,
  data: { id: string; month: string; version: number; correction: string | null },
): Promise<string[]> {
  if (!hasMail()) return [];
  const [settings] = await tx.select({ to: statementSettings.mailTo }).from(statementSettings);
  if (!settings || settings.to.length === 0) return [];
  const readers = await listReaders(tx);
  const chosen = readers.filter(({ id }) => settings.to.includes(id)).map(({ email }) => email);
  for (const to of chosen) await queueMail(tx, { to, kind: 'statement_created', data });
  return chosen;
}

type StatementMail = Extract<QueuedMail, { kind: 'statement_created' }>;

/** What the email says, read as it is sent; none for someone who may not read it any more. */
export async function prepareStatementMail({ recipient, data }: StatementMail): Promise<Prepared> {
  const readers = await listReaders(db());
  if (!readers.some(({ email }) => email === recipient)) return 'no_such_person';
  const statement = await findStatement(everyone, data.id);
  const file = new Response(await writeTable('xlsx', statementTable(statement)));
  return {
    statement: factsOf(statement),
    attachments: [
      {
        name: `${fileNameOf(statement)}.xlsx`,
        content: Buffer.from(await file.arrayBuffer()),
        type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      },
    ],
  };
}

function factsOf({ lines, totals, missingDays }: Statement): StatementFacts {
  return {
    seats: totals.seats,
    amounts: totals.amounts.map(formatAmount),
    missingDays: missingDays.length,
    customers: lines.map(({ customer, seats, amount, currency }) => ({
      name: customer?.name ?? null,
      seats,
      amount: amount === null ? null : formatAmount({ amount, currency }),
    })),
  };
}
