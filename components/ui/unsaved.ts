'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** What is asked before a page is left. */
export type LeaveQuestion = { title: string; description: string; confirm: string };

const aboutChanges: LeaveQuestion = {
  title: 'Leave without saving?',
  description: 'The changes on this page aren’t saved.',
  confirm: 'Discard changes',
};

/** Forms with changes that aren't saved, and other things that would be lost. */
const unsaved = new Map<symbol, LeaveQuestion>();
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
  question: () => unsaved.values().next().value ?? aboutChanges,
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

/**
 * While true, leaving the page asks first.
 * @param question a constant; by default about changes
 */
export function useUnsaved(hasChanges: boolean, question = aboutChanges) {
  useEffect(() => {
    if (!hasChanges) return;
    const form = Symbol('form');
    unsaved.set(form, question);
    isLeaving = false;
    tell();
    return () => {
      unsaved.delete(form);
      tell();
    };
  }, [hasChanges, question]);
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
