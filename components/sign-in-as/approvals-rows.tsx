'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { InAccount } from '@/components/account-choice/in-account';
import { Button } from '@/components/ui/button';
import { PersonName } from '@/components/ui/person-name';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { EmptyCell, Table, Td, Th, Tr } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import type { Approval, ApprovalState, EndCause } from '@/lib/contract/approvals';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount } from '@/lib/shared/format';
import { nameAndAddress, personName } from '@/lib/shared/person-name';
import { userPath } from '@/lib/shared/user-path';
import { grantWords, untilWords } from './grant-words';
import { useWithdrawApproval } from './queries';
import { InvitedBy, ReasonText } from './reason-text';
import { SignInNow } from './sign-in-now';

type Of = { approval: Approval };

/** "Tess asked to sign in as Ann", with the user as a link. */
function Sentence({ approval, verb }: Of & { verb: string }) {
  const { username, accountId, askedBy, isMine } = approval;
  return (
    <p className="wrap-anywhere">
      {isMine ? (
        <span className="font-medium">You</span>
      ) : (
        <PersonName person={askedBy} className="font-medium" />
      )}
      <span className="text-muted"> {verb} </span>
      <Link
        href={userPath({ accountId, username })}
        prefetch={false}
        className="font-medium hover:underline"
      >
        {shownEmail(username)}
      </Link>
      <InAccount accountId={accountId} />
    </p>
  );
}

type RowProps = { about: ReactNode; actions: ReactNode };

/** What it is about at the left, what to do about it at the right, or below on a phone. */
export function RequestRow({ about, actions }: RowProps) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-4 py-3">
      <div className="min-w-0 flex-1 basis-72">{about}</div>
      <div className="flex flex-wrap items-center gap-2">{actions}</div>
    </li>
  );
}

type PendingRequestProps = Of & { onDecide: (approve: boolean) => void };

/** One request with everything needed to decide it, or to take it back. */
export function PendingRequest({ approval, onDecide }: PendingRequestProps) {
  const { askedBy, askedAt, expiresAt, isMine, mayDecide } = approval;
  return (
    <RequestRow
      about={
        <>
          <Sentence approval={approval} verb="asked to sign in as" />
          <ReasonText approval={approval} />
          <InvitedBy approval={approval} />
          <p className="mt-0.5 text-12 wrap-anywhere text-muted">
            {!isMine && askedBy.name && `${askedBy.email} · `}
            Requested <RelativeTime at={askedAt} /> · can be decided {untilWords(expiresAt)}
          </p>
        </>
      }
      actions={
        mayDecide ? (
          <>
            <Button
              onClick={() => onDecide(false)}
              aria-label={`Decline ${nameAndAddress(askedBy)}`}
            >
              Decline…
            </Button>
            <Button
              variant="primary"
              onClick={() => onDecide(true)}
              aria-label={`Approve ${nameAndAddress(askedBy)}`}
            >
              Approve…
            </Button>
          </>
        ) : (
          <>
            <p className="text-12 text-muted">Someone else has to decide</p>
            {isMine && <WithdrawButton approval={approval} />}
          </>
        )
      }
    />
  );
}

/** Takes back one's own request. */
export function WithdrawButton({ approval }: Of) {
  const withdraw = useWithdrawApproval(approval.id);
  return (
    <Button
      aria-label={`Withdraw your request for ${shownEmail(approval.username)}`}
      isPending={withdraw.isPending}
      onClick={() => withdraw.mutate(undefined, { onError: toast.failure })}
    >
      Withdraw
    </Button>
  );
}

