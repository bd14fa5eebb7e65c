/** Where a key works. Together they are the sheet of keys, in this order. */
export const keyGroups = ['Everywhere', 'Go to', 'In a list'] as const;

type Row = {
  group: (typeof keyGroups)[number];
  label: string;
  /**
   * Each as `KeyboardEvent.key`; letters in lower case, `Mod` is Ctrl, or Command on a Mac. Two
   * with a blank between are pressed one after the other.
   */
  keys: readonly string[];
  /** The page it opens. */
  href?: string;
  /** Hidden from anyone without it. */
  permission?: string;
};

/**
 * The one table of keys: handlers, the sheet of keys, the palette, and the tests go by it. They work
 * anywhere but in text fields, menus, and dialogs.
 */
const table = {
  palette: { group: 'Everywhere', label: 'Search and commands', keys: ['Mod+k'] },
  search: { group: 'Everywhere', label: 'Search the list', keys: ['/'] },
  help: { group: 'Everywhere', label: 'Keyboard shortcuts', keys: ['?'] },
  overview: { group: 'Go to', label: 'Overview', keys: ['g o'], href: '/' },
  users: { group: 'Go to', label: 'Users', keys: ['g u'], href: '/users' },
  customers: { group: 'Go to', label: 'Customers', keys: ['g c'], href: '/customers' },
  invitations: { group: 'Go to', label: 'Invitations', keys: ['g i'], href: '/invitations' },
  devices: { group: 'Go to', label: 'Devices', keys: ['g d'], href: '/devices' },
  approvals: { group: 'Go to', label: 'Approvals', keys: ['g p'], href: '/approvals' },
  auditLog: { group: 'Go to', label: 'Audit log', keys: ['g a'], href: '/activity' },
  team: { group: 'Go to', label: 'Team', keys: ['g t'], href: '/staff' },
  settings: { group: 'Go to', label: 'Settings', keys: ['g s'], href: '/settings' },
  profile: { group: 'Go to', label: 'Profile', keys: ['g m'], href: '/profile' },
  next: { group: 'In a list', label: 'Next row', keys: ['j', 'ArrowDown'] },
  previous: { group: 'In a list', label: 'Previous row', keys: ['k', 'ArrowUp'] },
  first: { group: 'In a list', label: 'First row', keys: ['Home'] },
  last: { group: 'In a list', label: 'Last row', keys: ['End'] },
  open: { group: 'In a list', label: 'Open', keys: ['Enter'] },
  select: { group: 'In a list', label: 'Select a user', keys: ['x'], permission: 'users.read' },
  signIn: {
    group: 'In a list',
    label: 'Sign in as a user',
    keys: ['s'],
    permission: 'users.auto_login',
  },
} as const satisfies Record<string, Row>;

export type KeyName = keyof typeof table;

export const keyTable: Readonly<Record<KeyName, Row>> = table;
export const keyNames = Object.keys(table) as KeyName[];

/** What opens this page, if anything does. */
export function keysOfPage(href: string): string | undefined {
  return Object.values(keyTable).find((row) => row.href === href)?.keys[0];
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/**
 * Which of these was pressed, if any.
 * @param before the key that was pressed just before, if it begins a sequence
 */
export function pressedKey<Name extends KeyName>(
  { key, ctrlKey, metaKey, altKey }: Pressed,
  names: readonly Name[],
  before?: string,
): Name | null {
  if (altKey) return null;
  const one = key.length === 1 ? key.toLowerCase() : key;
  const pressed = ctrlKey || metaKey ? `Mod+${one}` : before ? `${before} ${one}` : one;
  return names.find((name) => keyTable[name].keys.includes(pressed)) ?? null;
}

/** Whether the next key belongs to this one, in any of these. */
export function beginsSequence(
  { key, ctrlKey, metaKey, altKey }: Pressed,
  names: readonly KeyName[],
): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  return names.some((name) => keyTable[name].keys.some((keys) => keys.startsWith(`${key} `)));
}

const shownNames: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Mod: 'Ctrl',
};

/** The keys as people read them: `g o` is two, `Mod+k` one. */
export function shownKeys(keys: string): string[] {
  return keys.split(' ').map((one) =>
    one
      .split('+')
      .map((part) => shownNames[part] ?? (part.length === 1 ? part.toUpperCase() : part))
      .join(' '),
  );
}
