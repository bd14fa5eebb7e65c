'use client';

import { ChevronsUpDown, Keyboard, LogOut, UserRound } from 'lucide-react';
import { Keys } from '@/components/ui/kbd';
import { MenuButton } from '@/components/ui/menu-button';
import { keyTable } from '@/lib/shared/keys';
import { navButtonClass } from './account-switcher';
import { useSignOut } from './sign-out';

/** What the server passes to the shell about the signed-in person. */
export type ShellPerson = { id: string; name: string; email: string; role: string };

type PersonMenuProps = { person: ShellPerson; onShowKeys: () => void };

/** Who is signed in, with their profile and *Sign out*. */
export function PersonMenu({ person, onShowKeys }: PersonMenuProps) {
  const { leave, isLeaving } = useSignOut();
  return (
    <MenuButton
      variant="ghost"
      label={`Signed in as ${person.name}`}
      side="top"
      className="flex w-full"
      menuClassName="w-64"
      buttonClassName={navButtonClass}
      entries={[
        {
          kind: 'heading',
          label: (
            <>
              <span className="block truncate text-13 font-medium text-ink">{person.name}</span>
              <span className="block truncate">{person.email}</span>
              <span className="block truncate">{person.role}</span>
            </>
          ),
        },
        { kind: 'separator' },
        { label: 'Profile', icon: <UserRound aria-hidden />, href: '/profile' },
        {
          label: keyTable.help.label,
          icon: <Keyboard aria-hidden />,
          hint: <Keys of={keyTable.help.keys[0] ?? ''} />,
          onSelect: onShowKeys,
        },
        {
          label: isLeaving ? 'Signing out…' : 'Sign out',
          icon: <LogOut aria-hidden />,
          onSelect: leave,
          isDisabled: isLeaving,
        },
      ]}
    >
      <span
        aria-hidden
        className="grid size-6 shrink-0 place-items-center rounded-full border border-line-strong bg-sunken text-12 text-ink"
      >
        {initialsOf(person.name)}
      </span>
      <span className="sr-only min-w-0 flex-1 wide:not-sr-only">
        <span className="sr-only">Signed in as </span>
        <span className="block truncate leading-4 text-ink">{person.name}</span>
        <span className="block truncate text-12 font-normal">{person.role}</span>
      </span>
      <ChevronsUpDown aria-hidden className="hidden text-faint wide:block" />
    </MenuButton>
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? '')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
}