/** What was granted and can be used now. */
export function RunningGrant({ approval, onEnd }: Of & { onEnd: () => void }) {
  const { decidedBy, isMine, mayEnd, uses, note, username } = approval;
  return (
    <RequestRow
      about={
        <>
          <Sentence approval={approval} verb="may sign in as" />
          <p>
            <Status tone="good" label={grantTitle(approval)} />
          </p>
          <ReasonText approval={approval} />
          <p className="mt-0.5 text-12 wrap-anywhere text-muted">
            Approved by {decidedBy && <PersonName person={decidedBy} />}
            {approval.decidedAt && (
              <>
                , <RelativeTime at={approval.decidedAt} />
              </>
            )}
            {uses > 0 && ` · used for ${formatCount(uses, 'sign-in')}`}
            {note && ` · “${note}”`}
          </p>
        </>
      }
      actions={
        <>
          {mayEnd && (
            <Button onClick={onEnd} aria-label={`End access to ${shownEmail(username)}`}>
              End access…
            </Button>
          )}
          {isMine && <SignInNow approval={approval} variant="primary" />}
        </>
      }
    />
  );
}

function grantTitle(approval: Approval): string {
  const words = grantWords(approval);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const approvalStatus: Record<ApprovalState, Parameters<typeof Status>[0]> = {
  pending: { tone: 'accent', label: 'Pending' },
  approved: { tone: 'good', label: 'Approved' },
  denied: { tone: 'bad', label: 'Declined' },
  expired: { tone: 'neutral', label: 'Expired' },
  used: { tone: 'good', label: 'Used' },
  withdrawn: { tone: 'neutral', label: 'Withdrawn' },
  ended: { tone: 'neutral', label: 'Ended' },
};

const columns = {
  state: 'hidden min-w-24 sm:table-cell',
  request: 'w-1/2 max-w-0 max-sm:w-full max-sm:px-(--gutter)',
  decided: 'hidden md:table-cell',
  when: 'hidden whitespace-nowrap sm:table-cell',
};

/** Past requests and their result, newest first. */
export function PastRequests({ approvals }: { approvals: readonly Approval[] }) {
  return (
    <Table aria-label="Past requests" className="[--gutter:1rem] [&_tr:last-child_td]:border-b-0">
      <thead>
        <tr>
          <Th className={columns.state}>Status</Th>
          <Th className={columns.request}>Request</Th>
          <Th className={columns.decided}>Decided by</Th>
          <Th className={columns.when}>Requested</Th>
        </tr>
      </thead>
      <tbody>
        {approvals.map((approval) => (
          <PastRequest key={approval.id} approval={approval} />
        ))}
      </tbody>
    </Table>
  );
}

function PastRequest({ approval }: Of) {
  const { state, note, decidedBy, askedAt } = approval;
  return (
    <Tr>
      <Td className={columns.state}>
        <Status {...approvalStatus[state]} />
      </Td>
      <Td className={columns.request}>
        <div className="py-2">
          <Status {...approvalStatus[state]} className="sm:hidden" />
          <Sentence approval={approval} verb="asked to sign in as" />
          <ReasonText approval={approval} />
          <Aftermath approval={approval} />
          {note && <p className="text-12 text-muted md:hidden">“{note}”</p>}
          <p className="text-12 text-muted sm:hidden">
            Requested <RelativeTime at={askedAt} />
          </p>
        </div>
      </Td>
      <Td className={columns.decided}>
        {decidedBy ? (
          <div className="max-w-60 py-2 wrap-anywhere">
            <p>
              <PersonName person={decidedBy} />
            </p>
            {decidedBy.name && <p className="text-12 text-muted">{decidedBy.email}</p>}
            {note && <p className="text-12 text-muted">“{note}”</p>}
          </div>
        ) : (
          <EmptyCell meaning="no one" />
        )}
      </Td>
      <Td className={columns.when}>
        <RelativeTime at={askedAt} />
      </Td>
    </Tr>
  );
}

const causes: Record<EndCause, string> = {
  disabled: 'Ended because the person was disabled or removed',
  role: 'Ended because the person’s role changed',
  scope: 'Ended because the person’s accounts changed',
  policy: 'Ended because the account’s policy no longer allows it',
};

/** How often it was used, or what ended it. */
function Aftermath({ approval: { ended, uses, hours } }: Of) {
  if (ended) {
    const text = ended.because ? causes[ended.because] : `Ended by ${personName(ended.by)}`;
    return <p className="text-12 wrap-anywhere text-muted">{text}</p>;
  }
  if (hours === null || uses === 0) return null;
  return <p className="text-12 text-muted">Used for {formatCount(uses, 'sign-in')}</p>;
}
