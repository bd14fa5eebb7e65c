'use client';

import Link from 'next/link';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Status } from '@/components/ui/status';
import { VisuallyHidden } from '@/components/ui/text';
import { toast } from '@/components/ui/toast';
import type { Batch } from '@/lib/contract/invitations';
import { formatNumber } from '@/lib/shared/format';
import { describeBatch, isWaiting } from './describe-batch';
import { sentIn } from './invitation-states';
import { OutcomeBar } from './outcome-bar';
import { useBatchStep } from './queries';
import { timeLeftText, useTimeLeft } from './time-left';

type BatchStateProps = {
  batch: Batch;
  canWrite: boolean;
  /** The server can't be reached: what is shown may be out of date. */
  isBehind: boolean;
};

/** The state of a batch: a sentence, a progress bar and details. */
export function BatchState({ batch, canWrite, isBehind }: BatchStateProps) {
  const nowMs = useSeconds(batch.status === 'held' || isWaiting(batch));
  const { tone, sentence, detail, isBusy } = describeBatch(batch, nowMs);
  const leftMs = useTimeLeft(batch);
  const resume = useBatchStep(batch.id, 'resume');
  return (
    <section
      aria-label="Batch status"
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
              The server can’t be reached, so this may be out of date. Sending doesn’t depend on
              this page.
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
          {formatNumber(sentIn(batch.counts))} of {formatNumber(batch.total)} processed
        </span>
        {leftMs !== null && !isWaiting(batch) && (
          <span className="text-12 whitespace-nowrap text-muted tabular-nums">
            {timeLeftText(leftMs)}
          </span>
        )}
      </div>
      <VisuallyHidden>
        <span role="status">{announceProgress(batch)}</span>
      </VisuallyHidden>
    </section>
  );
}

/**
 * What screen readers announce: the state, and while sending, each quarter of the way. Between
 * quarters the text stays the same, so that not every update is announced.
 */
export function announceProgress(batch: Batch): string {
  const { status, counts, total } = batch;
  if (status === 'held') return 'Waiting to send. You can still undo.';
  if (isWaiting(batch)) return 'Waiting for RemotePC. Sending resumes automatically.';
  if (status !== 'running') return describeBatch(batch, 0).sentence;
  const quarters = Math.floor((sentIn(counts) / total) * 4);
  return quarters === 0
    ? 'Sending.'
    : `Sending. ${formatNumber(quarters * 25)}% of ${formatNumber(total)} processed.`;
}

/** Links to the batches that retried what wasn't invited. */
function BatchChildren({ ids }: { ids: readonly string[] }) {
  const [only, ...more] = ids;
  if (!only) return null;
  return (
    <p className="mt-0.5 text-13 text-muted">
      Unsuccessful invitations were retried in{' '}
      {more.length === 0 ? (
        <ChildLink id={only}>another batch</ChildLink>
      ) : (
        <>
          {ids.map((id, at) => (
            <span key={id}>
              {at > 0 && ', '}
              <ChildLink id={id}>batch {formatNumber(at + 1)}</ChildLink>
            </span>
          ))}
        </>
      )}
      .
    </p>
  );
}

function ChildLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Link href={`/invitations/${id}`} className="underline underline-offset-2">
      {children}
    </Link>
  );
}

/** The current time in epoch milliseconds, updated each second while `isRunning`; 0 at first. */
function useSeconds(isRunning: boolean): number {
  const [nowMs, setNowMs] = useState(0);
  useEffect(() => {
    const tick = () => setNowMs(Date.now());
    tick();
    if (!isRunning) return;
    const interval = setInterval(tick, 1_000);
    return () => clearInterval(interval);
  }, [isRunning]);
  return nowMs;
}
