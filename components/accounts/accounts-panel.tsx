'use client';

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { WaitingChanges } from '@/components/changes/waiting-changes';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import type { AccountItem } from '@/lib/contract/accounts';
import type { AccountAction } from './account-dialogs';
import { AccountRow } from './account-row';
import { accountsQuery } from './queries';

const AccountDialog = lazy(async () => ({
  default: (await import('./account-dialogs')).AccountDialog,
}));
const ConnectDialog = lazy(async () => ({
  default: (await import('./connect-dialog')).ConnectDialog,
}));

/** The vendor accounts: connect, test, replace the key, disable, delete. */
export function AccountsPanel() {
  const query = useQuery(accountsQuery());
  const [isConnecting, setIsConnecting] = useState(false);
  const [asked, setAsked] = useState<{ account: AccountItem; action: AccountAction } | null>(null);
  return (
    <Panel
      title="Connected accounts"
      description="Keys are stored encrypted and never shown."
      isFlush
      actions={
        <Button size="sm" variant="primary" onClick={() => setIsConnecting(true)}>
          Connect account
        </Button>
      }
    >
      <WaitingChanges of="account:" className="p-4 pb-2" />
      {query.isLoadingError ? (
        <QueryError title="Couldn’t load the accounts" query={query} />
      ) : (
        <ul aria-label="Accounts" aria-busy={query.isPending} className="divide-y divide-line">
          {query.data?.items.map((account) => (
            <AccountRow
              key={account.id}
              account={account}
              isOnlyOne={usableOf(account, query.data.items) === 1}
              onAsk={(action) => setAsked({ account, action })}
            />
          )) ?? <Skeleton className="mx-4 my-3 h-10" />}
        </ul>
      )}
      <Suspense fallback={null}>
        {isConnecting && <ConnectDialog onClose={() => setIsConnecting(false)} />}
        {asked && <AccountDialog {...asked} onClose={() => setAsked(null)} />}
      </Suspense>
    </Panel>
  );
}

/** How many accounts of its vendor can be used: with one, there's nothing to be the default of. */
function usableOf({ upstream }: AccountItem, accounts: readonly AccountItem[]): number {
  return accounts.filter((one) => one.upstream === upstream && !one.isDisabled).length;
}
