import type { BatchPreview, DraftChanges, PreviewRow } from '@/lib/contract/invitations';

export type RowChange = DraftChanges['rows'][string];

/** One row of a list on its way to become an invitation. */
export type DraftRow = {
  email: string;
  /** null: nothing that can be read as a number. */
  seats: number | null;
  /** As it stands in the cell. */
  seatsText: string;
  /** As they stood in the list, for the results. */
  original: PreviewRow['original'];
  problems: PreviewRow['problems'];
  notes: PreviewRow['notes'];
  /** Not taken out by hand. */
  isIncluded: boolean;
  /** What a person changed in it, as the server keeps it. */
  changed: RowChange;
};

/** What becomes of a row: what it is found to be, or what a person wants. */
export type Place = PreviewRow['verdict'] | 'left_out';
export type PlaceCounts = Record<Place, number>;

export const places = ['ready', 'fix', 'already_customer', 'duplicate', 'left_out'] as const;

/** As the server reads seats; written out, because its schemas would bring zod into the page. */
const MAX_SEATS = 100_000;

/** `null`: not a whole number from 0 to 100,000. Empty means 0; `5.0` is what spreadsheets make of 5. */
export function readSeats(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  const digits = /^\+?(\d{1,7})(?:[.,]0{1,2})?$/.exec(trimmed.normalize('NFKC'))?.[1];
  const seats = digits === undefined ? Number.NaN : Number(digits);
  return seats <= MAX_SEATS ? seats : null;
}

/** Nobody changed anything in a row: one object for all of them. */
export const unchanged: RowChange = {};

/** `changed`: what was kept of the row; the preview has it taken in already. */
export function toDraftRow(found: PreviewRow, changed: RowChange = unchanged): DraftRow {
  const { email, seats, original, problems, notes } = found;
  const isFaulty = problems.some(({ path }) => path === 'seats');
  const seatsText = isFaulty ? (changed.seats ?? original.seats) : String(seats);
  return {
    email,
    seats: isFaulty ? readSeats(seatsText) : seats,
    seatsText,
    original,
    problems,
    notes,
    isIncluded: changed.isIncluded ?? true,
    changed,
  };
}

/**
 * What each row is now, edits included. Whether an address is repeated depends on the rows above
 * it, so it is found out afresh; whether it is well-formed and known is the server's word.
 */
export function judgeRows(
  rows: readonly DraftRow[],
  customers: ReadonlySet<string>,
): readonly Place[] {
  const seen = new Set<string>();
  return rows.map(({ email, problems, isIncluded }) => {
    if (problems.length > 0) return isIncluded ? 'fix' : 'left_out';
    if (seen.has(email)) return 'duplicate';
    seen.add(email);
    if (customers.has(email)) return 'already_customer';
    return isIncluded ? 'ready' : 'left_out';
  });
}

export function countPlaces(judged: readonly Place[]): PlaceCounts {
  const counts = { ready: 0, fix: 0, already_customer: 0, duplicate: 0, left_out: 0 };
  for (const place of judged) counts[place] += 1;
  return counts;
}

/** Positions of the rows that stand at this place. */
export function rowsAt(judged: readonly Place[], place: Place): number[] {
  return judged.flatMap((found, index) => (found === place ? [index] : []));
}

/** Positions of the rows to be invited whose seats neither the list nor a person has said. */
export function rowsWithoutSeats(rows: readonly DraftRow[], judged: readonly Place[]): number[] {
  return rowsAt(judged, 'ready').filter((index) => {
    const row = rows[index];
    return row?.original.seats.trim() === '' && row.changed.seats === undefined;
  });
}

/** Of the customers in a preview. */
export function customersIn(rows: BatchPreview['rows']): Set<string> {
  return new Set(
    rows.flatMap(({ verdict, email }) => (verdict === 'already_customer' ? [email] : [])),
  );
}

/** One address as a table of its own, so that nothing in it is taken for a second one. */
export function asTable(email: string): string {
  return `email\r\n"${email.replaceAll('"', '""')}"\r\n`;
}

/** How `asTable` is to be read, whatever the address looks like. */
export const asTableReading = { columns: { email: 0, seats: null, hasHeader: true } };
