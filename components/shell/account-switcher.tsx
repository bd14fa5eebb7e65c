'use client';

import { ChevronsUpDown, HardDrive, Settings, Users } from 'lucide-react';
import { MenuButton } from '@/components/ui/menu-button';
import type { MenuEntry } from '@/components/ui/menu-content';
import { BrandMark } from './signed-out-frame';

/** What the server passes to the shell about an account. */
export type ShellAccount = {
  id: string;
  upstream: 'remotepc' | 'remoteit';
  name: string;
  isSandbox: boolean;
};

/** A two-line button of the navigation, square while the navigation is collapsed. */
export const navButtonClass =
  'h-10 w-10 min-w-0 px-0 text-left wide:w-full wide:justify-start wide:px-2';

type AccountSwitcherProps = {
  accounts: readonly ShellAccount[];
  canManage: boolean;
};

const lists = {
  remotepc: { href: '/users', icon: <Users aria-hidden /> },
  remoteit: { href: '/devices', icon: <HardDrive aria-hidden /> },
};

/** The connected accounts, each with a link to its users or devices. */
export function AccountSwitcher({ accounts, canManage }: AccountSwitcherProps) {
  const entries: MenuEntry[] = [
    { kind: 'heading', label: 'Accounts' },
    ...accounts.map((account) => ({
      label: account.name,
      hint: account.isSandbox ? 'sandbox' : undefined,
      icon: lists[account.upstream].icon,
      href: `${lists[account.upstream].href}?account=${account.id}`,
    })),
  ];
  if (canManage) {
    entries.push(
      { kind: 'separator' },
      { label: 'Account settings', icon: <Settings aria-hidden />, href: '/settings' },
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
        <span className="block truncate text-12 font-normal">{summaryOf(accounts)}</span>
      </span>
      <ChevronsUpDown aria-hidden className="hidden text-faint wide:block" />
    </MenuButton>
  );
}

function summaryOf(accounts: readonly ShellAccount[]): string {
  if (accounts.length === 0) return 'No accounts';
  if (accounts.every((account) => account.isSandbox)) return 'Sandbox';
  return accounts.map((account) => account.name).join(', ');
}
