'use client';

import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useTheme } from 'next-themes';
import { Content, Overlay, Portal, Root, Title } from 'radix-ui/dialog';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { FocusReturn } from '@/components/ui/focus-return';
import { Keys } from '@/components/ui/kbd';
import { useGo } from '@/components/ui/unsaved';
import type { SearchedPart } from '@/lib/contract/search';
import { commandEntries, matching, type PaletteEntry } from './palette-entries';
import { foundEntries, searchedAccount } from './palette-found';
import { isFound, type RecentEntries } from './palette-recent';
import { foundQuery } from './queries';
import { useSignOut } from './sign-out';
import type { TypedAhead } from './typed-ahead';
import { useAccountLinks, useShellAccounts } from './use-shell-accounts';

type CommandPaletteProps = {
  recent: RecentEntries;
  typedAhead: TypedAhead;
  permissions: readonly string[];
  onShowKeys: () => void;
  onClose: () => void;
};

/**
 * Finds pages, actions, filtered lists, settings, users, devices, invitations, and team members. Its
 * code loads when it first opens.
 */
export function CommandPalette(props: CommandPaletteProps) {
  const { typedAhead, onClose } = props;
  const [search, setSearch] = useState('');
  const { groups, isSearching, failure } = usePaletteGroups(search.trim(), props);
  const entries = groups.flatMap(({ members }) => members);
  const [selectedId, setSelectedId] = useState('');
  /** Enter was pressed while what this text finds was still loading. */
  const isEnterPending = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  const selected = entries.find(({ id }) => id === selectedId) ?? entries[0];
  const canFirstChange = isSearching && (!selected || isFound(selected));

  const run = (entry: PaletteEntry) => {
    props.recent.remember(entry);
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
        <Overlay className="fixed inset-0 z-40 animate-appear bg-overlay print:hidden" />
        <Content
          aria-describedby={undefined}
          // In the step in which `PaletteLoading` lets go of the keys. The next one may come before
          // React shows the text, so the field gets it directly, and nothing is selected.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            const { text, hasEnter } = typedAhead;
            typedAhead.clear();
            isEnterPending.current = hasEnter;
            setSearch(text);
            if (!field.current) return;
            field.current.value = text;
            field.current.focus();
            field.current.setSelectionRange(text.length, text.length);
          }}
          className="fixed top-[min(14vh,8rem)] left-1/2 z-40 w-[calc(100vw-2rem)] max-w-140 -translate-x-1/2 animate-appear overflow-hidden rounded-panel bg-raised text-13 shadow-float outline-none print:hidden"
        >
          <FocusReturn />
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
                ref={field}
                value={search}
                onValueChange={(text) => {
                  setSearch(text);
                  setSelectedId('');
                  isEnterPending.current = false;
                }}
                placeholder="Search everything"
                className="h-12 min-w-0 flex-1 bg-transparent text-15 outline-none"
              />
            </div>
            <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto overscroll-contain p-1">
              {entries.length === 0 && !(failure && !isSearching) && (
                <p role="status" className="px-3 py-8 text-center text-muted">
                  {isSearching ? 'Searching…' : `No results for “${search.trim()}”`}
                </p>
              )}
              {groups.map(({ heading, members }) => (
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
              {failure && (
                <p role="status" className="px-3 py-2 text-12 text-warn-text">
                  {failure}
                </p>
              )}
            </Command.List>
          </Command>
        </Content>
      </Portal>
    </Root>
  );
}

type Group = { heading: string; members: PaletteEntry[] };

/** All matches, best first, and whether some are still searched for. */
function usePaletteGroups(search: string, props: CommandPaletteProps) {
  const { permissions, onShowKeys } = props;
  const go = useGo();
  const { setTheme } = useTheme();
  const { leave } = useSignOut();
  const withAccount = useAccountLinks();
  const shell = useShellAccounts();
  const isAsked = search.length >= 2;
  const { data, error, isFetching, isPlaceholderData } = useQuery({
    ...foundQuery(search, {
      users: searchedAccount(shell.choices.remotepc),
      devices: searchedAccount(shell.choices.remoteit),
    }),
    enabled: isAsked,
  });
  const commands = commandEntries(permissions, {
    go: (path) => go(withAccount(path)),
    showKeys: onShowKeys,
    setTheme,
    signOut: leave,
  });
  const recent = props.recent.list(commands);
  const found = isAsked && data ? foundEntries(data, permissions, shell, go) : [];
  return {
    groups:
      search === ''
        ? unasked(recent, matching(commands, search))
        : grouped([...matching(commands, search), ...found], recent),
    // What is already known for this exact text stays selectable while it is refetched.
    isSearching: isAsked && isFetching && (!data || isPlaceholderData),
    failure: isAsked ? failureOf(error !== null, data?.failed) : null,
  };
}

/** Before anything is typed: what was opened last, then pages and actions. */
function unasked(recent: PaletteEntry[], commands: readonly PaletteEntry[]): Group[] {
  const rest = grouped(
    commands.filter(({ id }) => !recent.some((one) => one.id === id)),
    [],
  );
  return recent.length === 0 ? rest : [{ heading: 'Recent', members: recent }, ...rest];
}

/** In the order of each group's best match; in each, what was opened before comes first. */
function grouped(entries: readonly PaletteEntry[], recent: readonly PaletteEntry[]): Group[] {
  const groups = new Map<string, PaletteEntry[]>();
  for (const entry of entries) {
    const isRecent = recent.some(({ id }) => id === entry.id);
    const before = groups.get(entry.group) ?? [];
    groups.set(entry.group, isRecent ? [entry, ...before] : [...before, entry]);
  }
  return [...groups].map(([heading, members]) => ({ heading, members }));
}

const inWords = new Intl.ListFormat('en-US', { type: 'disjunction' });

const partWords: Record<SearchedPart, string> = {
  users: 'users',
  invited: 'invited people',
  customers: 'customers',
  devices: 'devices',
  batches: 'invitations',
  members: 'the team',
};

function failureOf(isAll: boolean, failed: readonly SearchedPart[] = []): string | null {
  if (isAll) return 'The search failed. Only pages and actions are shown.';
  if (failed.length === 0) return null;
  return `Couldn’t search ${inWords.format(failed.map((part) => partWords[part]))}.`;
}

type PaletteItemProps = { entry: PaletteEntry; onSelect: () => void };

function PaletteItem({ entry, onSelect }: PaletteItemProps) {
  const { id, label, hint, keys, icon: Icon } = entry;
  return (
    <Command.Item
      value={id}
      onSelect={onSelect}
      aria-keyshortcuts={keys}
      className="flex h-9 cursor-default items-center gap-2.5 rounded-tag px-3 aria-selected:bg-sunken touch:h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
    >
      <Icon aria-hidden />
      <span className="truncate">{label}</span>
      {hint && (
        <span className="ml-auto max-w-2/5 shrink-0 truncate text-12 text-muted">{hint}</span>
      )}
      {keys && (
        <span aria-hidden className="ml-auto shrink-0 touch:hidden">
          <Keys of={keys} />
        </span>
      )}
    </Command.Item>
  );
}
