import { RelativeTime } from '@/components/ui/relative-time';
import { formatCount } from '@/lib/shared/format';
import type { ReadAs } from './draft-state';

type ReadAsLineProps = { readAs: ReadAs; rows: number; onColumns: () => void };

/** What was made of the list, in one line, and the way to have it read otherwise. */
export function ReadAsLine({ readAs, rows, onColumns }: ReadAsLineProps) {
  return (
    <p className="text-13 text-muted">
      {formatCount(rows, 'row')} · {readAsText(readAs)}
      {readAs.customersAsOf && (
        <>
          {' · '}customers as of <RelativeTime at={readAs.customersAsOf} />
        </>
      )}
      {' · '}
      <button
        type="button"
        onClick={onColumns}
        className="rounded-tag text-ink underline underline-offset-2 touch:min-h-11"
      >
        Change columns
      </button>
    </p>
  );
}

const delimiters = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };
const encodings = {
  'utf-8': null,
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
};

/** "table with semicolons · e-mail in “Mail”, seats in “Licences”". */
export function readAsText({ columns, delimiter, encoding, sheet, sheets }: ReadAs): string {
  const parts = [
    sheet === null ? shapeText(delimiter) : sheetText(sheet, sheets),
    columns.email === null ? null : columnsText(columns),
    encoding && encodings[encoding],
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function shapeText(delimiter: ReadAs['delimiter']): string {
  return delimiter === null ? 'list of addresses' : `table with ${delimiters[delimiter]}`;
}

function sheetText(sheet: string, sheets: readonly string[]): string {
  return sheets.length > 1 ? `sheet “${sheet}”, one of ${sheets.length}` : `sheet “${sheet}”`;
}

function columnsText({ email, seats, headers }: ReadAs['columns']): string | null {
  const name = (column: number) =>
    headers[column]?.trim() ? `“${headers[column].trim()}”` : `column ${column + 1}`;
  if (email === null) return null;
  const seatsText = seats === null ? 'no column for seats' : `seats in ${name(seats)}`;
  return `e-mail in ${name(email)}, ${seatsText}`;
}
