'use client';

import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTheme } from 'next-themes';
import { Content, Overlay, Portal, Root, Title } from 'radix-ui/dialog';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { matchingEntries, userEntries, type PaletteEntry } from './palette-entries';
import { foundUsersQuery } from './queries';
import { useSignOut } from './use-sign-out';

type CommandPaletteProps = { permissions: readonly string[]; onClose: () => void };

/** Pages, actions and users behind one field. Loaded when it is first opened. */
export function CommandPalette({ permissions, onClose }: CommandPaletteProps) {
  const [search, setSearch] = useState('');
  const { entries, isSearching } = usePaletteEntries(search.trim(), permissions);
  const [chosen, setChosen] = useState('');
  /** Enter was pressed while the users for this text were still on their way. */
  const isEntered = useRef(false);
  const selected = entries.find(({ id }) => id === chosen) ?? entries[0];
  const isFirstUnsure = isSearching && (!selected || isUser(selected));

  const run = (entry: PaletteEntry) => {
    onClose();
    entry.run();
  };
  useEffect(() => {
    if (!isEntered.current || isFirstUnsure) return;
    isEntered.current = false;
    if (selected) run(selected);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || !isFirstUnsure) return;
    event.preventDefault();
    isEntered.current = true;
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
            // What matches is decided here, so that the first is always the one selected.
            shouldFilter={false}
            value={selected?.id ?? ''}
            onValueChange={setChosen}
            onKeyDown={onKeyDown}
          >
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search aria-hidden className="size-4 shrink-0 text-muted" />
              <Command.Input
                value={search}
                onValueChange={(text) => {
                  setSearch(text);
                  setChosen('');
                  isEntered.current = false;
                }}
                placeholder="Go to a page, find a user, do something"
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

/** Everything that matches, the first hit first, and whether users may still be added to it. */
function usePaletteEntries(search: string, permissions: readonly string[]) {
  const router = useRouter();
  const { setTheme } = useTheme();
  const { leave } = useSignOut();
  const isAsked = permissions.includes('users.read') && search.length >= 2;
  const { data, isFetching, isPlaceholderData } = useQuery({
    ...foundUsersQuery(search),
    enabled: isAsked,
  });
  const commands = {
    go: (path: string) => router.push(path),
    setTheme,
    signOut: leave,
  };
  const usernames = isAsked ? (data?.items ?? []).map(({ username }) => username) : [];
  return {
    entries: [
      ...matchingEntries(search, permissions, commands),
      ...userEntries(usernames, permissions, commands),
    ],
    // Users that are known for this very text may be used while they are asked for again.
    isSearching: isAsked && isFetching && (!data || isPlaceholderData),
  };
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
  const { id, label, icon: Icon } = entry;
  return (
    <Command.Item
      value={id}
      onSelect={onSelect}
      className="flex h-9 cursor-default items-center gap-2.5 rounded-tag px-3 aria-selected:bg-sunken touch:h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
    >
      <Icon aria-hidden />
      <span className="truncate">{label}</span>
    </Command.Item>
  );
}
