'use client';

import { lazy, Suspense, useSyncExternalStore, useEffect } from 'react';
import { fetchApi } from '@/lib/client/fetch-api';
import { sessionGate } from '@/lib/client/session-gate';

const SessionEnded = lazy(async () => ({
  default: (await import('./session-ended')).SessionEnded,
}));

const onServer = { isOver: false } as const;

/** Says that the session has ended, and lets the person sign in again with the page as it is. */
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
 * Who fills in a long form makes no call for half an hour, and is there all the same: the server
 * hears of it once in five minutes of typing and clicking, and never of a page left alone.
 */
function useKeepSession(): void {
  useEffect(() => {
    let toldAt = performance.now();
    const tell = () => {
      if (performance.now() - toldAt < EVERY_MS) return;
      toldAt = performance.now();
      // Where it fails the next call of the page says why.
      fetchApi('/api/profile').catch(() => undefined);
    };
    window.addEventListener('keydown', tell, { passive: true });
    window.addEventListener('pointerdown', tell, { passive: true });
    return () => {
      window.removeEventListener('keydown', tell);
      window.removeEventListener('pointerdown', tell);
    };
  }, []);
}
