import { Select } from '@/components/ui/inputs';
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/table';

/** One column of the list, as shown to the person who maps it. */
export type ListColumn = {
  index: number;
  /** "Licences", or "Column 3" if nothing names it. */
  name: string;
  samples: readonly string[];
};

/** What a column may hold; null: it isn't used. */
export type ColumnUses<Use extends string> = readonly { value: Use; label: string }[];

type ColumnsTableProps<Use extends string> = {
  columns: readonly ListColumn[];
  uses: ColumnUses<Use>;
  chosenUse: (index: number) => Use | null;
  onUse: (index: number, use: Use | null) => void;
};

/** One row for each column of the list: its name, its first cells, and what it's used for. */
export function ColumnsTable<Use extends string>(props: ColumnsTableProps<Use>) {
  const { columns, uses, chosenUse, onUse } = props;
  return (
    <div className="rounded-panel border border-line [--gutter:12px]">
      <Table aria-label="Columns of the list">
        <thead>
          <tr>
            <Th className="rounded-tl-panel">Column</Th>
            <Th className="hidden sm:table-cell">First values</Th>
            <Th className="rounded-tr-panel">Use as</Th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <ColumnRow
              key={column.index}
              column={column}
              uses={uses}
              use={chosenUse(column.index)}
              onUse={(use) => onUse(column.index, use)}
            />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

type ColumnRowProps<Use extends string> = {
  column: ListColumn;
  uses: ColumnUses<Use>;
  use: Use | null;
  onUse: (use: Use | null) => void;
};

function ColumnRow<Use extends string>({ column, uses, use, onUse }: ColumnRowProps<Use>) {
  const { index, name, samples } = column;
  const shown = samples.length > 0 ? <Samples samples={samples} /> : <EmptyCell meaning="empty" />;
  const samplesId = `column-${index}-samples`;
  return (
    <Tr isSelected={use !== null} className="[tbody>&:last-child>td]:border-b-0">
      <Td className="max-w-0 py-2 align-top sm:w-1/4">
        <span className="block font-medium break-words">{name}</span>
        <span className="block text-muted sm:hidden">{shown}</span>
      </Td>
      <Td id={samplesId} className="hidden max-w-0 py-2 align-top text-muted sm:table-cell">
        {shown}
      </Td>
      <Td className="w-40 py-1.5 align-top">
        <Select
          id={columnId(index)}
          aria-label={`Use “${name}” as`}
          aria-describedby={samplesId}
          value={use ?? ''}
          onChange={({ target }) =>
            onUse(uses.find(({ value }) => value === target.value)?.value ?? null)
          }
        >
          <option value="">Not used</option>
          {uses.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Td>
    </Tr>
  );
}

function Samples({ samples }: { samples: readonly string[] }) {
  return samples.map((sample, at) => (
    <span key={at} title={sample} className="block truncate">
      {sample}
    </span>
  ));
}

/** Of the choice for a column, so that an error can lead to it. */
export function columnId(index: number): string {
  return `column-${index}`;
}

type ReadColumns = {
  /** The first rows of the list, each cell cut. */
  firstRows: readonly (readonly string[])[];
  /** The first cells of each column that aren't empty. */
  samples: readonly (readonly string[])[];
};

/**
 * The columns of a list, named by the selected header row, with values from the rows below it.
 * @param headerRow null: no row names them
 */
export function listColumns(
  { firstRows, samples }: ReadColumns,
  headerRow: number | null,
): ListColumn[] {
  const below = firstRows.slice((headerRow ?? -1) + 1);
  const width = Math.max(samples.length, ...firstRows.map((row) => row.length));
  return Array.from({ length: width }, (_, index) => {
    const cells = below.map((row) => row[index] ?? '').filter((cell) => cell !== '');
    const name = headerRow === null ? '' : (firstRows[headerRow]?.[index] ?? '');
    return {
      index,
      name: name || `Column ${index + 1}`,
      // A column may have values only further down.
      samples: (cells.length > 0 ? cells : (samples[index] ?? [])).slice(0, 3),
    };
  });
}

const LONGEST_ROW_TEXT = 60;

/** The first rows in one line each, as "Name · Email · Seats". */
export function firstRowTexts({ firstRows }: Pick<ReadColumns, 'firstRows'>): string[] {
  return firstRows.map((row) => {
    const text = row.filter((cell) => cell !== '').join(' · ');
    return text.length > LONGEST_ROW_TEXT ? `${text.slice(0, LONGEST_ROW_TEXT)} …` : text;
  });
}
