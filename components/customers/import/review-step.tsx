'use client';

import { Download } from 'lucide-react';
import Link from 'next/link';
import { CheckedRows } from '@/components/lists/checked-rows';
import { HiddenNotice, ReadAsLine, readAsText } from '@/components/lists/read-as';
import { SignInAgainLink, StepFoot, SubmitProblem } from '@/components/lists/submit-parts';
import { Button } from '@/components/ui/button';
import { downloadText } from '@/components/ui/download';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { StepHeading } from '@/components/ui/step-heading';
import { EmptyCell } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { CustomerList, CustomerRow } from '@/lib/contract/customer-lists';
import { csvText } from '@/lib/shared/csv';
import { formatCount } from '@/lib/shared/format';
import { columnsText } from './columns-step';
import { countReady, hasDone, problemsCsv, rowStates, willDo } from './row-states';
import type { useCustomerList } from './use-customer-list';

type ReviewStepProps = { list: CustomerList; work: ReturnType<typeof useCustomerList> };

/** What will happen to each row, before it happens. */
export function ReviewStep({ list, work }: ReviewStepProps) {
  const { rows, counts, encoding } = list;
  const { source, save, check, existing } = work;
  const ready = countReady(counts, existing);
  return (
    <>
      <div className="flex flex-col gap-3 px-(--gutter) py-4">
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
      <CustomerRows list={list} stateHeading="Action" />
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
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-3 px-(--gutter) py-4">
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
      <CustomerRows list={list} stateHeading="Result" />
    </>
  );
}

type CustomerRowsProps = { list: CustomerList; stateHeading: 'Action' | 'Result' };

function CustomerRows({ list: { rows, counts }, stateHeading }: CustomerRowsProps) {
  return (
    <CheckedRows
      rows={rows}
      counts={counts}
      states={rowStates}
      heading="Customer"
      stateHeading={stateHeading}
      subject={(row) => <CustomerName {...row} />}
    />
  );
}

function CustomerName({ name, customerId }: Pick<CustomerRow, 'name' | 'customerId'>) {
  if (name === '') return <EmptyCell />;
  if (customerId === undefined) return <TruncatedText text={name} />;
  // In a tab of its own: the list isn't kept anywhere else.
  return (
    <Link
      href={`/customers/${customerId}`}
      target="_blank"
      prefetch={false}
      className="flex min-w-0 hover:underline"
    >
      <TruncatedText text={name} />
    </Link>
  );
}
