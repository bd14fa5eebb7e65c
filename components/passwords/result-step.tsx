'use client';

import { Download } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { downloadText } from '@/components/ui/download';
import { LinkButton } from '@/components/ui/link-button';
import { StepHeading } from '@/components/ui/step-heading';
import type { PasswordList } from '@/lib/contract/password-lists';
import { csvText } from '@/lib/shared/csv';
import { PasswordRows } from './review-step';
import { skippedCsv, countSkipped, hasDone } from './row-states';

type ResultStepProps = { list: PasswordList; onStartOver: () => void };

/** What happened to each row, and the skipped rows as a file. */
export function ResultStep({ list, onStartOver }: ResultStepProps) {
  const skipped = countSkipped(list.counts);
  const download = () =>
    downloadText(csvText(skippedCsv(list.rows)), 'skipped-rows.csv', 'text/csv;charset=utf-8');
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-3 px-(--gutter) py-4">
        <div className="min-w-0 flex-1 basis-80">
          <StepHeading
            isEntered
            hint="The list has been removed from this page. Delete the original file, too, if it’s no longer needed."
          >
            {hasDone(list.counts)}
          </StepHeading>
        </div>
        <div className="flex flex-wrap gap-2">
          {skipped > 0 && (
            <Button onClick={download}>
              <Download aria-hidden />
              Download skipped rows
            </Button>
          )}
          <Button onClick={onStartOver}>Add another list</Button>
          <LinkButton variant="primary" href="/users">
            Back to users
          </LinkButton>
        </div>
      </div>
      <PasswordRows list={list} stateHeading="Result" />
    </>
  );
}
