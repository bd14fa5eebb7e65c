'use client';

import { useSyncExternalStore } from 'react';
import { every } from '@/components/ui/relative-time';

const TICK_MS = 1_000;
/** One clock for all that counts down. */
const subscribe = every(TICK_MS);
const currentTick = () => Math.floor(Date.now() / TICK_MS) * TICK_MS;

/** The present as epoch milliseconds, to the second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, currentTick, currentTick);
}
