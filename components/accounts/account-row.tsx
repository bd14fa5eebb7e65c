'use client';

import { Ellipsis } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { MenuButton } from '@/components/ui/menu-button';
import type { MenuEntry } from '@/components/ui/menu-content';
import { Notice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { toast } from '@/components/ui/toast';
import type { AccountItem } from '@/lib/contract/accounts';
import { formatDuration } from '@/lib/shared/format';
import type { AccountAction } from './account-dialogs';
import { vendorNames } from './connect-form';
import { ConnectionChecks } from './connection-checks';
import { useChangeAccount, useTestAccount, type AccountChange } from './queries';

type AccountRowProps = { account: AccountItem; onAsk: (action: AccountAction) => void };

/** One account: what it is, whether it works, and what can be done with it. */
export function AccountRow({ account, onAsk }: AccountRowProps) {
  const test = useTestAccount(account.id);
  const change = useChangeAccount();
  const apply = (next: AccountChange, done: string) =>
    change.mutate(next, {
      onSuccess: () => toast.success(done),
      onError: (error) => toast.error('Nothing was changed', { description: error.detail }),
    });
  const { id, name, isDisabled } = account;
  return (
    <li className="flex flex-col gap-3 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-52">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            <span className="truncate">{name}</span>
            {account.isDefault && <Badge tone="accent">Default</Badge>}
            {account.source === 'settings' && <Badge>From settings</Badge>}
            {account.isSandbox && <Badge tone="warn">Sandbox</Badge>}
          </p>
          <p className="truncate text-12 text-muted">
            {vendorNames[account.upstream]} · {new URL(account.url).host} ·{' '}
            <code className="font-mono">{id}</code>
          </p>
        </div>
        <AccountState account={account} />
        <div className="flex items-center gap-1">
          <Button size="sm" isPending={test.isPending} onClick={() => test.mutate()}>
            Test
          </Button>
          <MenuButton
            size="icon-sm"
            variant="ghost"
            align="end"
            label={`Actions for ${name}`}
            entries={entriesOf(account, { apply, onAsk, isPending: change.isPending })}
          >
            <Ellipsis />
          </MenuButton>
        </div>
      </div>
      <div aria-live="polite" className="empty:hidden">
        {test.data && (
          <Notice
            tone={test.data.ok ? 'good' : 'bad'}
            title={
              test.data.ok
                ? `Connected in ${formatDuration(test.data.tookMs)}.`
                : 'The connection doesn’t work.'
            }
          >
            <div className="mt-2">
              <ConnectionChecks checks={test.data.checks} />
            </div>
          </Notice>
        )}
        {test.error && (
          <Notice tone="bad" title="Couldn’t run the test">
            {test.error.detail}
          </Notice>
        )}
        {isDisabled && account.source === 'vault' && !test.data && !test.error && (
          <p className="text-12 text-muted">
            Its users and devices aren’t shown, and its batches wait.
          </p>
        )}
      </div>
    </li>
  );
}

function AccountState({ account }: { account: AccountItem }) {
  if (account.isSandbox) {
    return <Status tone="neutral" label={account.isDisabled ? 'Off' : 'On'} />;
  }
  if (account.isDisabled) return <Status tone="neutral" label="Disabled" />;
  if (!account.hasSecret) return <Status tone="bad" label="No key" />;
  return <Status tone="good" label="Enabled" />;
}

type Doing = {
  apply: (change: AccountChange, done: string) => void;
  onAsk: (action: AccountAction) => void;
  isPending: boolean;
};

/** What each kind of account allows: the server’s settings can’t be edited here. */
function entriesOf(account: AccountItem, { apply, onAsk, isPending }: Doing): MenuEntry[] {
  const { id, name, source, isDefault, isDisabled, previousUntil } = account;
  const change = (facts: Extract<AccountChange, { kind: 'change' }>['change']) =>
    ({ kind: 'change', id, change: facts }) as const;
  const makeDefault: MenuEntry = {
    label: 'Make default',
    isDisabled: isPending || isDefault || isDisabled,
    onSelect: () => apply(change({ isDefault: true }), `${name} is now the default`),
  };
  if (source === 'settings') {
    return [
      makeDefault,
      {
        label: 'Move the key into the vault',
        isDisabled: isPending,
        onSelect: () => onAsk('adopt'),
      },
    ];
  }
  if (source === 'sandbox') {
    return [
      isDisabled
        ? {
            label: 'Turn on',
            isDisabled: isPending,
            onSelect: () => apply(change({ isDisabled: false }), 'The sandbox is on'),
          }
        : {
            label: 'Turn off',
            isDisabled: isPending,
            onSelect: () => apply(change({ isDisabled: true }), 'The sandbox is off'),
          },
      makeDefault,
    ];
  }
  return [
    { label: 'Rename', onSelect: () => onAsk('rename') },
    { label: 'Replace key', onSelect: () => onAsk('replace') },
    {
      label: 'Back to the previous key',
      isDisabled: isPending || previousUntil === null,
      onSelect: () => onAsk('restore'),
    },
    makeDefault,
    { kind: 'separator' },
    isDisabled
      ? {
          label: 'Enable',
          isDisabled: isPending,
          onSelect: () => apply(change({ isDisabled: false }), `Enabled ${name}`),
        }
      : { label: 'Disable', onSelect: () => onAsk('disable') },
    { label: 'Delete', isDanger: true, onSelect: () => onAsk('delete') },
  ];
}
