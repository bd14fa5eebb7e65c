'use client';

import { useEffect, useRef, type KeyboardEvent as ReactKeyboardEvent } from 'react';
import { beginsSequence, pressedKey, type KeyName } from '@/lib/shared/keys';

/** How long the second key of a sequence is waited for. */
const SEQUENCE_MS = 1_500;

/** `false`: it isn't meant here, and the browser may do what it does. */
type Handler = (event: KeyboardEvent) => void | false;

/**
 * Runs what belongs to a key of the table, wherever the focus is: not in text fields, menus, and
 * dialogs, where letters mean themselves. Ctrl K works there, too.
 */
export function useKeys(handlers: Partial<Record<KeyName, Handler>>) {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    let begun: { key: string; at: number } | null = null;
    const names = () => Object.keys(latest.current) as KeyName[];
    const isOurs = (event: KeyboardEvent) =>
      event.ctrlKey || event.metaKey || !(isTyping(event.target) || isCovered());
    /** The second key of a sequence, before the row that has the focus takes it for its own. */
    const onSecond = (event: KeyboardEvent) => {
      if (!begun || event.key === 'Shift') return;
      const { key, at } = begun;
      begun = null;
      if (event.timeStamp - at > SEQUENCE_MS || event.key.length > 1 || !isOurs(event)) return;
      const name = pressedKey(event, names(), key);
      if (!name && (event.ctrlKey || event.metaKey)) return;
      // Also if it means nothing: `g x` doesn't select.
      event.preventDefault();
      if (name) latest.current[name]?.(event);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isOurs(event)) return;
      const name = pressedKey(event, names());
      if (name) {
        if (latest.current[name]?.(event) !== false) event.preventDefault();
      } else if (beginsSequence(event, names())) {
        begun = { key: event.key, at: event.timeStamp };
      }
    };
    document.addEventListener('keydown', onSecond, { capture: true });
    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('keydown', onSecond, { capture: true });
      document.removeEventListener('keydown', onKeyDown);
    };
  }, []);
}

/** Whether letters go into what has the focus. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches(TEXT_FIELDS));
}

const TEXT_FIELDS =
  'textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=range], [type=file])';

/** Whether a dialog or a menu has the keys. */
function isCovered(): boolean {
  return document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') !== null;
}

/** What of each row the keys move to: the control that opens it, or its only one. */
const ROW_STOPS = '[data-open], [data-stop]';

const rowKeys = ['next', 'previous', 'first', 'last'] as const;

const steps: Record<(typeof rowKeys)[number], (place: number, last: number) => number> = {
  next: (place, last) => Math.min(place + 1, last),
  previous: (place) => place - 1,
  first: () => 0,
  last: (_, last) => last,
};

/** For a table's `onKeyDown`: moves between its rows, and from the first one up to the search. */
export function moveBetweenRows(event: ReactKeyboardEvent<HTMLElement>) {
  const { target, currentTarget: list } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || isTyping(target)) return;
  // React also bubbles keys from a row's menu, which is elsewhere in the DOM.
  const row = target instanceof HTMLElement && list.contains(target) && target.closest('tr');
  const name = row && pressedKey(event, rowKeys);
  if (!name) return;
  const stops = [...list.querySelectorAll<HTMLElement>(ROW_STOPS)];
  if (stops.length === 0) return;
  event.preventDefault();
  const place = stops.findIndex((stop) => row.contains(stop));
  const next = steps[name as (typeof rowKeys)[number]](place, stops.length - 1);
  if (next >= 0) stops[next]?.focus();
  else document.querySelector<HTMLElement>('[role=search] input')?.focus();
}

/**
 * Into a list from its search: to the first button for what its rows are for, else to the first row.
 * @param listId left out: any list of the page
 * @returns whether there is one
 */
export function enterFirstRow(listId?: string): boolean {
  const list = (listId && document.getElementById(listId)) || document.querySelector('main');
  const stop =
    list?.querySelector<HTMLElement>('[data-stop]') ??
    list?.querySelector<HTMLElement>('[data-open]');
  stop?.focus();
  return Boolean(stop);
}

/** Into the page's list from outside: to the row that was left last, else to the first one. */
export function enterList({ key }: KeyboardEvent): void | false {
  // Outside a list, arrows scroll.
  if (key.startsWith('Arrow')) return false;
  const stops = [...document.querySelectorAll<HTMLElement>(`main :is(${ROW_STOPS})`)];
  (stops.find((stop) => stop.tabIndex === 0) ?? stops[0])?.focus();
}
