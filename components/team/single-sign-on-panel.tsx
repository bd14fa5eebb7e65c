'use client';

import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { toast } from '@/components/ui/toast';
import { useWrite } from '@/components/ui/use-write';
import { ApiProblem, fetchApi } from '@/lib/client/fetch-api';
import type { OwnIdentity } from '@/lib/contract/staff';
import { beginSingleSignOn } from './sign-in';

function identityQuery() {
  return queryOptions({
    queryKey: ['identity'],
    queryFn: ({ signal }) => fetchApi<OwnIdentity>('/api/identity', { signal }),
  });
}

/** Connects the person's identity at the OpenID provider. Hidden where there is no provider. */
export function SingleSignOnPanel() {
  const client = useQueryClient();
  const { data } = useQuery(identityQuery());
  const connect = useWrite({
    mutationFn: async () => {
      await fetchApi<void>('/api/identity', { method: 'POST' });
      location.assign(await beginSingleSignOn('/profile'));
    },
  });
  const disconnect = useWrite({
    mutationFn: () => fetchApi<void>('/api/identity', { method: 'DELETE' }),
    onSuccess: () => {
      toast.success('Disconnected single sign-on');
      return client.invalidateQueries({ queryKey: identityQuery().queryKey });
    },
  });
  if (!data || (!data.isAvailable && !data.connected)) return null;
  const error: Error | null = connect.error ?? disconnect.error;
  return (
    <Panel
      title="Single sign-on"
      description="Sign in with your organization’s account instead of a password here."
    >
      <div className="flex flex-wrap items-center justify-between gap-3">
        {data.connected ? (
          <>
            <p className="text-13">
              Connected to {new URL(data.connected.issuer).host}, last used{' '}
              <RelativeTime at={data.connected.lastUsedAt} />
            </p>
            <Button onClick={() => disconnect.mutate()} isPending={disconnect.isPending}>
              Disconnect
            </Button>
          </>
        ) : (
          <Button onClick={() => connect.mutate()} isPending={connect.isPending}>
            Connect
          </Button>
        )}
      </div>
      {error && (
        <Notice tone="bad" isLive className="mt-3">
          {error instanceof ApiProblem ? error.detail : error.message}
        </Notice>
      )}
    </Panel>
  );
}
