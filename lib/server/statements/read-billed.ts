import 'server-only';
import type { InputFault } from '@/lib/contract/problem';
import type { StatementLine } from '@/lib/contract/statements';
import { DeskError } from '@/lib/server/errors';
import { isZip } from '@/lib/server/lists/file-kind';
import { openWorkbook, textOf, type ListSource } from '@/lib/server/lists/read-list';
import { shapeOf } from '@/lib/server/lists/read-text';
import { rowsOfText } from '@/lib/server/lists/table-rows';
import { restoreCell } from '@/lib/shared/csv';
import { formatCount } from '@/lib/shared/format';
import { readSeats } from '@/lib/shared/seats';

const MOST_FAULTS = 100;

/** As accounting systems name these columns; Xero marks what it needs by an asterisk. */
const CUSTOMER =
  /^\*?(customer|contact ?name|client|company|name|account|external number|number)$/i;
const QUANTITY = /^\*?(quantity|qty|seats|billed|licen[sc]es|units|amount billed)$/i;

/**
 * How many seats were billed to each customer, by id. A customer is named as in the statement or by
 * its external number; several rows of one add up.
 * @throws DeskError `invalid_request` names every row that can't be read, and nothing is stored then
 */
export async function readBilled(
  source: ListSource,
  lines: readonly StatementLine[],
): Promise<Record<string, number>> {
  const rows = await rowsIn(source);
  const columns = columnsIn(rows[0] ?? []);
  const find = finder(lines);
  const quantities = new Map<string, number>();
  const faults: InputFault[] = [];
  for (const [index, cells] of rows.entries()) {
    if (index === 0 && columns.isHeading) continue;
    const name = restoreCell((cells[columns.customer] ?? '').trim());
    const text = (cells[columns.quantity] ?? '').trim();
    const found = find(name);
    const quantity = text === '' ? null : readSeats(text);
    if ('fault' in found) faults.push(faultOf(index, 'unknown_customer', found.fault));
    if (quantity === null) faults.push(faultOf(index, 'unreadable_quantity', unreadable(text)));
    if ('fault' in found || quantity === null) continue;
    quantities.set(found.id, (quantities.get(found.id) ?? 0) + quantity);
  }
  if (faults.length > 0) throw notRead(faults);
  if (quantities.size === 0) throw empty();
  return Object.fromEntries(quantities);
}

async function rowsIn(source: ListSource): Promise<string[][]> {
  if (source.kind === 'file' && isZip(source.bytes)) {
    return collected((await openWorkbook(source, {})).rows);
  }
  const shape = await shapeOf(textOf(source).text, 'table');
  return collected(rowsOfText(shape.text, 'delimiter' in shape ? shape.delimiter : ','));
}

async function collected(portions: AsyncIterable<string[][]>): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const portion of portions) for (const row of portion) rows.push(row);
  return rows;
}

/** By the headings if there are any; otherwise the first two columns. */
function columnsIn(first: readonly string[]) {
  const cells = first.map((cell) => cell.trim());
  const customer = cells.findIndex((cell) => CUSTOMER.test(cell));
  const quantity = cells.findIndex((cell) => QUANTITY.test(cell));
  if (customer >= 0 && quantity >= 0) return { customer, quantity, isHeading: true };
  return { customer: 0, quantity: 1, isHeading: false };
}

type Found = { id: string } | { fault: string };

/** A name counts more than a number: a company may be called 4711. */
function finder(lines: readonly StatementLine[]): (text: string) => Found {
  const byName = new Map<string, string[]>();
  const byNumber = new Map<string, string[]>();
  for (const { customer } of lines) {
    if (!customer) continue;
    const add = (all: Map<string, string[]>, text: string) =>
      all.set(keyOf(text), [...(all.get(keyOf(text)) ?? []), customer.id]);
    add(byName, customer.name);
    if (customer.externalId !== null) add(byNumber, customer.externalId);
  }
  return (text) => {
    if (text === '') return { fault: 'The customer is missing.' };
    const [id, another] = byName.get(keyOf(text)) ?? byNumber.get(keyOf(text)) ?? [];
    if (another !== undefined) {
      return { fault: `Several customers have the number “${text}”. Use the name.` };
    }
    if (id !== undefined) return { id };
    return { fault: `The statement has no customer “${text}”, by name or external number.` };
  };
}

function keyOf(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

/** Rows are counted as in a spreadsheet, from 1. */
function faultOf(index: number, code: string, message: string): InputFault {
  return { path: `rows[${index + 1}]`, code, message: `Row ${index + 1}: ${message}` };
}

function unreadable(text: string): string {
  return text === ''
    ? 'The quantity is missing.'
    : `“${text.slice(0, 50)}” isn’t a whole number of seats.`;
}

function notRead(faults: readonly InputFault[]): DeskError {
  const count = formatCount(faults.length, 'fault');
  const first = faults[0]?.message ?? '';
  return new DeskError('invalid_request', {
    detail:
      faults.length === 1
        ? `${first} Nothing was saved.`
        : `The list has ${count}, so nothing was saved. ${first}`,
    errors: faults.slice(0, MOST_FAULTS),
  });
}

function empty(): DeskError {
  const message = 'The list is empty. It needs a customer and a quantity in each row.';
  return new DeskError('invalid_request', {
    detail: message,
    errors: [{ path: 'file', code: 'empty', message }],
  });
}
