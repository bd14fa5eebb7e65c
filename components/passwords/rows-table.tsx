'use client';

import { useState } from 'react';
import { CountChips } from '@/components/ui/count-chips';
import { Pagination } from '@/components/ui/pagination';
import { Status } from '@/components/ui/status';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Toolbar } from '@/components/ui/toolbar';
import { TruncatedText } from '@/components/ui/truncated-text';
import { formatNumber } from '@/lib/shared/format';
import type { PasswordList, PasswordRow, PasswordRowState } from '@/lib/contract/password-lists';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { rowStateOrder, rowStates } from './row-states';

const PAGE_SIZE = 50;

type RowsTableProps = { list: PasswordList; stateHeading: string };

/** The rows by their states, a page of them at a time. */
export function RowsTable({ list: { rows, counts }, stateHeading }: RowsTableProps) {
  const [state, setState] = useState<PasswordRowState | null>(null);
  const [page, setPage] = useState(1);
  const matching = state === null ? rows : rows.filter((row) => row.state === state);
  const shown = matching.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const chips = rowStateOrder
    .filter((value) => counts[value] > 0)
    .map((value) => ({ value, label: rowStates[value].label, count: counts[value] }));
  return (
    <>
      <Toolbar>
        <CountChips
          label="Rows by state"
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
            <Th className="sm:w-2/5">User name</Th>
            <Th className="hidden sm:table-cell">{stateHeading}</Th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <ListRow key={row.index} row={row} />
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

function ListRow({ row: { index, username, state, message } }: { row: PasswordRow }) {
  const outcome = (
    <div className="flex flex-wrap gap-x-3">
      <Status {...rowStates[state]} />
      {message && <span className="text-muted">{message}</span>}
    </div>
  );
  return (
    <Tr>
      <Td isNumeric className="py-2 align-top text-muted">
        {formatNumber(index + 1)}
      </Td>
      <Td className="max-w-0 py-2 align-top">
        {username === null ? (
          <span className="text-muted">Not shown</span>
        ) : (
          <TruncatedText text={shownEmail(username)} />
        )}
        <div className="pt-1 text-12 sm:hidden">{outcome}</div>
      </Td>
      <Td className="hidden py-2 align-top sm:table-cell">{outcome}</Td>
    </Tr>
  );
}
