'use client';

import { useState } from 'react';
import { HiddenNotice, ReadAsLine, readAsText } from '@/components/lists/read-as';
import { SignInAgainLink, StepFoot, SubmitProblem } from '@/components/lists/submit-parts';
import { Button } from '@/components/ui/button';
import { CountChips } from '@/components/ui/count-chips';
import { Notice } from '@/components/ui/notice';
import { Pagination } from '@/components/ui/pagination';
import { Status } from '@/components/ui/status';
import { StepHeading } from '@/components/ui/step-heading';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import { Toolbar } from '@/components/ui/toolbar';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { PasswordList, PasswordRow, PasswordRowState } from '@/lib/contract/password-lists';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { columnsText, countReady, willDo, rowStateOrder, rowStates } from './row-states';

type ReviewStepProps = {
  list: PasswordList;
  /** Null if the list was pasted. */
  fileName: string | null;
  store: { isPending: boolean; error: ApiProblem | null; submittedAt: number };
  isReading: boolean;
  onHidden: (isIncluded: boolean) => void;
  onStore: () => void;
  onColumns: () => void;
  onBack: () => void;
};

/** What will happen to each row, before it happens. */
export function ReviewStep(props: ReviewStepProps) {
  const { list, fileName, store, isReading, onHidden, onStore, onColumns, onBack } = props;
  const { rows, columns, counts, customersAsOf, encoding } = list;
  const ready = countReady(counts);
  return (
    <>
      <div className="flex flex-col gap-3 px-(--gutter) pb-4">
        <div>
          <StepHeading isEntered>Review</StepHeading>
          <ReadAsLine
            fileName={fileName}
            rows={rows.length}
            text={readAsText(list, columnsText(columns))}
            usersAsOf={customersAsOf}
            onColumns={onColumns}
          />
        </div>
        <HiddenNotice hidden={list.hidden} isReading={isReading} onInclude={onHidden} />
        {store.error && <StoreProblem problem={store.error} attempt={store.submittedAt} />}
        {customersAsOf === null && (
          <Notice tone="warn" title="Addresses can’t be compared with the user list">
            RemotePC can’t be reached. If you continue, passwords are also stored for addresses that
            aren’t users.
          </Notice>
        )}
        {encoding === 'windows-1252' && (
          <Notice tone="warn" title="Accented characters may be wrong">
            The file isn’t UTF-8, so it was read as Windows-1252. If passwords contain characters
            such as ä or é, save the file as XLSX or as UTF-8 CSV and upload it again.
          </Notice>
        )}
      </div>
      <RowsTable list={list} stateHeading="Action" />
      <StepFoot summary={willDo(counts)}>
        <Button onClick={onBack}>Back</Button>
        <Button
          variant="primary"
          isPending={store.isPending}
          disabled={ready === 0}
          onClick={onStore}
        >
          {ready === 0 ? 'Nothing to store' : `Store ${formatCount(ready, 'password')}`}
        </Button>
      </StepFoot>
    </>
  );
}

function StoreProblem({ problem, attempt }: { problem: ApiProblem; attempt: number }) {
  const { status, code, isRefusal } = problem;
  const isUnknown = !isRefusal && code !== 'vault_locked';
  return (
    <SubmitProblem
      title={
        isUnknown
          ? 'Outcome unknown: the passwords may have been stored'
          : 'No passwords were stored'
      }
      problem={problem}
      attempt={attempt}
      hint={
        status === 401 ? (
          <>
            <SignInAgainLink />, then try again. Your list stays here.
          </>
        ) : (
          isUnknown && 'Try again. Either all passwords are stored or none, and repeating is safe.'
        )
      }
    />
  );
}

const PAGE_SIZE = 50;

type RowsTableProps = { list: PasswordList; stateHeading: string };

/** The rows, filtered by state, one page at a time. */
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
            <Th className="sm:w-2/5">Email</Th>
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
          <span className="text-muted">Hidden</span>
        ) : (
          <TruncatedText text={shownEmail(username)} />
        )}
        <div className="pt-1 text-12 sm:hidden">{outcome}</div>
      </Td>
      <Td className="hidden py-2 align-top sm:table-cell">{outcome}</Td>
    </Tr>
  );
}
