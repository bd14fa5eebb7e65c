'use client';

import { Ellipsis, X } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { MenuButton } from '@/components/ui/menu-button';
import { Notice } from '@/components/ui/notice';
import { Status } from '@/components/ui/status';
import { toast } from '@/components/ui/toast';
import type { AccountItem } from '@/lib/contract/accounts';
import { formatDateTime, formatDuration } from '@/lib/shared/format';
import type { AccountAction } from './account-dialogs';
import { entriesOf } from './account-menu';
import { ConnectionChecks, vendorNames } from './connection-checks';
import { FailedTest } from './failed-test';
import { useChangeAccount, useTestAccount, type AccountChange } from './queries';
import { useKept } from './use-kept';

type AccountRowProps = {
  account: AccountItem;
  /** No other one of its vendor can be used. */
  isOnlyOne: boolean;
  onAsk: (action: AccountAction) => void;
};

/** One account: what it is, whether it works, and what can be done with it. */
export function AccountRow({ account, isOnlyOne, onAsk }: AccountRowProps) {
  const test = useTestAccount(account.id);
  const change = useChangeAccount();
  const apply = (next: AccountChange, done: string) =>
    change.mutate(next, {
      onSuccess: () => toast.success(done),
      onError: toast.failure,
    });
  const { id, name, isSandbox } = account;
  return (
    <li className="flex flex-col gap-3 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-full sm:basis-0">
          <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 font-medium">
            <span className="min-w-0 break-words">{name}</span>
            {account.isDefault && !isOnlyOne && <Badge tone="accent">Default</Badge>}
            {isSandbox && <Badge tone="warn">Sandbox</Badge>}
            {account.source === 'settings' && <Badge>From environment</Badge>}
          </p>
          {isSandbox ? (
            <p className="text-12 text-muted">Sample data. Resets when the server restarts.</p>
          ) : (
            <p className="truncate text-12 text-muted" title={account.url}>
              {wayTo(account)} · {new URL(account.url).host} ·{' '}
              <code className="font-mono">{id}</code>
            </p>
          )}
          <AccountNote account={account} />
        </div>
        <AccountState account={account} />
        <div className="flex items-center gap-1">
          <Button
            size="sm"
            aria-label={`Test ${name}`}
            isPending={test.isPending}
            onClick={() => test.mutate()}
          >
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
      <TestResult account={account} test={test} />
    </li>
  );
}

/** The vendor, and with what kind of secret. */
function wayTo({ upstream, api }: AccountItem): string {
  const vendor = vendorNames[upstream];
  if (api === undefined) return vendor;
  return `${vendor}, ${api === 'graphql' ? 'access key' : 'developer key'}`;
}

/** What isn't obvious about the account's state. */
function AccountNote({ account }: { account: AccountItem }) {
  const { isSandbox, isDisabled, previousUntil } = account;
  const note =
    !isSandbox && isDisabled
      ? 'Its users and devices aren’t listed, and its batches wait.'
      : previousUntil !== null &&
        `Key replaced. You can go back to the previous one until ${formatDateTime(previousUntil)}.`;
  return note ? <p className="text-12 text-muted">{note}</p> : null;
}

function AccountState({ account }: { account: AccountItem }) {
  const { isSandbox, isDisabled } = account;
  if (isSandbox && isDisabled) return <Status tone="neutral" label="Off" />;
  if (isDisabled) return <Status tone="neutral" label="Disabled" />;
  if (!account.hasSecret) return <Status tone="bad" label="No key" />;
  return <Status tone="good" label={isSandbox ? 'On' : 'Enabled'} />;
}

type TestResultProps = { account: AccountItem; test: ReturnType<typeof useTestAccount> };

/** The latest test of this visit, until it's dismissed. */
function TestResult({ account, test }: TestResultProps) {
  const data = useKept(test.data, test.isPending);
  const error = useKept(test.error, test.isPending);
  const dismiss = (
    <IconButton size="icon-sm" label="Dismiss" className="-mt-1 -mr-2" onClick={test.reset}>
      <X />
    </IconButton>
  );
  return (
    <div
      aria-live="polite"
      aria-busy={test.isPending}
      className="transition-opacity duration-fast empty:hidden aria-busy:opacity-60"
    >
      {data?.ok && (
        <Notice
          tone={data.checks.some(({ ok }) => ok === false) ? 'warn' : 'good'}
          title={`Connected in ${data.tookMs < 1_000 ? `${data.tookMs} ms` : formatDuration(data.tookMs)}.`}
          action={dismiss}
        >
          {data.checks
            .filter(({ name, ok }) => ok === false || name === 'shape')
            .map(({ name, detail }) => (
              <p key={name}>{detail}</p>
            ))}
          <ConnectionChecks checks={data.checks} />
        </Notice>
      )}
      {data && !data.ok && (
        <FailedTest checks={data.checks} upstream={account.upstream} action={dismiss} />
      )}
      {error && (
        <Notice tone="bad" title="Couldn’t run the test" action={dismiss}>
          {error.detail}
        </Notice>
      )}
    </div>
  );
}
