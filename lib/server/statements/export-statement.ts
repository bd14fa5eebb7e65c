import 'server-only';
import type { Statement, StatementFormat, StatementSettings } from '@/lib/contract/statements';
import type { Actor } from '@/lib/server/actor';
import { recordExport } from '@/lib/server/audit/limit-exports';
import { requirePermission } from '@/lib/server/auth/require-permission';
import { writeTable, type Cell, type Table } from '@/lib/server/lists/write-table';
import { findStatement } from './find-statements';
import { findStatementSettings } from './settings';

type FileFormat = Exclude<StatementFormat, 'json'>;

/**
 * A statement as a file, recorded as an export.
 * @throws DeskError `not_found`, `forbidden`, `step_up_required`, `rate_limited`
 */
export async function exportStatement(
  actor: Actor,
  id: string,
  format: FileFormat,
): Promise<{ name: string; body: ReadableStream | Uint8Array<ArrayBuffer> }> {
  await requirePermission(actor, 'users.export');
  const statement = await findStatement(actor, id);
  const table =
    format === 'xero'
      ? xeroTable(statement, await findStatementSettings(actor))
      : statementTable(statement);
  const { month, version } = statement;
  const details = { id, version, format };
  await recordExport(actor, { action: 'statement.exported', target: month, details });
  return {
    name: fileNameOf(statement, format === 'xero' ? 'xero-invoices' : 'statement'),
    body: await writeTable(format === 'xlsx' ? 'xlsx' : 'csv', table),
  };
}

/** Without its extension. */
export function fileNameOf(
  { month, version }: Pick<Statement, 'month' | 'version'>,
  kind = 'statement',
): string {
  return version === 1 ? `${kind}-${month}` : `${kind}-${month}-v${version}`;
}

const HEADINGS = [
  ...['Customer', 'External number', 'Users', 'Seats', 'Used', 'Peak', 'Average'],
  ...['Price per seat', 'Currency', 'Amount', 'Seats since last month', 'Amount since last month'],
  ...['Billed', 'Variance', 'Days read', 'As of'],
];

export function statementTable({ month, lines }: Statement): Table {
  return {
    ...{ name: `Statement ${month}`, headings: HEADINGS, dayHeadings: ['As of'] },
    length: lines.length,
    rowAt: (index) => {
      const line = lines[index];
      return line ? cellsOf(line) : [];
    },
  };
}

function cellsOf(line: Statement['lines'][number]): Cell[] {
  const { customer, users, seats, seatsUsed, peak, average, pricePerSeat } = line;
  return [
    ...[customer?.name ?? 'Without a customer', customer?.externalId ?? null],
    ...[users, seats, seatsUsed, peak, numberIn(average), numberIn(pricePerSeat), line.currency],
    ...[numberIn(line.amount), line.difference, numberIn(line.amountDifference)],
    ...[line.billed, line.variance, line.daysRead, line.asOf],
  ];
}

/** For a spreadsheet to add up. Nothing is calculated with it, so it stays what it says. */
function numberIn(decimal: string | null): number | null {
  return decimal === null ? null : Number(decimal);
}

/** Xero's template of sales invoices: it refuses a file with other headings. */
const XERO_HEADINGS = [
  ...['*ContactName', 'EmailAddress', 'POAddressLine1', 'POAddressLine2', 'POAddressLine3'],
  ...['POAddressLine4', 'POCity', 'PORegion', 'POPostalCode', 'POCountry', '*InvoiceNumber'],
  ...['Reference', '*InvoiceDate', '*DueDate', 'Total', 'InventoryItemCode', '*Description'],
  ...['*Quantity', '*UnitAmount', 'Discount', '*AccountCode', '*TaxType', 'TaxAmount'],
  ...['TrackingName1', 'TrackingOption1', 'TrackingName2', 'TrackingOption2'],
  ...['Currency', 'BrandingTheme'],
];

const DAY_MS = 86_400_000;

/** An invoice for each customer with a price and seats, dated the month's last day. */
function xeroTable({ month, version, lines }: Statement, settings: StatementSettings): Table {
  const end = new Date(`${month}-01T00:00:00Z`);
  end.setUTCMonth(end.getUTCMonth() + 1, 0);
  const due = new Date(end.getTime() + settings.dueDays * DAY_MS);
  const invoices = lines.flatMap(({ customer, seats, pricePerSeat, currency }, index) =>
    customer && pricePerSeat !== null && (seats ?? 0) > 0
      ? [{ customer, seats, pricePerSeat, currency, number: index + 1 }]
      : [],
  );
  return {
    ...{ name: 'Invoices', headings: XERO_HEADINGS, length: invoices.length },
    rowAt: (index) => {
      const invoice = invoices[index];
      if (!invoice) return [];
      const number = String(invoice.number).padStart(3, '0');
      const values: Record<string, Cell> = {
        '*ContactName': invoice.customer.name,
        '*InvoiceNumber': `RD-${month}${version === 1 ? '' : `-v${version}`}-${number}`,
        Reference: invoice.customer.externalId,
        '*InvoiceDate': xeroDay(end),
        '*DueDate': xeroDay(due),
        '*Description': `RemotePC seats, ${month}`,
        '*Quantity': invoice.seats,
        '*UnitAmount': numberIn(invoice.pricePerSeat),
        '*AccountCode': settings.accountCode,
        '*TaxType': settings.taxType,
        Currency: invoice.currency,
      };
      return XERO_HEADINGS.map((heading) => values[heading] ?? null);
    },
  };
}

/** `DD/MM/YYYY`, as Xero's help has it. */
function xeroDay(date: Date): string {
  return date.toISOString().slice(0, 10).split('-').toReversed().join('/');
}
