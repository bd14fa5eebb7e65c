'use client';

import { usePathname } from 'next/navigation';
import { useRef } from 'react';

/** Says that an item's path shows the list, too: as it was when the panel was opened from it. */
const IN_LIST = 'panel';
const KEY = /^(?:usr|dev)_[\w-]+$/;

/** For the page of a list: room for an open panel, where one fits beside it. */
export const besidePanel = 'min-[1200px]:mr-120';

/** Of a list whose rows open in a panel. */
export type PanelList = '/users' | '/devices';
/** Of a list whose items have a page each. */
export type ItemList = PanelList | '/customers';

export type OpenedItem<Item> = ReturnType<typeof useOpenedItem<Item & { key?: string }>>;

/**
 * The item whose panel is open over its list, by the path. Opening adds an entry to the browser's
 * history, going on to another item replaces it, and closing goes back from it. The page isn't
 * requested anew: Next follows the history.
 * @param items the rows on screen
 */
export function useOpenedItem<Item extends { key?: string }>(
  list: PanelList,
  items: readonly Item[] | undefined,
) {
  const key = keyIn(usePathname(), list);
  // The search of the URL that was added; the entry before it is the list without the panel.
  const ownStep = useRef<string | null>(null);
  const open = (item: Item) => {
    if (!item.key) return;
    const query = new URLSearchParams(location.search);
    query.set(IN_LIST, '1');
    const url = `${list}/${item.key}?${query}`;
    if (key === null) {
      ownStep.current = `?${query}`;
      history.pushState(null, '', url);
    } else {
      history.replaceState(null, '', url);
    }
  };
  const close = () => {
    if (ownStep.current === location.search) {
      ownStep.current = null;
      history.back();
    } else {
      const query = new URLSearchParams(location.search);
      query.delete(IN_LIST);
      history.replaceState(null, '', query.size > 0 ? `${list}?${query}` : list);
    }
  };
  const place = items?.findIndex((item) => item.key === key) ?? -1;
  return {
    key,
    row: items?.[place],
    open,
    close,
    /** The rows around it. */
    before: place < 0 ? undefined : items?.[place - 1],
    after: place < 0 ? undefined : items?.[place + 1],
  };
}

function keyIn(path: string, list: PanelList): string | null {
  const name = path.startsWith(`${list}/`) ? path.slice(list.length + 1) : '';
  return KEY.test(name) ? name : null;
}
