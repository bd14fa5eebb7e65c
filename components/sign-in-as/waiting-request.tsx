import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Approval } from '@/lib/contract/approvals';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { InvitedBy } from './invited-by';
import { ReasonText } from './reason-text';

type WaitingRequestProps = { approval: Approval; onDecide: (approve: boolean) => void };

/** One request with all that is needed to decide it. */
export function WaitingRequest({ approval, onDecide }: WaitingRequestProps) {
  const { username, askedBy, askedAt, expiresAt, isMine, mayDecide } = approval;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-4 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="break-words">
          <span className="font-medium">{isMine ? 'You' : askedBy.email}</span>
          <span className="text-muted"> to sign in as </span>
          <span className="font-medium">{shownEmail(username)}</span>
        </p>
        <ReasonText approval={approval} />
        <InvitedBy approval={approval} />
        <p className="mt-0.5 text-12 text-muted">
          Asked <RelativeTime at={askedAt} />, runs out <RelativeTime at={expiresAt} />
        </p>
      </div>
      {mayDecide ? (
        <div className="flex gap-2">
          <Button onClick={() => onDecide(false)} aria-label={`Decline ${askedBy.email}`}>
            Decline…
          </Button>
          <Button
            variant="primary"
            onClick={() => onDecide(true)}
            aria-label={`Approve ${askedBy.email}`}
          >
            Approve…
          </Button>
        </div>
      ) : (
        <p className="text-12 text-muted">Somebody else has to decide</p>
      )}
    </li>
  );
}
