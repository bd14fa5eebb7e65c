'use client';

import { useQuery } from '@tanstack/react-query';
import { Notice } from '@/components/ui/notice';
import { Detail, DetailList, Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { ErrorState } from '@/components/ui/states';
import { Status } from '@/components/ui/status';
import { EmptyCell } from '@/components/ui/table';
import type { VaultStatus } from '@/lib/contract/overview';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { vaultQuery } from './queries';

/** Where customers' passwords are kept: whether it is open, under which key, and what is to be done. */
export function VaultPanel() {
  const { data, error, isFetching, refetch } = useQuery(vaultQuery());
  return (
    <Panel
      title="Vault"
      description="Customers’ passwords, each under a key of its own. Nobody can read one back."
    >
      {data ? (
        <Standing vault={data} />
      ) : error ? (
        <ErrorState
          title="The vault’s state can’t be read"
          requestId={error.requestId}
          onRetry={() => void refetch()}
          isRetrying={isFetching}
        >
          {error.detail}
        </ErrorState>
      ) : (
        <Skeleton className="h-20" />
      )}
    </Panel>
  );
}

function Standing({ vault }: { vault: VaultStatus }) {
  const { state, keyId, secrets, behind, unreadable, versions } = vault;
  const since = versions.find((version) => version.keyId === keyId)?.since;
  return (
    <div className="flex flex-col gap-3">
      {state === 'locked' && (
        <Notice tone="bad" title="The vault is locked">
          {vault.reason} Put the right key back (<Code>ENCRYPTION_KEY</Code>, or the file{' '}
          <Code>keys/encryption-key</Code> in the data folder) and start again. Nothing is lost or
          overwritten meanwhile; signing in works with the password typed.
        </Notice>
      )}
      {state === 'open' && behind > 0 && (
        <Notice tone="warn" title={`${formatCount(behind, 'secret')} behind`}>
          Still under an older key. Run <Code>npm run vault -- rotate</Code> on the server; it may
          be stopped at any moment and goes on. Keep the older key until none is behind.
        </Notice>
      )}
      {unreadable > 0 && (
        <Notice tone="bad" title={`${formatCount(unreadable, 'password')} can’t be opened`}>
          Damaged or moved. In Users they are marked: store each again, or forget it.
        </Notice>
      )}
      <DetailList>
        <Detail term="State">
          {state === 'open' ? (
            <Status tone="good" label="Open" />
          ) : (
            <Status tone="bad" label="Locked" />
          )}
        </Detail>
        <Detail term="Key">
          {keyId === null ? <EmptyCell meaning="none" /> : <Code>{keyId}</Code>}
          {since && (
            <span className="ml-2 text-muted">
              since <RelativeTime at={since} />
            </span>
          )}
        </Detail>
        <Detail term="Passwords">{formatNumber(secrets)}</Detail>
        <Detail term="Behind">{behind === 0 ? 'None' : formatNumber(behind)}</Detail>
      </DetailList>
    </div>
  );
}

function Code({ children }: { children: string }) {
  return (
    <code className="rounded-tag bg-sunken px-1 font-mono text-12 wrap-anywhere">{children}</code>
  );
}
