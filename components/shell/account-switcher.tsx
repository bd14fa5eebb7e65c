'use client';

import { ChevronsUpDown, HardDrive, Settings, Users } from 'lucide-react';
import { MenuButton } from '@/components/ui/menu-button';
import type { MenuEntry } from '@/components/ui/menu-content';
import { ALL, type ShownAccount, type Upstream } from '@/lib/shared/account-choice';
import { BrandMark } from './signed-out-frame';
import {
  upstreams,
  useSelectAccount,
  useShellAccounts,
  vendors,
  type ShellAccounts,
} from './use-shell-accounts';

/** A two-line button of the navigation, square while the navigation is collapsed. */
export const navButtonClass =
  'h-10 w-10 min-w-0 px-0 text-left wide:w-full wide:justify-start wide:px-2';

type AccountSwitcherProps = {
  accounts: readonly ShownAccount[];
  canManage: boolean;
  /** An account was selected. */
  onLeave?: () => void;
};

const lists = {
  remotepc: { href: '/users', icon: <Users aria-hidden /> },
  remoteit: { href: '/devices', icon: <HardDrive aria-hidden /> },
};

/**
 * The connected accounts. The only one of a vendor is a link to its users or devices; of several,
 * one or all are selected.
 */
export function AccountSwitcher({ accounts, canManage, onLeave }: AccountSwitcherProps) {
  const shell = useShellAccounts();
  const select = useSelectAccount();
  const isChoice = upstreams.some((upstream) => shell.choices[upstream].offered.length > 0);
  const onSelect = (upstream: Upstream, choice: string) => {
    select(upstream, choice);
    onLeave?.();
  };
  const entries: MenuEntry[] = isChoice
    ? upstreams.flatMap((upstream) => vendorEntries(upstream, accounts, shell, onSelect))
    : [{ kind: 'heading', label: 'Accounts' }, ...accounts.map(linkTo)];
  if (canManage) {
    entries.push(
      { kind: 'separator' },
      { label: 'Account settings', icon: <Settings aria-hidden />, href: '/settings/accounts' },
    );
  }
  return (
    <MenuButton
      variant="ghost"
      label="Accounts"
      entries={entries}
      className="flex w-full"
      menuClassName="w-64"
      buttonClassName={navButtonClass}
    >
      <BrandMark className="size-6!" />
      <span className="sr-only min-w-0 flex-1 wide:not-sr-only">
        <span className="sr-only">Accounts: </span>
        <span className="block truncate leading-4 text-ink">Reseller Desk</span>
        <span className="block truncate text-12 font-normal">
          {isChoice ? selectedOf(accounts, shell) : summaryOf(accounts)}
        </span>
      </span>
      <ChevronsUpDown aria-hidden className="hidden text-faint wide:block" />
    </MenuButton>
  );
}

const hintOf = ({ isSandbox }: ShownAccount) => (isSandbox ? 'sandbox' : undefined);

function linkTo(account: ShownAccount): MenuEntry {
  const { href, icon } = lists[account.upstream];
  return {
    label: account.name,
    hint: hintOf(account),
    icon,
    href: `${href}?account=${account.id}`,
  };
}

/** One vendor's accounts, under its name. */
function vendorEntries(
  upstream: Upstream,
  accounts: readonly ShownAccount[],
  { choices }: ShellAccounts,
  onSelect: (upstream: Upstream, choice: string) => void,
): MenuEntry[] {
  const { offered, together, chosen } = choices[upstream];
  const usable = accounts.filter((account) => account.upstream === upstream);
  if (usable.length === 0) return [];
  const heading: MenuEntry = { kind: 'heading', label: vendors[upstream] };
  if (offered.length === 0) return [heading, ...usable.map(linkTo)];
  const { icon } = lists[upstream];
  const choiceOf = (id: string, label: string, hint?: string): MenuEntry => ({
    ...{ label, hint, icon },
    isChecked: id === chosen,
    onSelect: () => onSelect(upstream, id),
  });
  return [
    heading,
    ...(together.length > 1 ? [choiceOf(ALL, `All ${vendors[upstream]} accounts`)] : []),
    ...offered.map((account) => choiceOf(account.id, account.name, hintOf(account))),
  ];
}

function summaryOf(accounts: readonly ShownAccount[]): string {
  if (accounts.length === 0) return 'No accounts';
  if (accounts.every((account) => account.isSandbox)) return 'Sandbox';
  return accounts.map((account) => account.name).join(', ');
}

/** What the page shows. */
function selectedOf(accounts: readonly ShownAccount[], { current, choices }: ShellAccounts) {
  if (!current) return `${accounts.length} accounts`;
  const { chosen, nameOf } = choices[current];
  if (chosen === ALL) return `All ${vendors[current]} accounts`;
  return chosen ? nameOf(chosen) : 'No accounts';
}
