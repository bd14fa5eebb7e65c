'use client';

import { lazy, Suspense, useSyncExternalStore } from 'react';
import { sessionGate } from '@/lib/client/session-gate';
import { useKeepSession } from './use-keep-session';

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
