'use client';

import type { Dispatch } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { Pagination } from '@/components/ui/pagination';
import { EmptyState } from '@/components/ui/states';
import { Table, Th } from '@/components/ui/table';
import { formatCount } from '@/lib/shared/format';
import { CheckRow } from './check-row';
import { includable, type CheckView } from './check-view';
import type { DraftAction } from './draft';
import type { DraftRow, RowState } from './draft-rows';

const PAGE_SIZE = 50;

type CheckTableProps = {
  rows: readonly DraftRow[];
  states: readonly RowState[];
  view: CheckView;
  dispatch: Dispatch<DraftAction>;
  onEmail: (index: number, email: string) => void;
  onPage: (page: number) => void;
};

/** The rows of a view, one page at a time: a list of 50,000 is as light as one of fifty. */
export function CheckTable({ rows, states, view, dispatch, onEmail, onPage }: CheckTableProps) {
  const { indexes, page } = view;
  const shown = indexes.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  if (shown.length === 0) {
    return <EmptyState title="No rows with this status" />;
  }
  return (
    <>
      <Table aria-label="Rows in the list" aria-rowcount={indexes.length + 1}>
        <thead>
          <tr>
            <Th className="w-px pr-0!">
              <IncludeAll rows={rows} indexes={includable(indexes, states)} dispatch={dispatch} />
            </Th>
            <Th className="sm:w-2/5">Email</Th>
            <Th className="w-px max-sm:pr-(--gutter)" isNumeric>
              Seats
            </Th>
            <Th className="hidden sm:table-cell">Status</Th>
          </tr>
        </thead>
        <tbody>
          {shown.map((index) => {
            const row = rows[index];
            const state = states[index];
            return (
              row &&
              state && (
                <CheckRow
                  key={index}
                  index={index}
                  row={row}
                  state={state}
                  dispatch={dispatch}
                  onEmail={onEmail}
                />
              )
            );
          })}
        </tbody>
      </Table>
      <Pagination
        page={page}
        pageSize={PAGE_SIZE}
        total={indexes.length}
        noun="row"
        onPageChange={onPage}
      />
    </>
  );
}

type IncludeAllProps = {
  rows: readonly DraftRow[];
  indexes: readonly number[];
  dispatch: Dispatch<DraftAction>;
};

/** Includes or excludes all rows of the view, on all its pages. */
function IncludeAll({ rows, indexes, dispatch }: IncludeAllProps) {
  const included = indexes.filter((index) => rows[index]?.isIncluded).length;
  const isAll = indexes.length > 0 && included === indexes.length;
  return (
    <Checkbox
      aria-label={`Invite all shown: ${formatCount(indexes.length, 'row')}`}
      checked={isAll}
      isIndeterminate={included > 0 && !isAll}
      disabled={indexes.length === 0}
      onChange={() => dispatch({ type: 'included', indexes, isIncluded: !isAll })}
    />
  );
}
