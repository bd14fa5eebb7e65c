'use client';

import { Download } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { HiddenNotice, ReadAsLine, readAsText } from '@/components/lists/read-as';
import { SignInAgainLink, StepFoot, SubmitProblem } from '@/components/lists/submit-parts';
import { Button } from '@/components/ui/button';
import { CountChips } from '@/components/ui/count-chips';
import { downloadText } from '@/components/ui/download';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { Pagination } from '@/components/ui/pagination';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { Status } from '@/components/ui/status';
import { StepHeading } from '@/components/ui/step-heading';
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import { Toolbar } from '@/components/ui/toolbar';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { CustomerList, CustomerRow, CustomerRowState } from '@/lib/contract/customer-lists';
import { csvText } from '@/lib/shared/csv';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { columnsText } from './columns-step';
import { countReady, hasDone, problemsCsv, rowStateOrder, rowStates, willDo } from './row-states';
import type { useCustomerList } from './use-customer-list';

type ReviewStepProps = { list: CustomerList; work: ReturnType<typeof useCustomerList> };

/** What will happen to each row, before it happens. */
export function ReviewStep({ list, work }: ReviewStepProps) {
  const { rows, counts, encoding } = list;
  const { source, save, check, existing } = work;
  const ready = countReady(counts, existing);
  return (
    <>
      <div className="flex flex-col gap-3 px-(--gutter) pb-4">
        <div>
          <StepHeading isEntered>Review</StepHeading>
          <ReadAsLine
            fileName={typeof source === 'string' ? null : source.name}
            rows={rows.length}
            text={readAsText(list, columnsText(list.columns))}
            usersAsOf={null}
            onColumns={() => work.setStep('columns')}
          />
        </div>
        <HiddenNotice
          hidden={list.hidden}
          isReading={check.isPending}
          onInclude={work.readHidden}
        />
        {save.error && <SaveProblem problem={save.error} attempt={save.submittedAt} />}
        {encoding === 'windows-1252' && (
          <Notice tone="warn" title="Accented characters may be wrong">
            The file isn’t UTF-8, so it was read as Windows-1252. If names look wrong, save the file
            as XLSX or as UTF-8 CSV and upload it again.
          </Notice>
        )}
        {counts.update > 0 && (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-13">
            <span>{formatCount(counts.update, 'customer')} already there:</span>
            <SegmentedControl
              label="Customers that are already there"
              value={existing}
              options={[
                { value: 'update', label: 'Update' },
                { value: 'skip', label: 'Skip' },
              ]}
              onChange={work.setExisting}
            />
          </div>
        )}
      </div>
      <RowsTable list={list} stateHeading="Action" />
      <StepFoot summary={willDo(counts, existing)}>
        <Button onClick={() => work.setStep('list')}>Back</Button>
        <Button
          variant="primary"
          isPending={save.isPending}
          disabled={ready === 0}
          onClick={work.saveAll}
        >
          {ready === 0 ? 'Nothing to save' : `Save ${formatCount(ready, 'customer')}`}
        </Button>
      </StepFoot>
    </>
  );
}

function SaveProblem({ problem, attempt }: { problem: ApiProblem; attempt: number }) {
  const { status, isRefusal } = problem;
  return (
    <SubmitProblem
      title={isRefusal ? 'Nothing was saved' : 'Outcome unknown: the customers may have been saved'}
      problem={problem}
      attempt={attempt}
      hint={
        status === 401 ? (
          <>
            <SignInAgainLink />, then try again. Your list stays here.
          </>
        ) : (
          !isRefusal &&
          'Try again. Either the whole list is saved or nothing, and repeating is safe.'
        )
      }
    />
  );
}

type ResultStepProps = { list: CustomerList; onStartOver: () => void };

/** What happened to each row, and the rows to fix as a file. */
export function ResultStep({ list, onStartOver }: ResultStepProps) {
  const { counts, rows } = list;
  const download = () =>
    downloadText(csvText(problemsCsv(rows)), 'rows-to-fix.csv', 'text/csv;charset=utf-8');
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-3 px-(--gutter) pb-4">
        <StepHeading isEntered>{hasDone(counts)}</StepHeading>
        <div className="flex flex-wrap gap-2">
          {counts.fix + counts.repeated > 0 && (
            <Button onClick={download}>
              <Download aria-hidden />
              Download rows to fix
            </Button>
          )}
          <Button onClick={onStartOver}>Add another list</Button>
          <LinkButton variant="primary" href="/customers">
            Back to customers
          </LinkButton>
        </div>
      </div>
      <RowsTable list={list} stateHeading="Result" />
    </>
  );
}

const PAGE_SIZE = 50;

type RowsTableProps = { list: CustomerList; stateHeading: string };

/** The rows, filtered by state, one page at a time. */
function RowsTable({ list: { rows, counts }, stateHeading }: RowsTableProps) {
  const [state, setState] = useState<CustomerRowState | null>(null);
  const [page, setPage] = useState(1);
  const matching = state === null ? rows : rows.filter((row) => row.state === state);
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
            <Th className="sm:w-2/5">Customer</Th>
            <Th className="hidden sm:table-cell">{stateHeading}</Th>
          </tr>
        </thead>
        <tbody>
          {matching.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((row) => (
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

function ListRow({ row: { index, name, state, message, customerId } }: { row: CustomerRow }) {
  const outcome = (
    <div className="flex flex-wrap gap-x-3">
      <Status {...rowStates[state]} />
      {message && <span className="wrap-anywhere text-muted">{message}</span>}
    </div>
  );
  return (
    <Tr>
      <Td isNumeric className="py-2 align-top text-muted">
        {formatNumber(index + 1)}
      </Td>
      <Td className="max-w-0 py-2 align-top">
        {name === '' ? (
          <EmptyCell />
        ) : customerId === undefined ? (
          <TruncatedText text={name} />
        ) : (
          // In a tab of its own: the list isn't kept anywhere else.
          <Link
            href={`/customers/${customerId}`}
            target="_blank"
            prefetch={false}
            className="flex min-w-0 hover:underline"
          >
            <TruncatedText text={name} />
          </Link>
        )}
        <div className="pt-1 text-12 sm:hidden">{outcome}</div>
      </Td>
      <Td className="hidden py-2 align-top sm:table-cell">{outcome}</Td>
    </Tr>
  );
}
