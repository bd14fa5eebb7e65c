import { shownEmail } from '@/lib/shared/email/shown-email';
import {
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
import { allowed, navItems } from './nav-items';

export type PaletteEntry = {
  id: string;
  group: 'Pages' | 'Actions' | 'Users' | 'Sign in as a user';
  label: string;
  icon: LucideIcon;
  run: () => void;
};

/** What an entry may do. */
export type PaletteCommands = {
  go: (path: string) => void;
  setTheme: (theme: string) => void;
  signOut: () => void;
};

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
  { value: 'system', label: 'Appearance: system', icon: Monitor },
];

/** The first few found are offered to sign in as. */
const SIGN_INS = 3;

/** The pages and actions that this person may open and whose label has every word of `search`. */
export function matchingEntries(
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

/** What can be done with the users that the server has found. */
export function userEntries(
  usernames: readonly string[],
  permissions: readonly string[],
  { go }: PaletteCommands,
): PaletteEntry[] {
  const found = usernames.map((username) => ({
    id: `user ${username}`,
    group: 'Users' as const,
    label: shownEmail(username),
    icon: UserRound,
    run: () => go(`/users?${new URLSearchParams({ search: username, user: username })}`),
  }));
  if (!permissions.includes('users.auto_login')) return found;
  // Leads to the list, which asks there whatever the policy asks for.
  const signIns = usernames.slice(0, SIGN_INS).map((username) => ({
    id: `sign in ${username}`,
    group: 'Sign in as a user' as const,
    label: `Sign in as ${shownEmail(username)}`,
    icon: LogIn,
    run: () => go(`/users?${new URLSearchParams({ search: username, do: 'sign-in' })}`),
  }));
  return [...found, ...signIns];
}
