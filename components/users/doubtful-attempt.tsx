'use client';

import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { CustomerUser } from '@/lib/contract/users';
import { formatTime } from '@/lib/shared/format';
import { useCheckList } from './queries';

type DoubtfulAttemptProps = {
  problem: ApiProblem;
  email: string;
  account: string | null;
  onOpen: (user: CustomerUser) => void;
};

/** An attempt nobody knows the end of: what happened, and a look at the list before the next one. */
export function DoubtfulAttempt({ problem, email, account, onOpen }: DoubtfulAttemptProps) {
  const check = useCheckList(account);
  return (
    <Notice
      tone="warn"
      isLive
      title={`It is not known whether ${email} was added`}
      action={
        <Button size="sm" onClick={() => check.mutate(email)} isPending={check.isPending}>
          Check the list
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
        RemotePC can’t be reached: the last known list is of {at}, from before the answer was lost.
      </p>
    );
  }
  if (!user) {
    return (
      <p className="mt-1 font-medium">
        The list of {at} doesn’t show {email}. You can try again.
      </p>
    );
  }
  return (
    <p className="mt-1 font-medium">
      {email} is in the list: there is no need to try again.{' '}
      <button type="button" onClick={() => onOpen(user)} className="underline underline-offset-2">
        Show
      </button>
    </p>
  );
}
