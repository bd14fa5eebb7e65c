'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import type { Approval } from '@/lib/contract/approvals';
import { formatTime } from '@/lib/shared/format';
import { personName } from '@/lib/shared/person-name';
import { WithdrawButton } from './approvals-rows';

type ApprovalStateProps = { approval: UseQueryResult<Approval | null> };

/** The state of the person's own request for approval; announced as it changes. */
export function ApprovalState({ approval }: ApprovalStateProps) {
  const { data, error, refetch, isFetching } = approval;
  if (data !== undefined) {
    return (
      <div aria-live="polite">
        <CurrentState approval={data} />
      </div>
    );
  }
  if (!error) return <Skeleton className="h-9" />;
  return (
    <Notice
      tone="bad"
      title="Couldn’t load the approval"
      action={
        <Button size="sm" isPending={isFetching} onClick={() => void refetch()}>
          Try again
        </Button>
      }
    >
      {error.detail}
    </Notice>
  );
}

function CurrentState({ approval }: { approval: Approval | null }) {
  switch (approval?.state) {
    case 'pending':
      return (
        <Notice title="Waiting for approval" action={<WithdrawButton approval={approval} />}>
          Requested <RelativeTime at={approval.askedAt} />. Another approver can decide until{' '}
          {formatTime(approval.expiresAt)}. You can close this dialog and come back.
        </Notice>
      );
    case 'approved':
      return (
        <Notice tone="good" title={`Approved until ${formatTime(approval.expiresAt)}`}>
          By {approval.decidedBy && personName(approval.decidedBy)}, for{' '}
          {approval.hours === null ? 'one sign-in' : 'any number of sign-ins until then'}.
          <Note text={approval.note} />
        </Notice>
      );
    case 'denied':
      return (
        <Notice tone="bad" title="Declined">
          By {approval.decidedBy && personName(approval.decidedBy)}
          {approval.decidedAt && (
            <>
              , <RelativeTime at={approval.decidedAt} />
            </>
          )}
          . You can request approval again.
          <Note text={approval.note} />
        </Notice>
      );
    case 'expired':
      return (
        <Notice title="A second person must approve">Your last request or approval expired.</Notice>
      );
    case 'used':
      return (
        <Notice title="A second person must approve">
          Your last approval was used, or its time is over.
        </Notice>
      );
    case 'withdrawn':
      return <Notice title="A second person must approve">You withdrew your last request.</Notice>;
    case 'ended':
      return (
        <Notice title="A second person must approve">
          Your last access{approval.ended?.because ? ' was ended' : ''}
          {approval.ended &&
            !approval.ended.because &&
            ` was ended by ${personName(approval.ended.by)}`}
          .
        </Notice>
      );
    default:
      return (
        <Notice title="A second person must approve">
          They see your name, the user and what you enter here.
        </Notice>
      );
  }
}

function Note({ text }: { text: string | null }) {
  if (!text) return null;
  return <p className="mt-1 break-words">“{text}”</p>;
}
