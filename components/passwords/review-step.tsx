'use client';

import Link from 'next/link';
import { useState } from 'react';
import { HiddenNotice } from '@/components/lists/hidden-notice';
import { Button } from '@/components/ui/button';
import { CountChips } from '@/components/ui/count-chips';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Notice } from '@/components/ui/notice';
import { Pagination } from '@/components/ui/pagination';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { StepHeading } from '@/components/ui/step-heading';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import { Toolbar } from '@/components/ui/toolbar';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { PasswordList, PasswordRow, PasswordRowState } from '@/lib/contract/password-lists';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { readAsText, countReady, willDo, rowStateOrder, rowStates } from './row-states';

type ReviewStepProps = {
  list: PasswordList;
  /** Null where the list was pasted. */
  fileName: string | null;
  store: { isPending: boolean; error: ApiProblem | null; submittedAt: number };
  isReading: boolean;
  onHidden: (isIncluded: boolean) => void;
  onStore: () => void;
  onColumns: () => void;
  onBack: () => void;
};

/** What would be done with each row, before it is. */
export function ReviewStep(props: ReviewStepProps) {
  const { list, fileName, store, isReading, onHidden, onStore, onColumns, onBack } = props;
  const { rows, counts, customersAsOf, encoding } = list;
  const ready = countReady(counts);
  return (
    <>
      <div className="flex flex-col gap-3 px-(--gutter) pb-4">
        <div>
          <StepHeading isEntered>Review</StepHeading>
          <p className="mt-1 text-13 break-words text-muted">
            {fileName && `${fileName} · `}
            {formatCount(rows.length, 'row')} · {readAsText(list)}
            {customersAsOf && (
              <>
                {' · '}customers as of <RelativeTime at={customersAsOf} />
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
        </div>
        <HiddenNotice hidden={list.hidden} isReading={isReading} onInclude={onHidden} />
        <StoreProblem problem={store.error} attempt={store.submittedAt} />
        {customersAsOf === null && (
          <Notice tone="warn" title="Who is a customer isn’t known">
            RemotePC can’t be reached. You can go on: then nobody is left out for not being one.
          </Notice>
        )}
        {encoding === 'windows-1252' && (
          <Notice tone="warn" title="Letters such as ä or é may be read wrongly">
            The file isn’t UTF-8, so it was taken for Windows-1252. If passwords hold such letters,
            save it as XLSX or as CSV in UTF-8 and take that file.
          </Notice>
        )}
      </div>
      <RowsTable list={list} stateHeading="What will happen" />
      <div
        data-foot
        className="sticky bottom-0 z-10 mt-auto flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line bg-surface px-(--gutter) py-3"
      >
        <p role="status" className="text-13 tabular-nums">
          {willDo(counts)}
        </p>
        <div className="flex gap-2">
          <Button onClick={onBack}>Back</Button>
          <Button
            variant="primary"
            isPending={store.isPending}
            disabled={ready === 0}
            onClick={onStore}
          >
            {ready === 0 ? 'Nothing to store' : `Store ${formatCount(ready, 'password')}`}
          </Button>
        </div>
      </div>
    </>
  );
}

type StoreProblemProps = { problem: ApiProblem | null; attempt: number };

/** Why nothing was stored, or that this isn't known, and what to do. */
function StoreProblem({ problem, attempt }: StoreProblemProps) {
  if (!problem) return null;
  const { status, code, detail, requestId, isRefusal } = problem;
  const isOpen = !isRefusal && code !== 'vault_locked';
  const title = isOpen ? 'It isn’t known whether the passwords were stored' : 'Nothing was stored';
  return (
    <div className="flex max-w-form flex-col gap-2">
      <ErrorSummary
        title={title}
        attempt={attempt}
        requestId={requestId}
        errors={[{ message: detail }]}
      />
      {isOpen && (
        <p className="text-13 text-muted">
          Press the button again: all of them are stored or none, and twice is the same as once.
        </p>
      )}
      {status === 401 && (
        <p className="text-13 text-muted">
          <Link href="/sign-in" target="_blank" className="underline underline-offset-2">
            Sign in in another tab
          </Link>
          , then press the button again. The list stays here.
        </p>
      )}
    </div>
  );
}

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
