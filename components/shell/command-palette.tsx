'use client';

import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import {
  KeyRound,
  LogIn,
  LogOut,
  Monitor,
  Moon,
  Search,
  Send,
  Sun,
  UserPlus,
  UserRound,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import { Content, Overlay, Portal, Root, Title } from 'radix-ui/dialog';
import { useDeferredValue, useState, type ReactNode } from 'react';
import type { CustomerUser } from '@/lib/schemas/users';
import { allowed, navItems } from './nav-items';
import { foundUsersQuery } from './queries';
import { useSignOut } from './use-sign-out';

const actions = [
  { href: '/users/new', label: 'Add a user', icon: UserPlus, permission: 'users.write' },
  { href: '/invitations/new', label: 'Invite users', icon: Send, permission: 'batches.write' },
  {
    href: '/users/passwords',
    label: 'Store passwords from a list',
    icon: KeyRound,
    permission: 'passwords.write',
  },
];

const appearances = [
  { value: 'light', label: 'Appearance: light', icon: Sun },
  { value: 'dark', label: 'Appearance: dark', icon: Moon },
  { value: 'system', label: 'Appearance: as the system', icon: Monitor },
];

/** The first few found are offered to sign in as. */
const SIGN_INS = 3;

type CommandPaletteProps = { permissions: readonly string[]; onClose: () => void };

/** Pages, actions and users behind one field. Loaded when it is first opened. */
export function CommandPalette({ permissions, onClose }: CommandPaletteProps) {
  const router = useRouter();
  const { setTheme } = useTheme();
  const { leave } = useSignOut();
  const [search, setSearch] = useState('');
  const users = useFoundUsers(search.trim(), permissions.includes('users.read'));
  const run = (action: () => void) => () => {
    onClose();
    action();
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
          <Command label="Search and commands" loop>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search aria-hidden className="size-4 shrink-0 text-muted" />
              <Command.Input
                value={search}
                onValueChange={setSearch}
                placeholder="Go to a page, find a user, do something"
                className="h-12 min-w-0 flex-1 bg-transparent text-15 outline-none"
              />
            </div>
            <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto overscroll-contain p-1">
              {users.length === 0 && (
                <Command.Empty className="px-3 py-8 text-center text-muted">
                  Nothing is called that.
                </Command.Empty>
              )}
              <PaletteGroup heading="Pages">
                {allowed(navItems, permissions).map(({ href, label, icon: Icon }) => (
                  <PaletteItem key={href} onSelect={run(() => router.push(href))}>
                    <Icon aria-hidden />
                    {label}
                  </PaletteItem>
                ))}
              </PaletteGroup>
              <PaletteGroup heading="Actions">
                {allowed(actions, permissions).map(({ href, label, icon: Icon }) => (
                  <PaletteItem key={href} onSelect={run(() => router.push(href))}>
                    <Icon aria-hidden />
                    {label}
                  </PaletteItem>
                ))}
                {appearances.map(({ value, label, icon: Icon }) => (
                  <PaletteItem key={value} onSelect={run(() => setTheme(value))}>
                    <Icon aria-hidden />
                    {label}
                  </PaletteItem>
                ))}
                <PaletteItem onSelect={run(leave)}>
                  <LogOut aria-hidden />
                  Sign out
                </PaletteItem>
              </PaletteGroup>
              <FoundUsers
                users={users}
                onSelect={(username) => run(() => router.push(usersPath(username)))()}
              />
              {permissions.includes('users.auto_login') && (
                <SignInAs
                  users={users.slice(0, SIGN_INS)}
                  onSelect={(username) => run(() => router.push(usersPath(username, 'sign-in')))()}
                />
              )}
            </Command.List>
          </Command>
        </Content>
      </Portal>
    </Root>
  );
}

function useFoundUsers(search: string, isAllowed: boolean): readonly CustomerUser[] {
  const isSearched = isAllowed && search.length >= 2;
  const { data } = useQuery({ ...foundUsersQuery(useDeferredValue(search)), enabled: isSearched });
  return isSearched ? (data?.items ?? []) : [];
}

type FoundUsersProps = { users: readonly CustomerUser[]; onSelect: (username: string) => void };

/** The server has chosen already: the palette's own matching is not to drop any. */
function FoundUsers({ users, onSelect }: FoundUsersProps) {
  if (users.length === 0) return null;
  return (
    <PaletteGroup heading="Users" isAlwaysShown>
      {users.map(({ username }) => (
        <PaletteItem key={username} isAlwaysShown onSelect={() => onSelect(username)}>
          <UserRound aria-hidden />
          <span className="truncate">{username}</span>
        </PaletteItem>
      ))}
    </PaletteGroup>
  );
}

/** Leads to the list, which asks there whatever the policy asks for. */
function SignInAs({ users, onSelect }: FoundUsersProps) {
  if (users.length === 0) return null;
  return (
    <PaletteGroup heading="Sign in as a customer" isAlwaysShown>
      {users.map(({ username }) => (
        <PaletteItem key={username} isAlwaysShown onSelect={() => onSelect(username)}>
          <LogIn aria-hidden />
          <span className="truncate">Sign in as {username}</span>
        </PaletteItem>
      ))}
    </PaletteGroup>
  );
}

function usersPath(search: string, wish?: 'sign-in'): string {
  return `/users?${new URLSearchParams({ search, ...(wish && { do: wish }) })}`;
}

type PaletteGroupProps = { heading: string; isAlwaysShown?: boolean; children: ReactNode };

function PaletteGroup({ heading, isAlwaysShown, children }: PaletteGroupProps) {
  return (
    <Command.Group
      heading={heading}
      forceMount={isAlwaysShown}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

type PaletteItemProps = { onSelect: () => void; isAlwaysShown?: boolean; children: ReactNode };

function PaletteItem({ onSelect, isAlwaysShown, children }: PaletteItemProps) {
  return (
    <Command.Item
      onSelect={onSelect}
      forceMount={isAlwaysShown}
      className="flex h-9 cursor-default items-center gap-2.5 rounded-tag px-3 aria-selected:bg-sunken touch:h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
    >
      {children}
    </Command.Item>
  );
}
