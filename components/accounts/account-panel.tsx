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
  /** For a remote.it account: which of the vendor's APIs it uses. */
  api?: 'v27' | 'graphql' | undefined;
};

type Setup = { variables: readonly string[]; note?: string };

const accessKeySetup: Setup = {
  variables: ['REMOTEIT_ACCESS_KEY_ID', 'REMOTEIT_SECRET_ACCESS_KEY'],
  note: 'An access key, for the GraphQL API. Required if the account uses two-factor authentication.',
};
const signInSetup: Setup = {
  variables: ['REMOTEIT_DEVELOPER_KEY', 'REMOTEIT_USERNAME', 'REMOTEIT_PASSWORD'],
  note: 'A developer key and a sign-in, for the older v27 API.',
};

/** The variables that configure an account; for the sandbox, each set that can replace it. */
function setupsOf({ upstream, isSandbox, api }: AccountFacts): readonly Setup[] {
  if (upstream === 'remotepc') return [{ variables: ['REMOTEPC_API_KEY'] }];
  if (isSandbox) return [accessKeySetup, signInSetup];
  return [api === 'graphql' ? accessKeySetup : signInSetup];
}

/** One account: where its secret comes from, and a test of the connection. */
export function AccountPanel({ account }: { account: AccountFacts }) {
  const { mutate, isPending, data, error } = useTestAccount(account.id);
  return (
    <Panel
      title={account.name}
      actions={
        <>
          {account.isSandbox && <Badge tone="warn">Sandbox</Badge>}
          <Button size="sm" isPending={isPending} onClick={() => mutate()}>
            Test connection
          </Button>
        </>
      }
    >
      <DetailList>
        <Detail term="Account ID">
          <code className="font-mono text-12">{account.id}</code>
        </Detail>
        <Detail term="Secret">
          {account.isSandbox
            ? 'Not needed. The sandbox is used until you connect an account.'
            : 'Configured on the server. Never shown.'}
        </Detail>
        <Detail term={account.isSandbox ? 'To connect' : 'Configured by'}>
          {setupsOf(account).map(({ variables, note }, index) => (
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
            Set in the server’s environment. Changes apply after a restart.
          </p>
        </Detail>
      </DetailList>
      <div aria-live="polite" className="mt-3 empty:hidden">
        {data?.ok && <Notice tone="good">Connected in {formatDuration(data.latencyMs)}.</Notice>}
        {data && !data.ok && (
          <Notice tone="bad" title="Connection failed">
            {data.detail}
          </Notice>
        )}
        {error && (
          <Notice tone="bad" title="Couldn’t run the test">
            {error instanceof ApiProblem ? error.detail : 'Try again in a moment.'}
          </Notice>
        )}
      </div>
    </Panel>
  );
}
