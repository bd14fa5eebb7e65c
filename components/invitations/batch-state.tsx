'use client';

import { Button } from '@/components/ui/button';
import { Status } from '@/components/ui/status';
import { toast } from '@/components/ui/toast';
import { VisuallyHidden } from '@/components/ui/visually-hidden';
import { formatNumber } from '@/lib/shared/format';
import type { Batch } from '@/lib/contract/invitations';
import { announceProgress } from './announce-progress';
import { describeBatch, isWaiting } from './describe-batch';
import { BatchChildren } from './batch-children';
import { sentIn } from './invitation-states';
import { OutcomeBar } from './outcome-bar';
import { useBatchStep } from './queries';
import { useSeconds } from './use-seconds';

type BatchStateProps = {
  batch: Batch;
  canWrite: boolean;
  /** The server can't be reached: what is shown may be old. */
  isBehind: boolean;
};

/** Where the batch stands: a sentence, a bar, and what to know about it. */
export function BatchState({ batch, canWrite, isBehind }: BatchStateProps) {
  const nowMs = useSeconds(batch.status === 'held' || isWaiting(batch));
  const { tone, sentence, detail, isBusy } = describeBatch(batch, nowMs);
  const resume = useBatchStep(batch.id, 'resume');
  return (
    <section
      aria-label="State of the batch"
      className="flex flex-col gap-3 rounded-panel border border-line bg-surface p-4"
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1">
          <p className="text-15 font-medium">
            <Status
              tone={tone}
              label={sentence}
              isBusy={isBusy}
              className="items-baseline! whitespace-normal!"
            />
          </p>
          {detail && <p className="mt-0.5 text-13 text-muted">{detail}</p>}
          <BatchChildren ids={batch.childIds} />
          {isBehind && (
            <p role="status" className="mt-0.5 text-13 text-warn-text">
              The server can’t be reached, so this may be old. Sending doesn’t depend on this page.
            </p>
          )}
        </div>
        {batch.status === 'paused' && canWrite && (
          <Button
            isPending={resume.isPending}
            onClick={() =>
              resume.mutate(undefined, {
                onError: ({ detail: why }) =>
                  toast.error('The batch is still paused', { description: why }),
              })
            }
          >
            Resume
          </Button>
        )}
      </div>
      <div className="flex items-center gap-3">
        <OutcomeBar counts={batch.counts} total={batch.total} className="h-2" />
        <span className="text-12 whitespace-nowrap text-muted tabular-nums">
          {formatNumber(sentIn(batch.counts))} of {formatNumber(batch.total)} sent
        </span>
      </div>
      <VisuallyHidden>
        <span role="status">{announceProgress(batch)}</span>
      </VisuallyHidden>
    </section>
  );
}
