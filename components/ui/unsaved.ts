'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** Forms with changes that aren't saved. */
const unsaved = new Set<symbol>();
const listeners = new Set<() => void>();
/** What waits until the person has decided about the changes. */
let waiting: (() => void) | null = null;
/** The person has decided to leave. */
let isLeaving = false;

function tell() {
  for (const listener of listeners) listener();
}

/** For the shell, which asks before the page is left. */
export const unsavedStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  hasChanges: () => unsaved.size > 0,
  waiting: () => waiting,
  isLeaving: () => isLeaving,
  /** The changes are given up, and what waited goes on. */
  discard: () => {
    const go = waiting;
    unsaved.clear();
    waiting = null;
    isLeaving = go !== null;
    tell();
    go?.();
  },
  stay: () => {
    waiting = null;
    tell();
  },
};

/** While true, leaving the page asks first. */
export function useUnsaved(hasChanges: boolean) {
  useEffect(() => {
    if (!hasChanges) return;
    const form = Symbol('form');
    unsaved.add(form);
    isLeaving = false;
    tell();
    return () => {
      unsaved.delete(form);
      tell();
    };
  }, [hasChanges]);
}

/** Leaves the page with `go`: now, or once the person has given up what isn't saved. */
export function leavePage(go: () => void) {
  if (unsaved.size === 0) return go();
  waiting = go;
  tell();
}

/** Marks the entry of the browser's history that holds Back: see `LeaveGate`. */
export function isHolding(): boolean {
  return (history.state as { isHolding?: boolean } | null)?.isHolding === true;
}

/** Opens a page of ours, once what isn't saved is given up. */
export function useGo(): (path: string) => void {
  const router = useRouter();
  return (path) => leavePage(() => (isHolding() ? router.replace(path) : router.push(path)));
}
