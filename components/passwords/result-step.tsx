'use client';

import { Download } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { downloadText } from '@/components/ui/download';
import { LinkButton } from '@/components/ui/link-button';
import { StepHeading } from '@/components/ui/step-heading';
import type { PasswordList } from '@/lib/contract/password-lists';
import { csvText } from '@/lib/shared/csv';
import { RowsTable } from './review-step';
import { leftOutCsv, countLeftOut, hasDone } from './row-states';

type ResultStepProps = { list: PasswordList; onStartOver: () => void };

/** What was done with each row, and the rows that are still to be seen to as a file. */
export function ResultStep({ list, onStartOver }: ResultStepProps) {
  const leftOut = countLeftOut(list.counts);
  const download = () =>
    downloadText(csvText(leftOutCsv(list.rows)), 'left-out.csv', 'text/csv;charset=utf-8');
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-3 px-(--gutter) pb-4">
        <div className="min-w-0 flex-1 basis-80">
          <StepHeading isEntered>{hasDone(list.counts)}</StepHeading>
          <p className="mt-1 max-w-prose text-13 text-muted">
            This page has forgotten the list. Where you took it from it still is: delete it there if
            nobody needs it any more.
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {leftOut > 0 && (
            <Button onClick={download}>
              <Download aria-hidden />
              Download the rows left out
            </Button>
          )}
          <Button onClick={onStartOver}>Store others</Button>
          <LinkButton variant="primary" href="/users">
            Back to users
          </LinkButton>
        </div>
      </div>
      <RowsTable list={list} stateHeading="What became of it" />
    </>
  );
}
