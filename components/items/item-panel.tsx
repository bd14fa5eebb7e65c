'use client';

import { ChevronDown, ChevronUp, ExternalLink } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { IconButton } from '@/components/ui/icon-button';
import { LinkButton } from '@/components/ui/link-button';
import { Sheet } from '@/components/ui/sheet';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import type { ItemQuery } from './item-page';
import type { PanelList } from './use-opened-item';

type ItemPanelProps<Item> = {
  list: PanelList;
  itemKey: string;
  /** As in "Previous user". */
  noun: string;
  title: ReactNode;
  /** What the row shows, for where it isn't in view. */
  facts: ReactNode;
  copy: { text: string; what: string } | undefined;
  /** The first action, before *Open as page*. */
  action?: ReactNode;
  /** The items in the rows around this one. */
  before: Item | undefined;
  after: Item | undefined;
  onStep: (item: Item) => void;
  onClose: () => void;
  query: ItemQuery;
  /** The details, once they're loaded. */
  children: ReactNode;
};

/** From this width on the list stays usable beside the panel. */
const BESIDE = '(min-width: 1200px)';

/** One item over its list: what its row doesn't show. ↑ and ↓ go on to the items around it. */
export function ItemPanel<Item>(props: ItemPanelProps<Item>) {
  const { list, itemKey, noun, title, facts, copy, before, after, onStep, onClose, query } = props;
  useFocusOnRow(itemKey);
  // Once: what has been typed wouldn't outlive a change.
  const [isBeside] = useState(() => window.matchMedia(BESIDE).matches);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowUp: before, ArrowDown: after }[event.key];
    if (!step || event.defaultPrevented || isTypingIn(event.target)) return;
    event.preventDefault();
    onStep(step);
  };
  return (
    <Sheet
      isOpen
      isModal={!isBeside}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      onKeyDown={onKeyDown}
      title={title}
      description={!isBeside && facts}
      actions={
        <>
          <IconButton
            label={`Previous ${noun}`}
            size="icon-sm"
            disabled={!before}
            onClick={() => before && onStep(before)}
          >
            <ChevronUp />
          </IconButton>
          <IconButton
            label={`Next ${noun}`}
            size="icon-sm"
            disabled={!after}
            onClick={() => after && onStep(after)}
          >
            <ChevronDown />
          </IconButton>
          {copy && <CopyButton {...copy} />}
        </>
      }
    >
      <div className="flex flex-col gap-6 px-5 py-4">
        <div className="flex flex-wrap gap-2">
          {props.action}
          <LinkButton href={`${list}/${itemKey}`} prefetch={false}>
            <ExternalLink aria-hidden />
            Open as page
          </LinkButton>
        </div>
        {query.data !== undefined && props.children}
        {query.data === undefined &&
          (query.error ? (
            <QueryError title={`Couldn’t load the ${noun}`} query={query} />
          ) : (
            <div aria-busy className="flex flex-col gap-6">
              <Skeleton className="w-1/2" />
              <Skeleton className="h-40" />
              <Skeleton className="w-3/4" />
            </div>
          ))}
      </div>
    </Sheet>
  );
}

/** On closing; after ↓ it's another row than the one the panel was opened from. */
function useFocusOnRow(itemKey: string) {
  const last = useRef(itemKey);
  useEffect(() => {
    last.current = itemKey;
  });
  useEffect(
    () => () => {
      setTimeout(() =>
        document.querySelector<HTMLElement>(`[data-open="${last.current}"]`)?.focus(),
      );
    },
    [],
  );
}

function isTypingIn(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [role=menu]') !== null
  );
}
