'use client';

import { useQuery } from '@tanstack/react-query';
import { policyQuery } from '@/components/settings/queries';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import { ErrorState } from '@/components/ui/states';
import { PolicyForm } from './policy-form';
import { SignInPolicyForm } from './sign-in-policy-form';

type PolicyPanelProps = { account: { id: string; name: string } };

/** What holds for an account: for signing in as its customers, and for inviting more of them. */
export function PolicyPanel({ account }: PolicyPanelProps) {
  const { data, error, isFetching, refetch } = useQuery(policyQuery(account.id));
  if (!data && error) {
    return (
      <Panel title="Policy">
        <ErrorState
          title="The policy can’t be shown"
          requestId={error.requestId}
          onRetry={() => void refetch()}
          isRetrying={isFetching}
        >
          {error.detail}
        </ErrorState>
      </Panel>
    );
  }
  return (
    <>
      <Panel
        title="Signing in as a customer"
        description={`What is asked for before an account of ${account.name} opens. A change counts at once.`}
      >
        {data ? <SignInPolicyForm accountId={account.id} policy={data} /> : <Loading lines={8} />}
      </Panel>
      <Panel title="Invitations" description={`What may be asked for through ${account.name}.`}>
        {data ? <PolicyForm accountId={account.id} policy={data} /> : <Loading lines={2} />}
      </Panel>
    </>
  );
}

function Loading({ lines }: { lines: number }) {
  return (
    <div aria-busy="true" className="flex flex-col gap-4">
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} className={index % 2 === 0 ? 'w-56' : 'h-8 w-32'} />
      ))}
    </div>
  );
}
