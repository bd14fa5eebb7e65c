'use client';

import { lazy, Suspense, useEffect, useRef, useSyncExternalStore } from 'react';
import { isHolding, leavePage, unsavedStore, useGo } from '@/components/ui/unsaved';

const ConfirmDialog = lazy(async () => ({
  default: (await import('@/components/ui/confirm-dialog')).ConfirmDialog,
}));

/** Asks before links, Back, and a reload lose what isn't saved. */
export function LeaveGate() {
  const { subscribe, hasChanges, question, waiting, discard, stay } = unsavedStore;
  const isHeld = useSyncExternalStore(subscribe, hasChanges, () => false);
  const isAsking = useSyncExternalStore(subscribe, waiting, () => null) !== null;
  useHeldLinks(isHeld);
  useHeldReload(isHeld);
  useHeldBack(isHeld);
  if (!isAsking) return null;
  return (
    <Suspense fallback={null}>
      <ConfirmDialog
        {...question()}
        isDanger
        isPending={false}
        error={null}
        onConfirm={discard}
        onClose={stay}
      />
    </Suspense>
  );
}

function useHeldLinks(isHeld: boolean) {
  const go = useGo();
  const latest = useRef(go);
  useEffect(() => {
    latest.current = go;
  });
  useEffect(() => {
    if (!isHeld) return;
    const onClick = (event: MouseEvent) => {
      const path = pathOfLink(event);
      if (path === null) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current(path);
    };
    document.addEventListener('click', onClick, { capture: true });
    return () => document.removeEventListener('click', onClick, { capture: true });
  }, [isHeld]);
}

/** Where a click leads within this tab and this site; null: it doesn't leave the page. */
function pathOfLink(event: MouseEvent): string | null {
  const { button, ctrlKey, metaKey, shiftKey, altKey, target } = event;
  if (button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return null;
  const link = target instanceof Element ? target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) {
    return null;
  }
  const { origin, pathname, search } = new URL(link.href);
  if (origin !== location.origin || pathname === location.pathname) return null;
  return pathname + search;
}

function useHeldReload(isHeld: boolean) {
  useEffect(() => {
    if (!isHeld) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', onUnload);
    return () => window.removeEventListener('beforeunload', onUnload);
  }, [isHeld]);
}

const hold = () => history.pushState({ ...history.state, isHolding: true }, '', location.href);

/**
 * Going back can't be prevented, so the page gets a second entry in the browser's history: Back from
 * it stays on the page, and asks.
 */
function useHeldBack(isHeld: boolean) {
  useEffect(() => {
    if (!isHeld) return;
    if (!isHolding()) hold();
    const onBack = () => {
      if (isHolding()) return;
      hold();
      // From the second entry, past the first.
      leavePage(() => history.go(-2));
    };
    window.addEventListener('popstate', onBack);
    return () => {
      window.removeEventListener('popstate', onBack);
      // After saving, Back works as if there had been one entry. What leaves the page replaces it.
      setTimeout(() => {
        if (isHolding() && !unsavedStore.hasChanges() && !unsavedStore.isLeaving()) history.back();
      });
    };
  }, [isHeld]);
}
