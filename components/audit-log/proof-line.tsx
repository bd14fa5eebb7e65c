'use client';

import { useQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { useWrite } from '@/components/ui/use-write';
import { cn } from '@/lib/client/cn';
import { ApiProblem, fetchApi } from '@/lib/client/fetch-api';
import type { Forwarding, LogVerification, ProofState, Retention } from '@/lib/contract/audit';
import { describeForwardFailure } from '@/lib/shared/forward-failures';
import { formatCount, formatDate, formatDateTime, formatNumber } from '@/lib/shared/format';
import { proofQuery } from './queries';

type ProofLineProps = {
  canVerify: boolean;
  /** Opens the event that isn't as it was. */
  onOpen: (id: string) => void;
};

/** How far the log is sealed, and whether it is as it was. */
export function ProofLine({ canVerify, onOpen }: ProofLineProps) {
  const { data: state, refetch } = useQuery(proofQuery());
  const verification = useWrite({
    mutationFn: () => fetchApi<LogVerification>('/api/activity/verify'),
    onSettled: () => void refetch(),
  });
  if (!state) return null;
  return (
    <div className="flex flex-col gap-2 px-(--gutter) pb-3">
      <p className="flex flex-wrap items-center gap-x-3 text-12 text-muted">
        <SealedUpTo state={state} />
        {canVerify && (
          <Button
            variant="ghost"
            size="sm"
            className="-ml-2"
            isPending={verification.isPending}
            onClick={() => verification.mutate()}
          >
            Verify
          </Button>
        )}
      </p>
      <RetentionLine retention={state.retention} />
      {state.forwarding.map((one) => (
        <ForwardingLine key={one.destination} forwarding={one} />
      ))}
      {verification.data && <Verdict result={verification.data} onOpen={onOpen} />}
      {verification.error && (
        <Notice tone="bad" title="Couldn’t verify the audit log" isLive>
          {verification.error instanceof ApiProblem ? verification.error.detail : null}
        </Notice>
      )}
    </div>
  );
}

function SealedUpTo({ state: { head, unsealed, checkpoint } }: { state: ProofState }) {
  if (head.at === null) return <span>No event is protected against changes yet.</span>;
  return (
    <span>
      {unsealed === 0 ? (
        'All events are protected against changes'
      ) : (
        <>
          Protected against changes up to <RelativeTime at={head.at} />,{' '}
          {formatCount(unsealed, 'more event')} to follow
        </>
      )}
      {checkpoint && (
        <>
          {' · '}Last signed <RelativeTime at={checkpoint.at} />
        </>
      )}
    </span>
  );
}

function RetentionLine({ retention: { months, next, removed } }: { retention: Retention }) {
  const parts: string[] = [];
  if (removed?.before) {
    const count = formatCount(removed.count, 'event');
    const was = removed.count === 1 ? 'was' : 'were';
    parts.push(`${count} before ${formatDate(removed.before)} ${was} removed by policy.`);
  }
  if (months !== null) parts.push(`Events are kept for ${formatCount(months, 'month')}.`);
  if (next) {
    parts.push(
      `From ${formatDateTime(next.from)}, events are kept for ${formatCount(next.months, 'month')}.`,
    );
  }
  if (parts.length === 0) return null;
  return <p className="text-12 text-muted">{parts.join(' ')}</p>;
}

function ForwardingLine({
  forwarding: { destination, behind, since, failure, isLate },
}: {
  forwarding: Forwarding;
}) {
  return (
    <p className={cn('text-12 break-words', isLate ? 'text-bad-text' : 'text-muted')}>
      Forwarding to {destination}:{' '}
      {since === null ? (
        'up to date'
      ) : (
        <>
          {formatCount(behind, 'event')} behind, the oldest <RelativeTime at={since} />
        </>
      )}
      {failure !== null && `. ${describeForwardFailure(failure)}`}
    </p>
  );
}

function Verdict({
  result: { ok, checked, removed = 0, firstBad },
  onOpen,
}: {
  result: LogVerification;
  onOpen: (id: string) => void;
}) {
  if (ok || !firstBad) {
    return (
      <Notice tone="good" title="The audit log is intact" isLive>
        {checked === 1 ? '1 event is' : `${formatNumber(checked)} events are`} as sealed, and the
        checkpoints agree.
        {removed > 0 &&
          ` The summaries of ${formatCount(removed, 'event')} that were removed by policy are genuine.`}
      </Notice>
    );
  }
  const { sequence, id, reason } = firstBad;
  return (
    <Notice
      tone="bad"
      title={`The audit log was changed at event ${formatNumber(sequence)}`}
      isLive
      action={
        id !== null && (
          <Button size="sm" onClick={() => onOpen(id)}>
            Open event
          </Button>
        )
      }
    >
      {reason.replace(/^\w+: /, '')}{' '}
      {checked === 0
        ? 'It’s the first one.'
        : `The ${checked === 1 ? 'event' : formatCount(checked, 'event')} before it ${checked === 1 ? 'is' : 'are'} as sealed.`}
    </Notice>
  );
}
