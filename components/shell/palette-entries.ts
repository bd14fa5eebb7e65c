import {
  Braces,
  Building2,
  Keyboard,
  KeyRound,
  LogOut,
  Monitor,
  Moon,
  Send,
  Settings,
  ShieldCheck,
  Sun,
  UserPlus,
  UserRound,
  type LucideIcon,
} from 'lucide-react';
import { keysOfPage, keyTable } from '@/lib/shared/keys';
import { settingsSections } from '@/lib/shared/settings-sections';
import { allowed, navItems } from './nav-links';

/** In this order, below *Recent*. */
const paletteGroups = [
  'Pages',
  'Actions',
  'Lists',
  'Settings',
  'Users',
  'Invited, no account yet',
  'Sign in as a user',
  'Customers',
  'Devices',
  'Invitations',
  'Team',
] as const;
type PaletteGroup = (typeof paletteGroups)[number];

export type PaletteEntry = {
  id: string;
  group: PaletteGroup;
  label: string;
  /** What else it is found by. */
  words?: string;
  /** Whose it is, or how many. */
  hint?: string | undefined;
  /** As the table of keys has them. */
  keys?: string | undefined;
  icon: LucideIcon;
  run: () => void;
};

/** What entries can do. */
export type PaletteCommands = {
  go: (path: string) => void;
  showKeys: () => void;
  setTheme: (theme: string) => void;
  signOut: () => void;
};

const actions = [
  {
    href: '/users/new',
    label: 'Add user',
    words: 'new create',
    icon: UserPlus,
    permission: 'users.write',
  },
  {
    href: '/invitations/new',
    label: 'Invite users',
    words: 'new batch import CSV',
    icon: Send,
    permission: 'batches.write',
  },
  {
    href: '/users/passwords',
    label: 'Store passwords from a list',
    words: 'import CSV',
    icon: KeyRound,
    permission: 'passwords.write',
  },
  {
    href: '/customers/import',
    label: 'Import customers from a list',
    words: 'CSV companies',
    icon: Building2,
    permission: 'customers.manage',
  },
];

type FilteredList = { path: string; label: string; words: string; permission?: string };

/** Lists with a filter on. */
const filtered: readonly FilteredList[] = [
  {
    path: '/users?seats=over&sort=unused',
    label: 'Users over their seat limit',
    words: 'assigned exceeded',
  },
  { path: '/users?seats=full&sort=-seats', label: 'Users at their seat limit', words: 'full' },
  {
    path: '/users?seats=idle&sort=-unused',
    label: 'Users with unused seats',
    words: 'idle available',
  },
  { path: '/users?status=inactive', label: 'Inactive users', words: 'disabled' },
  { path: '/users?password=none', label: 'Users without a stored password', words: 'missing' },
  {
    path: '/users?password=refused',
    label: 'Users whose stored password was refused',
    words: 'wrong outdated',
  },
  {
    path: '/users?show=invited',
    label: 'Invited people who aren’t here yet',
    words: 'invitations pending waiting',
    permission: 'batches.read',
  },
  { path: '/users?sort=-createdOn', label: 'Newest users', words: 'created recently latest' },
  { path: '/devices?state=active', label: 'Online devices', words: 'active reachable' },
  { path: '/devices?state=inactive', label: 'Offline devices', words: 'inactive down' },
  {
    path: '/devices?offlineDays=30',
    label: 'Devices offline for 30 days',
    words: 'long inactive gone',
  },
  { path: '/invitations?status=running', label: 'Batches being sent', words: 'running' },
  { path: '/invitations?status=paused', label: 'Paused batches', words: 'stopped problem' },
  {
    path: '/activity?when=today',
    label: 'Audit log of today',
    words: 'events actions what happened',
  },
  {
    path: '/activity?outcome=denied',
    label: 'Actions that were denied',
    words: 'audit log refused events',
  },
  { path: '/activity?outcome=failure', label: 'Actions that failed', words: 'audit log events' },
];

const appearances = [
  { value: 'light', label: 'Theme: light', icon: Sun },
  { value: 'dark', label: 'Theme: dark', icon: Moon },
  { value: 'system', label: 'Theme: system', icon: Monitor },
];

/** The pages, actions, filtered lists, and settings that this person may open. */
export function commandEntries(
  permissions: readonly string[],
  { go, showKeys, setTheme, signOut }: PaletteCommands,
): PaletteEntry[] {
  const pages = allowed(navItems, permissions);
  const page = (href: string, label: string, icon: LucideIcon, words?: string) => ({
    ...{ id: `page ${href}`, group: 'Pages' as const, label, icon, words },
    keys: keysOfPage(href),
    run: () => go(href),
  });
  const lists = filtered.flatMap(({ path, label, words, permission }) => {
    if (permission && !permissions.includes(permission)) return [];
    const list = pages.find(({ href }) => path.startsWith(`${href}?`));
    return list ? [{ path, label, words, icon: list.icon }] : [];
  });
  return [
    ...pages.map(({ href, label, icon }) => page(href, label, icon)),
    ...(permissions.includes('staff.read') ? [page('/staff/roles', 'Roles', ShieldCheck)] : []),
    page('/api-reference', 'API reference', Braces, 'openapi automation scripts developer calls'),
    page('/profile', 'Profile', UserRound, 'my name password sessions second factor passkeys'),
    ...allowed(actions, permissions).map(({ href, ...action }) => ({
      ...action,
      id: `action ${href}`,
      group: 'Actions' as const,
      run: () => go(href),
    })),
    {
      ...{ id: 'keys', group: 'Actions', icon: Keyboard, run: showKeys },
      ...{ label: keyTable.help.label, words: 'help hotkeys', keys: keyTable.help.keys[0] },
    },
    ...appearances.map(({ value, label, icon }) => ({
      ...{ id: `theme ${value}`, group: 'Actions' as const, label, icon },
      ...{ words: 'appearance mode', run: () => setTheme(value) },
    })),
    { id: 'sign out', group: 'Actions', label: 'Sign out', icon: LogOut, run: signOut },
    ...lists.map(({ path, ...list }) => ({
      ...list,
      id: `list ${path}`,
      group: 'Lists' as const,
      run: () => go(path),
    })),
    ...allowed(settingsSections, permissions).map(({ href, label, words, description }) => ({
      ...{ id: `settings ${href}`, group: 'Settings' as const, icon: Settings },
      ...{ label: `Settings: ${label}`, words: `${words} ${description}`, run: () => go(href) },
    })),
  ];
}

/** The entries in which each word of `search` begins a word, those by their label first. */
export function matching(entries: readonly PaletteEntry[], search: string): PaletteEntry[] {
  const wanted = wordsOf(search);
  if (wanted.length === 0) return entries.filter(isShownUnasked);
  const isIn = (text: string) => {
    const words = wordsOf(text);
    return wanted.every((part) => words.some((word) => word.startsWith(part)));
  };
  const byLabel = entries.filter(({ label }) => isIn(label));
  const byWords = entries.filter(
    (entry) => !byLabel.includes(entry) && isIn(`${entry.label} ${entry.words ?? ''}`),
  );
  return [...byLabel, ...byWords];
}

/** Before anything is typed, filters and settings would only be long. */
function isShownUnasked({ group }: PaletteEntry): boolean {
  return group === 'Pages' || group === 'Actions';
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,:.]+/)
    .filter(Boolean);
}
