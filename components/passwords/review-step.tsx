'use client';

import { Button } from '@/components/ui/button';
import { HiddenNotice } from '@/components/lists/hidden-notice';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { StepHeading } from '@/components/ui/step-heading';
import type { ApiProblem } from '@/lib/client/fetch-api';
import { formatCount } from '@/lib/shared/format';
import type { PasswordList } from '@/lib/contract/password-lists';
import { readAsText } from './read-as-text';
import { countReady, willDo } from './row-states';
import { RowsTable } from './rows-table';
import { StoreProblem } from './store-problem';

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
