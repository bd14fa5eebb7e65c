'use client';

import { useState } from 'react';
import { ColumnsForm, HeaderRowChoice, type Reading } from '@/components/lists/columns-form';
import {
  columnId,
  ColumnsTable,
  firstRowTexts,
  listColumns,
  type ColumnUses,
} from '@/components/lists/columns-table';
import { quotedColumn } from '@/components/lists/read-as';
import { PageBody } from '@/components/ui/page';
import type {
  CustomerColumn,
  CustomerList,
  CustomerListColumns,
} from '@/lib/contract/customer-lists';

/** In the order in which they are offered. */
const uses: ColumnUses<CustomerColumn> = [
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
    <PageBody width="form" className="pt-5">
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
        <HeaderRowChoice rows={firstRowTexts(columns)} row={headerRow} onChoose={setHeaderRow} />
        <ColumnsTable
          columns={listColumns(columns, headerRow)}
          uses={uses}
          chosenUse={(index) => kinds[index] ?? null}
          onUse={use}
        />
      </ColumnsForm>
    </PageBody>
  );
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
      return [`${label.toLowerCase()} in ${quotedColumn(headers, index)}`];
    })
    .join(', ');
}
