'use client';

import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { CustomerUser } from '@/lib/contract/users';
import { formatTime } from '@/lib/shared/format';
import { useCheckList } from './queries';

type UnknownOutcomeProps = {
  problem: ApiProblem;
  email: string;
  account: string | null;
  onOpen: (user: CustomerUser) => void;
};

/** An attempt whose outcome is unknown: what happened, and a check of the list before retrying. */
export function UnknownOutcome({ problem, email, account, onOpen }: UnknownOutcomeProps) {
  const check = useCheckList(account);
  return (
    <Notice
      tone="warn"
      isLive
      title={`Outcome unknown: ${email} may have been added`}
      action={
        <Button size="sm" onClick={() => check.mutate(email)} isPending={check.isPending}>
          Check user list
        </Button>
      }
    >
      <p>{problem.detail}</p>
      <div role="status">{check.data && <Finding found={check.data} onOpen={onOpen} />}</div>
      {check.error && <p className="mt-1">{check.error.detail}</p>}
      {problem.requestId && (
        <p className="mt-1 text-12 text-muted">
          Request <code className="font-mono break-all">{problem.requestId}</code>
        </p>
      )}
    </Notice>
  );
}

type Found = NonNullable<ReturnType<typeof useCheckList>['data']>;

function Finding({ found, onOpen }: { found: Found; onOpen: (user: CustomerUser) => void }) {
  const { email, user, isStale, fetchedAt } = found;
  const at = formatTime(fetchedAt);
  if (isStale) {
    return (
      <p className="mt-1 font-medium">
        RemotePC can’t be reached. The last known list, from {at}, doesn’t show the outcome.
      </p>
    );
  }
  if (!user) {
    return (
      <p className="mt-1 font-medium">
        The user list as of {at} doesn’t include {email}. You can try again.
      </p>
    );
  }
  return (
    <p className="mt-1 font-medium">
      {email} is in the user list. You don’t need to try again.{' '}
      <button type="button" onClick={() => onOpen(user)} className="underline underline-offset-2">
        View
      </button>
    </p>
  );
}
