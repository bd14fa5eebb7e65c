'use client';

import { useState, type ReactNode } from 'react';
import type { Tone } from '@/components/ui/badge';
import { CountChips } from '@/components/ui/count-chips';
import { Pagination } from '@/components/ui/pagination';
import { Status } from '@/components/ui/status';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Toolbar } from '@/components/ui/toolbar';
import { formatNumber } from '@/lib/shared/format';

const PAGE_SIZE = 50;

/** The words and shape of each state, in display order. */
export type RowStates<State extends string> = Record<State, { label: string; tone: Tone }>;

type CheckedRow<State extends string> = {
  /** Of the list without its header; the first is 0. */
  index: number;
  state: State;
  message?: string | undefined;
};

type CheckedRowsProps<State extends string, Row extends CheckedRow<State>> = {
  rows: readonly Row[];
  counts: Record<State, number>;
  states: RowStates<State>;
  /** What a row is about, such as "Email". */
  heading: string;
  /** "Action" before the list is saved, "Result" afterwards. */
  stateHeading: 'Action' | 'Result';
  /** The cell under `heading`. */
  subject: (row: Row) => ReactNode;
};

/** The rows of a list with what happens to each, filtered by state, one page at a time. */
export function CheckedRows<State extends string, Row extends CheckedRow<State>>(
  props: CheckedRowsProps<State, Row>,
) {
  const { rows, counts, states, heading, stateHeading, subject } = props;
  const [state, setState] = useState<State | null>(null);
  const [page, setPage] = useState(1);
  const matching = state === null ? rows : rows.filter((row) => row.state === state);
  const chips = (Object.keys(states) as State[])
    .filter((value) => counts[value] > 0)
    .map((value) => ({ value, label: states[value].label, count: counts[value] }));
  return (
    <>
      <Toolbar>
        <CountChips
          label="Filter rows"
          value={state}
          chips={[{ value: null, label: 'All', count: rows.length }, ...chips]}
          onChange={(value) => {
            setState(value);
            setPage(1);
          }}
        />
      </Toolbar>
      <Table aria-label="Rows of the list" aria-rowcount={matching.length + 1}>
        <thead>
          <tr>
            <Th isNumeric className="w-px">
              Row
            </Th>
            <Th className="sm:w-2/5">{heading}</Th>
            <Th className="hidden sm:table-cell">{stateHeading}</Th>
          </tr>
        </thead>
        <tbody>
          {matching.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((row) => (
            <RowOfList
              key={row.index}
              index={row.index}
              subject={subject(row)}
              outcome={
                <div className="flex flex-wrap gap-x-3">
                  <Status {...states[row.state]} />
                  {row.message && <span className="wrap-anywhere text-muted">{row.message}</span>}
                </div>
              }
            />
          ))}
        </tbody>
      </Table>
      <Pagination
        page={page}
        pageSize={PAGE_SIZE}
        total={matching.length}
        noun="row"
        onPageChange={setPage}
      />
    </>
  );
}

type RowOfListProps = { index: number; subject: ReactNode; outcome: ReactNode };

/** On a phone, the outcome is below what the row is about. */
function RowOfList({ index, subject, outcome }: RowOfListProps) {
  return (
    <Tr>
      <Td isNumeric className="py-2 align-top text-muted">
        {formatNumber(index + 1)}
      </Td>
      <Td className="max-w-0 py-2 align-top">
        {subject}
        <div className="pt-1 text-12 sm:hidden">{outcome}</div>
      </Td>
      <Td className="hidden py-2 align-top sm:table-cell">{outcome}</Td>
    </Tr>
  );
}
