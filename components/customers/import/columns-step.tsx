'use client';

import { useState } from 'react';
import { ColumnsForm, HeaderRowChoice, type Reading } from '@/components/lists/columns-form';
import { Select } from '@/components/ui/inputs';
import { PageBody } from '@/components/ui/page';
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/table';
import type {
  CustomerColumn,
  CustomerList,
  CustomerListColumns,
} from '@/lib/contract/customer-lists';

/** In the order in which they are offered. */
const uses: readonly { value: CustomerColumn; label: string }[] = [
  { value: 'name', label: 'Name' },
  { value: 'domains', label: 'Email domains' },
  { value: 'externalId', label: 'External number' },
  { value: 'pricePerSeat', label: 'Price per seat' },
  { value: 'currency', label: 'Currency' },
  { value: 'tags', label: 'Tags' },
  { value: 'note', label: 'Note' },
  { value: 'ownField', label: 'Own field' },
];
/** These may be in several columns. */
const SEVERAL: readonly (CustomerColumn | null)[] = [null, 'domains', 'tags', 'ownField'];

type Kinds = CustomerListColumns['kinds'];

type ColumnsStepProps = {
  list: CustomerList;
  check: Reading;
  onSheet: (sheet: string) => void;
  onHidden: (isIncluded: boolean) => void;
  onColumns: (columns: CustomerListColumns) => void;
  onBack: () => void;
};

/** Which column of the list is which field. */
export function ColumnsStep({ list, check, onColumns, ...actions }: ColumnsStepProps) {
  const { columns } = list;
  const [kinds, setKinds] = useState<Kinds>(columns.kinds);
  const [headerRow, setHeaderRow] = useState(columns.headerRow);
  const [attempts, setAttempts] = useState(0);
  const faults = faultsOf(kinds, headerRow);
  const submit = () => {
    setAttempts(faults.length === 0 ? 0 : attempts + 1);
    if (faults.length === 0 && !check.isPending) onColumns({ kinds, headerRow });
  };
  const use = (index: number, kind: CustomerColumn | null) =>
    setKinds(
      kinds.map((one, at) => {
        if (at === index) return kind;
        return one === kind && !SEVERAL.includes(kind) ? null : one;
      }),
    );
  return (
    <PageBody width="form">
      <ColumnsForm
        {...actions}
        isEntered
        intro={
          columns.isSure
            ? 'Change anything that was detected incorrectly.'
            : 'The columns can’t be determined with certainty. Select what each one holds.'
        }
        list={list}
        reading={check}
        faults={attempts > 0 ? faults : []}
        attempt={attempts}
        onSubmit={submit}
      >
        <HeaderRowChoice
          rows={columns.firstRows.map((row) => row.filter((cell) => cell !== '').join(' · '))}
          row={headerRow}
          onChoose={setHeaderRow}
        />
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
              {kinds.map((kind, index) => (
                <ColumnRow
                  key={index}
                  index={index}
                  kind={kind}
                  {...shownOf(list, headerRow, index)}
                  onUse={use}
                />
              ))}
            </tbody>
          </Table>
        </div>
      </ColumnsForm>
    </PageBody>
  );
}

type ColumnRowProps = {
  index: number;
  name: string;
  samples: readonly string[];
  kind: CustomerColumn | null;
  onUse: (index: number, kind: CustomerColumn | null) => void;
};

function ColumnRow({ index, name, samples, kind, onUse }: ColumnRowProps) {
  const shown = samples.length === 0 ? <EmptyCell meaning="empty" /> : samples.join(' · ');
  const samplesId = `column-${index}-samples`;
  return (
    <Tr isSelected={kind !== null} className="[tbody>&:last-child>td]:border-b-0">
      <Td className="max-w-0 py-2 align-top sm:w-1/4">
        <span className="block font-medium break-words">{name}</span>
        <span className="block truncate text-muted sm:hidden">{shown}</span>
      </Td>
      <Td
        id={samplesId}
        className="hidden max-w-0 truncate py-2 align-top text-muted sm:table-cell"
      >
        {shown}
      </Td>
      <Td className="w-44 py-1.5 align-top">
        <Select
          id={columnId(index)}
          aria-label={`Use “${name}” as`}
          aria-describedby={samplesId}
          value={kind ?? ''}
          onChange={({ target }) =>
            onUse(index, uses.find(({ value }) => value === target.value)?.value ?? null)
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

function columnId(index: number): string {
  return `column-${index}`;
}

/** The column's name in the selected header row, and its first values below it. */
function shownOf({ columns }: CustomerList, headerRow: number | null, index: number) {
  const { firstRows, samples } = columns;
  const name = headerRow === null ? '' : (firstRows[headerRow]?.[index] ?? '');
  const below = firstRows.slice((headerRow ?? -1) + 1).map((row) => row[index] ?? '');
  const cells = below.filter((cell) => cell !== '');
  return {
    name: name || `Column ${index + 1}`,
    // A column may have values only further down.
    samples: (cells.length > 0 ? cells : (samples[index] ?? [])).slice(0, 3),
  };
}

function faultsOf(kinds: Kinds, headerRow: number | null) {
  const own = kinds.indexOf('ownField');
  return [
    ...(kinds.includes('name')
      ? []
      : [{ fieldId: columnId(0), message: 'Select the column with the names of the customers.' }]),
    ...(own === -1 || headerRow !== null
      ? []
      : [
          {
            fieldId: columnId(own),
            message: 'A field of your own takes its name from the header row: select that row.',
          },
        ]),
  ];
}

/** "name in “Firma”, domains in “Web”"; the field's label in lower case. */
export function columnsText({ kinds, headers }: CustomerList['columns']): string {
  return kinds
    .flatMap((kind, index) => {
      const label = uses.find(({ value }) => value === kind)?.label;
      if (label === undefined) return [];
      const name = headers[index]?.trim();
      return [`${label.toLowerCase()} in ${name ? `“${name}”` : `column ${index + 1}`}`];
    })
    .join(', ');
}
