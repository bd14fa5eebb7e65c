'use client';

import { useQuery } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { LinkButton } from '@/components/ui/link-button';
import { MenuButton } from '@/components/ui/menu-button';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import type { AccountItem } from '@/lib/contract/accounts';
import type { ApiToken } from '@/lib/contract/tokens';
import { formatCount } from '@/lib/shared/format';
import type { TokenRole } from './token-roles';
import { tokensQuery, useDeleteToken } from './token-queries';

const NewTokenDialog = lazy(async () => ({
  default: (await import('./new-token-dialog')).NewTokenDialog,
}));
const TokenCallsDialog = lazy(async () => ({
  default: (await import('./token-calls-dialog')).TokenCallsDialog,
}));

type TokensPanelProps = { roles: readonly TokenRole[]; accounts: readonly AccountItem[] };
type Opened = 'new' | { token: ApiToken; action: 'calls' | 'delete' };

/** The tokens with which other software calls the API for the signed-in person. */
export function TokensPanel({ roles, accounts }: TokensPanelProps) {
  const query = useQuery(tokensQuery());
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const items = query.data?.items;
  return (
    <Panel
      title="API tokens"
      description="Let scripts and other software use Reseller Desk for you, with no more than you may do."
      isFlush
      actions={
        <>
          <LinkButton href="/api-reference" size="sm" variant="ghost">
            API reference
          </LinkButton>
          <Button size="sm" onClick={() => setOpened('new')}>
            New token
          </Button>
        </>
      }
    >
      {items ? (
        <ul className="divide-y divide-line">
          {items.map((token) => (
            <TokenLine
              key={token.id}
              token={token}
              onOpen={(action) => setOpened({ token, action })}
            />
          ))}
        </ul>
      ) : query.error ? (
        <QueryError title="Couldn’t load your tokens" query={query} />
      ) : (
        <div aria-busy="true" className="p-4">
          <Skeleton className="h-10" />
        </div>
      )}
      {items?.length === 0 && <p className="px-4 py-3 text-13 text-muted">You have no tokens.</p>}
      <Suspense fallback={null}>
        {opened === 'new' && <NewTokenDialog roles={roles} accounts={accounts} onClose={close} />}
        {opened !== null && opened !== 'new' && opened.action === 'calls' && (
          <TokenCallsDialog token={opened.token} onClose={close} />
        )}
      </Suspense>
      {opened !== null && opened !== 'new' && opened.action === 'delete' && (
        <DeleteToken token={opened.token} onClose={close} />
      )}
    </Panel>
  );
}

type TokenLineProps = { token: ApiToken; onOpen: (action: 'calls' | 'delete') => void };

function TokenLine({ token, onOpen }: TokenLineProps) {
  const { name, isExpired, lastUsedAt, expiresAt } = token;
  return (
    <li className="flex items-center justify-between gap-4 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
          {name}
          {isExpired && <Badge tone="bad">Expired</Badge>}
        </p>
        <p className="text-12 text-muted">
          {limitsOf(token)} · {lastUsedAt ? 'last used ' : 'never used'}
          {lastUsedAt && <RelativeTime at={lastUsedAt} />} · {isExpired ? 'expired' : 'expires'}{' '}
          <RelativeTime at={expiresAt} isAbsolute />
        </p>
      </div>
      <MenuButton
        label={`Actions for ${name}`}
        variant="ghost"
        size="icon-sm"
        align="end"
        entries={[
          { label: 'Last calls', onSelect: () => onOpen('calls') },
          { label: 'Delete…', isDanger: true, onSelect: () => onOpen('delete') },
        ]}
      >
        <Ellipsis />
      </MenuButton>
    </li>
  );
}

/** What confines the token: "Technician, read only, 2 accounts, 1 address range". */
function limitsOf(token: ApiToken): string {
  const { roleName, scopes, permissions, accountIds, customerIds, addressRanges } = token;
  const isReadOnly = scopes?.every((scope) => scope.endsWith('.read')) ?? false;
  const some = isReadOnly ? 'read only' : scopes && formatCount(permissions.length, 'permission');
  return [
    roleName,
    some,
    accountIds && formatCount(accountIds.length, 'account'),
    customerIds && formatCount(customerIds.length, 'customer'),
    addressRanges && formatCount(addressRanges.length, 'address range'),
  ]
    .filter(Boolean)
    .join(', ');
}

function DeleteToken({ token, onClose }: { token: ApiToken; onClose: () => void }) {
  const remove = useDeleteToken();
  return (
    <ConfirmDialog
      title={`Delete the token ${token.name}?`}
      description="Software that uses it is refused from now on. The audit log keeps what it did."
      confirm="Delete"
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(token.id, {
          onSuccess: () => {
            toast.success('Token deleted');
            onClose();
          },
        })
      }
    />
  );
}
