'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import type { Approval } from '@/lib/contract/approvals';
import { formatTime } from '@/lib/shared/format';

type ApprovalStateProps = { approval: UseQueryResult<Approval | null> };

/** How one's request for approval stands; read aloud as it changes. */
export function ApprovalState({ approval }: ApprovalStateProps) {
  const { data, error, refetch, isFetching } = approval;
  if (data !== undefined) {
    return (
      <div aria-live="polite">
        <Standing approval={data} />
      </div>
    );
  }
  if (!error) return <Skeleton className="h-9" />;
  return (
    <Notice
      tone="bad"
      title="The state of the approval can’t be read"
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

function Standing({ approval }: { approval: Approval | null }) {
  switch (approval?.state) {
    case 'pending':
      return (
        <Notice title="Waiting for approval">
          You asked <RelativeTime at={approval.askedAt} />. Anybody else who may approve can decide
          until {formatTime(approval.expiresAt)}. You can close this and come back.
        </Notice>
      );
    case 'approved':
      return (
        <Notice tone="good" title={`Approved until ${formatTime(approval.expiresAt)}`}>
          By {approval.decidedBy?.email}, for one sign-in.
          <Note text={approval.note} />
        </Notice>
      );
    case 'denied':
      return (
        <Notice tone="bad" title="Declined">
          By {approval.decidedBy?.email}
          {approval.decidedAt && (
            <>
              , <RelativeTime at={approval.decidedAt} />
            </>
          )}
          . You can ask again.
          <Note text={approval.note} />
        </Notice>
      );
    case 'expired':
      return (
        <Notice title="A second person has to approve">
          The last approval or request ran out.
        </Notice>
      );
    case 'used':
      return (
        <Notice title="A second person has to approve">
          The last approval was used up: each is for one sign-in.
        </Notice>
      );
    default:
      return (
        <Notice title="A second person has to approve">
          They see your name, the customer and what you write here.
        </Notice>
      );
  }
}

function Note({ text }: { text: string | null }) {
  if (!text) return null;
  return <p className="mt-1 break-words">“{text}”</p>;
}
