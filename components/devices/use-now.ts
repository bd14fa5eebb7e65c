'use client';

import { useSyncExternalStore } from 'react';

const TICK_MS = 1_000;
const listeners = new Set<() => void>();
let interval: ReturnType<typeof setInterval> | undefined;

/** One clock for all that counts down. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  interval ??= setInterval(() => listeners.forEach((each) => each()), TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(interval);
    interval = undefined;
  };
}

const currentTick = () => Math.floor(Date.now() / TICK_MS) * TICK_MS;

/** The present as epoch milliseconds, to the second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, currentTick, currentTick);
}
