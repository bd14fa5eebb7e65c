'use client';

import { lazy, Suspense, useSyncExternalStore, useEffect } from 'react';
import { fetchApi } from '@/lib/client/fetch-api';
import { sessionGate } from '@/lib/client/session-gate';

const SessionEnded = lazy(async () => ({
  default: (await import('./session-ended')).SessionEnded,
}));

const onServer = { isOver: false } as const;

/** Shows that the session has ended, and lets the person sign in again without losing the page. */
export function SessionGate({ email }: { email: string }) {
  const state = useSyncExternalStore(sessionGate.subscribe, sessionGate.current, () => onServer);
  useKeepSession();
  if (!state.isOver) return null;
  return (
    <Suspense fallback={null}>
      <SessionEnded email={email} isAsked={state.isAsked} />
    </Suspense>
  );
}

const EVERY_MS = 5 * 60_000;

/**
 * A person who fills in a long form makes no call for half an hour. Typing and clicking keeps the
 * session alive with one call every five minutes; a page left alone makes none.
 */
function useKeepSession(): void {
  useEffect(() => {
    let sentAt = performance.now();
    const report = () => {
      if (performance.now() - sentAt < EVERY_MS) return;
      sentAt = performance.now();
      // If this fails, the page's next call shows why.
      fetchApi('/api/profile').catch(() => undefined);
    };
    window.addEventListener('keydown', report, { passive: true });
    window.addEventListener('pointerdown', report, { passive: true });
    return () => {
      window.removeEventListener('keydown', report);
      window.removeEventListener('pointerdown', report);
    };
  }, []);
}
