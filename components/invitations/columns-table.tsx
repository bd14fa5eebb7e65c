import { Select } from '@/components/ui/select';
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/table';
import { usedFor, type Choice, type ColumnUse, type ListColumn } from './list-columns';

const uses: readonly { value: ColumnUse; label: string }[] = [
  { value: 'email', label: 'E-mail' },
  { value: 'seats', label: 'Seats' },
  { value: 'unused', label: 'Not used' },
];

type ColumnsTableProps = {
  columns: readonly ListColumn[];
  choice: Choice;
  onUse: (index: number, use: ColumnUse) => void;
};

/** One row for each column of the list: its name, what stands in it, and what it is used for. */
export function ColumnsTable({ columns, choice, onUse }: ColumnsTableProps) {
  return (
    <div className="rounded-panel border border-line [--gutter:12px]">
      <Table aria-label="Columns of the list">
        <thead>
          <tr>
            <Th className="rounded-tl-panel">Column</Th>
            <Th className="hidden sm:table-cell">First entries</Th>
            <Th className="rounded-tr-panel">Holds</Th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <ColumnRow
              key={column.index}
              column={column}
              use={usedFor(choice, column.index)}
              onUse={onUse}
            />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

type ColumnRowProps = {
  column: ListColumn;
  use: ColumnUse;
  onUse: ColumnsTableProps['onUse'];
};

function ColumnRow({ column: { index, name, samples }, use, onUse }: ColumnRowProps) {
  const shown = samples.length > 0 ? <Samples samples={samples} /> : <EmptyCell meaning="empty" />;
  const samplesId = `column-${index}-samples`;
  return (
    <Tr isSelected={use !== 'unused'} className="[tbody>&:last-child>td]:border-b-0">
      <Td className="max-w-0 py-2 align-top sm:w-1/4">
        <span className="block font-medium break-words">{name}</span>
        <span className="block text-muted sm:hidden">{shown}</span>
      </Td>
      <Td id={samplesId} className="hidden max-w-0 py-2 align-top text-muted sm:table-cell">
        {shown}
      </Td>
      <Td className="w-36 py-1.5 align-top">
        <Select
          id={`column-${index}`}
          aria-label={`“${name}” holds`}
          aria-describedby={samplesId}
          value={use}
          onChange={(event) => onUse(index, event.target.value as ColumnUse)}
        >
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
