'use client';

import { useEffect, useState } from 'react';

/** The present as epoch milliseconds, each second anew while `isRunning`; 0 before the first. */
export function useSeconds(isRunning: boolean): number {
  const [nowMs, setNowMs] = useState(0);
  useEffect(() => {
    const tick = () => setNowMs(Date.now());
    tick();
    if (!isRunning) return;
    const interval = setInterval(tick, 1_000);
    return () => clearInterval(interval);
  }, [isRunning]);
  return nowMs;
}
