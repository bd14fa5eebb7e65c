'use client';

import { useTestAccount } from '@/components/settings/queries';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Detail, DetailList, Panel } from '@/components/ui/panel';
import { ApiProblem } from '@/lib/client/fetch-api';
import { formatDuration } from '@/lib/shared/format';

export type AccountFacts = {
  id: string;
  upstream: 'remotepc' | 'remoteit';
  name: string;
  isSandbox: boolean;
  /** Of a remote.it account: over which of the vendor's APIs it is reached. */
  api?: 'v27' | 'graphql' | undefined;
};

type Way = { variables: readonly string[]; note?: string };

const accessKeyWay: Way = {
  variables: ['REMOTEIT_ACCESS_KEY_ID', 'REMOTEIT_SECRET_ACCESS_KEY'],
  note: 'An access key, over GraphQL; the way for an account with a second factor.',
};
const signInWay: Way = {
  variables: ['REMOTEIT_DEVELOPER_KEY', 'REMOTEIT_USERNAME', 'REMOTEIT_PASSWORD'],
  note: 'A developer key and a sign-in, over the older v27 API.',
};

/** The variables that set an account: the ones it has, or for the sandbox every way to replace it. */
function waysOf({ upstream, isSandbox, api }: AccountFacts): readonly Way[] {
  if (upstream === 'remotepc') return [{ variables: ['REMOTEPC_API_KEY'] }];
  if (isSandbox) return [accessKeyWay, signInWay];
  return [api === 'graphql' ? accessKeyWay : signInWay];
}

/** One account of a service: where its secret comes from, and whether it works. */
export function AccountPanel({ account }: { account: AccountFacts }) {
  const { mutate, isPending, data, error } = useTestAccount(account.id);
  return (
    <Panel
      title={account.name}
      actions={
        <>
          {account.isSandbox && <Badge tone="warn">Sandbox</Badge>}
          <Button size="sm" isPending={isPending} onClick={() => mutate()}>
            Test
          </Button>
        </>
      }
    >
      <DetailList>
        <Detail term="Account id">
          <code className="font-mono text-12">{account.id}</code>
        </Detail>
        <Detail term="Secret">
          {account.isSandbox
            ? 'None needed: the sandbox stands in until an account is set.'
            : 'Set on the server. It is never shown.'}
        </Detail>
        <Detail term={account.isSandbox ? 'To connect yours' : 'Set by'}>
          {waysOf(account).map(({ variables, note }, index) => (
            <div key={variables[0]} className={index > 0 ? 'mt-2' : undefined}>
              <span className="flex flex-wrap gap-x-2 gap-y-1">
                {variables.map((name) => (
                  <code
                    key={name}
                    className="rounded-tag bg-sunken px-1 font-mono text-12 wrap-anywhere"
                  >
                    {name}
                  </code>
                ))}
              </span>
              {note && <p className="text-12 text-muted">{note}</p>}
            </div>
          ))}
          <p className="mt-2 text-12 text-muted">
            In the server’s environment; it counts from the next start.
          </p>
        </Detail>
      </DetailList>
      <div aria-live="polite" className="mt-3 empty:hidden">
        {data?.ok && (
          <Notice tone="good">It works. The answer took {formatDuration(data.latencyMs)}.</Notice>
        )}
        {data && !data.ok && (
          <Notice tone="bad" title="It doesn’t work">
            {data.detail}
          </Notice>
        )}
        {error && (
          <Notice tone="bad" title="The test didn’t run">
            {error instanceof ApiProblem ? error.detail : 'Try again in a moment.'}
          </Notice>
        )}
      </div>
    </Panel>
  );
}
