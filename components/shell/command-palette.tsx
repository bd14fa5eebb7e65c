'use client';

import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import {
  Search,
  KeyRound,
  LogIn,
  LogOut,
  Monitor,
  Moon,
  Send,
  Sun,
  UserPlus,
  UserRound,
  type LucideIcon,
} from 'lucide-react';
import { useTheme } from 'next-themes';
import { useRouter } from 'next/navigation';
import { Content, Overlay, Portal, Root, Title } from 'radix-ui/dialog';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { AccountChoice } from '@/components/account-choice/account-choice';
import type { CustomerUser } from '@/lib/contract/users';
import { ALL } from '@/lib/shared/account-choice';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { allowed, navItems } from './nav-links';
import { foundUsersQuery } from './queries';
import { useSignOut } from './sign-out';
import { useAccountLinks, useShellAccounts } from './use-shell-accounts';

type CommandPaletteProps = { permissions: readonly string[]; onClose: () => void };

/** Finds pages, actions and users. Its code loads when it first opens. */
export function CommandPalette({ permissions, onClose }: CommandPaletteProps) {
  const [search, setSearch] = useState('');
  const { entries, isSearching } = usePaletteEntries(search.trim(), permissions);
  const [selectedId, setSelectedId] = useState('');
  /** Enter was pressed while users for this text were still loading. */
  const isEnterPending = useRef(false);
  const selected = entries.find(({ id }) => id === selectedId) ?? entries[0];
  const canFirstChange = isSearching && (!selected || isUser(selected));

  const run = (entry: PaletteEntry) => {
    onClose();
    entry.run();
  };
  useEffect(() => {
    if (!isEnterPending.current || canFirstChange) return;
    isEnterPending.current = false;
    if (selected) run(selected);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || !canFirstChange) return;
    event.preventDefault();
    isEnterPending.current = true;
  };

  return (
    <Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Portal>
        <Overlay className="fixed inset-0 z-40 animate-appear bg-overlay" />
        <Content
          aria-describedby={undefined}
          className="fixed top-[min(14vh,8rem)] left-1/2 z-40 w-[calc(100vw-2rem)] max-w-140 -translate-x-1/2 animate-appear overflow-hidden rounded-panel bg-raised text-13 shadow-float outline-none"
        >
          <Title className="sr-only">Search and commands</Title>
          <Command
            label="Search and commands"
            loop
            // Filtered here rather than by cmdk, so that the first match is always selected.
            shouldFilter={false}
            value={selected?.id ?? ''}
            onValueChange={setSelectedId}
            onKeyDown={onKeyDown}
          >
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search aria-hidden className="size-4 shrink-0 text-muted" />
              <Command.Input
                value={search}
                onValueChange={(text) => {
                  setSearch(text);
                  setSelectedId('');
                  isEnterPending.current = false;
                }}
                placeholder="Search pages, actions, and users"
                className="h-12 min-w-0 flex-1 bg-transparent text-15 outline-none"
              />
            </div>
            <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto overscroll-contain p-1">
              {entries.length === 0 && (
                <p role="status" className="px-3 py-8 text-center text-muted">
                  {isSearching ? 'Searching…' : `No results for “${search.trim()}”`}
                </p>
              )}
              {groupsOf(entries).map(([heading, members]) => (
                <Command.Group
                  key={heading}
                  heading={heading}
                  className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-muted"
                >
                  {members.map((entry) => (
                    <PaletteItem key={entry.id} entry={entry} onSelect={() => run(entry)} />
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Content>
      </Portal>
    </Root>
  );
}

/** All matches, best first, and whether matching users are still loading. */
function usePaletteEntries(search: string, permissions: readonly string[]) {
  const router = useRouter();
  const { setTheme } = useTheme();
  const { leave } = useSignOut();
  const withAccount = useAccountLinks();
  const choice = useShellAccounts().choices.remotepc;
  const account = searchedAccount(choice);
  const isAsked = permissions.includes('users.read') && search.length >= 2;
  const { data, isFetching, isPlaceholderData } = useQuery({
    ...foundUsersQuery(search, account),
    enabled: isAsked,
  });
  const commands = {
    go: (path: string) => router.push(withAccount(path)),
    goToUser: (user: CustomerUser, query: Record<string, string>) =>
      router.push(`/users?${new URLSearchParams({ ...query, ...accountOf(user, choice) })}`),
    nameOf: choice.offered.length > 0 ? choice.nameOf : null,
    setTheme,
    signOut: leave,
  };
  const users = isAsked ? (data?.items ?? []) : [];
  return {
    entries: [
      ...matchingEntries(search, permissions, commands),
      ...userEntries(users, permissions, commands),
    ],
    // Users already known for this exact text stay selectable while they are refetched.
    isSearching: isAsked && isFetching && (!data || isPlaceholderData),
  };
}

/** Users of all accounts are searched; those of a sandbox only while it's selected. */
function searchedAccount({ offered, together, chosen }: AccountChoice): string | null {
  if (offered.length === 0) return null;
  if (offered.some(({ id }) => id === chosen) && !together.some(({ id }) => id === chosen)) {
    return chosen;
  }
  return ALL;
}

/** Where the list shows this user, if there are several accounts. */
function accountOf(
  { accountId }: CustomerUser,
  { offered, isAll }: AccountChoice,
): Record<string, string> {
  if (offered.length === 0) return {};
  return isAll ? { account: ALL, userAccount: accountId } : { account: accountId };
}

function isUser({ group }: PaletteEntry): boolean {
  return group === 'Users' || group === 'Sign in as a user';
}

function groupsOf(entries: readonly PaletteEntry[]): [string, PaletteEntry[]][] {
  const groups = new Map<string, PaletteEntry[]>();
  for (const entry of entries) {
    groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  }
  return [...groups];
}

type PaletteItemProps = { entry: PaletteEntry; onSelect: () => void };

function PaletteItem({ entry, onSelect }: PaletteItemProps) {
  const { id, label, hint, icon: Icon } = entry;
  return (
    <Command.Item
      value={id}
      onSelect={onSelect}
      className="flex h-9 cursor-default items-center gap-2.5 rounded-tag px-3 aria-selected:bg-sunken touch:h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
    >
      <Icon aria-hidden />
      <span className="truncate">{label}</span>
      {hint && (
        <span className="ml-auto max-w-2/5 shrink-0 truncate text-12 text-muted">{hint}</span>
      )}
    </Command.Item>
  );
}

type PaletteEntry = {
  id: string;
  group: 'Pages' | 'Actions' | 'Users' | 'Sign in as a user';
  label: string;
  /** Whose it is. */
  hint?: string;
  icon: LucideIcon;
  run: () => void;
};

/** What entries can do. */
type PaletteCommands = {
  go: (path: string) => void;
  /** Opens the list at the user's row. */
  goToUser: (user: CustomerUser, query: Record<string, string>) => void;
  /** The account's name; null if there is only one. */
  nameOf: ((accountId: string) => string) | null;
  setTheme: (theme: string) => void;
  signOut: () => void;
};

const actions = [
  { href: '/users/new', label: 'Add user', icon: UserPlus, permission: 'users.write' },
  { href: '/invitations/new', label: 'Invite users', icon: Send, permission: 'batches.write' },
  {
    href: '/users/passwords',
    label: 'Store passwords from a list',
    icon: KeyRound,
    permission: 'passwords.write',
  },
];

const appearances = [
  { value: 'light', label: 'Theme: light', icon: Sun },
  { value: 'dark', label: 'Theme: dark', icon: Moon },
  { value: 'system', label: 'Theme: system', icon: Monitor },
];

/** How many of the users found also get a *Sign in as* entry. */
const SIGN_INS = 3;

/** The pages and actions this person may open whose label contains every word of `search`. */
function matchingEntries(
  search: string,
  permissions: readonly string[],
  { go, setTheme, signOut }: PaletteCommands,
): PaletteEntry[] {
  const pages = allowed(navItems, permissions).map(({ href, label, icon }) => ({
    id: `page ${href}`,
    group: 'Pages' as const,
    label,
    icon,
    run: () => go(href),
  }));
  const commands = [
    ...allowed(actions, permissions).map(({ href, label, icon }) => ({
      id: `action ${href}`,
      label,
      icon,
      run: () => go(href),
    })),
    ...appearances.map(({ value, label, icon }) => ({
      id: `theme ${value}`,
      label,
      icon,
      run: () => setTheme(value),
    })),
    { id: 'sign out', label: 'Sign out', icon: LogOut, run: signOut },
  ].map((action) => ({ ...action, group: 'Actions' as const }));
  const words = search.toLowerCase().split(/\s+/);
  return [...pages, ...commands].filter(({ label }) =>
    words.every((word) => label.toLowerCase().includes(word)),
  );
}

/** Entries for the users that the server found. */
function userEntries(
  users: readonly CustomerUser[],
  permissions: readonly string[],
  { goToUser, nameOf }: PaletteCommands,
): PaletteEntry[] {
  const found = users.map((user) => ({
    id: `user ${user.accountId} ${user.username}`,
    group: 'Users' as const,
    label: shownEmail(user.username),
    hint: nameOf?.(user.accountId),
    icon: UserRound,
    run: () => goToUser(user, { search: user.username, user: user.username }),
  }));
  if (!permissions.includes('users.auto_login')) return found;
  // Opens the list, where the sign-in dialog asks for whatever the policy requires.
  const signIns = users.slice(0, SIGN_INS).map((user) => ({
    id: `sign in ${user.accountId} ${user.username}`,
    group: 'Sign in as a user' as const,
    label: `Sign in as ${shownEmail(user.username)}`,
    hint: nameOf?.(user.accountId),
    icon: LogIn,
    run: () => goToUser(user, { search: user.username, do: 'sign-in' }),
  }));
  return [...found, ...signIns];
}
