'use client';

import { PanelLeft, Search } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Keys } from '@/components/ui/kbd';
import { Tooltip } from '@/components/ui/tooltip';
import type { ShownAccount } from '@/lib/shared/account-choice';
import { keyTable } from '@/lib/shared/keys';
import { AccountSwitcher } from './account-switcher';
import { NavLinks } from './nav-links';
import { PersonMenu, type ShellPerson } from './person-menu';
import { ThemeSwitch } from './theme';

export type SideNavProps = {
  person: ShellPerson;
  permissions: readonly string[];
  accounts: readonly ShownAccount[];
  onShowKeys: () => void;
  onOpenPalette: () => void;
  onPreparePalette: () => void;
  isNarrowed?: boolean;
  /** Not on a phone, where the navigation is a sheet. */
  onToggle?: () => void;
  /** A link was followed. */
  onLeave?: () => void;
};

/** Accounts at the top, then pages, with theme and person at the bottom. */
export function SideNav(props: SideNavProps) {
  const { person, permissions, accounts, isNarrowed, onShowKeys, onToggle, onLeave } = props;
  return (
    <div className="flex h-full flex-col gap-3 p-2">
      <AccountSwitcher
        accounts={accounts}
        canManage={permissions.includes('accounts.write')}
        onLeave={onLeave}
      />
      <SearchEverywhere {...props} />
      <NavLinks permissions={permissions} onLeave={onLeave} />
      <div className="mt-auto flex flex-col gap-2">
        <div className="flex flex-col items-center gap-1 wide:flex-row wide:justify-between wide:pl-1.5">
          <ThemeSwitch />
          {onToggle && (
            <span className="hidden lg:inline-flex">
              <IconButton
                label={isNarrowed ? 'Expand navigation' : 'Collapse navigation'}
                onClick={onToggle}
              >
                <PanelLeft aria-hidden />
              </IconButton>
            </span>
          )}
        </div>
        <div className="-mx-2 border-t border-line" />
        <PersonMenu person={person} onShowKeys={onShowKeys} />
      </div>
    </div>
  );
}

function SearchEverywhere({ onOpenPalette, onPreparePalette }: SideNavProps) {
  return (
    <Tooltip text="Search and commands" side="right" isLabel isForIcon>
      <Button
        aria-label="Search and commands"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        className="w-10 px-0 font-normal text-muted wide:w-full wide:justify-start wide:px-2"
        onPointerEnter={onPreparePalette}
        onFocus={onPreparePalette}
        onClick={onOpenPalette}
      >
        <Search aria-hidden />
        <span className="hidden flex-1 text-left wide:block">Search</span>
        <span aria-hidden className="hidden touch:hidden! wide:block">
          <Keys of={keyTable.palette.keys[0] ?? ''} />
        </span>
      </Button>
    </Tooltip>
  );
}
