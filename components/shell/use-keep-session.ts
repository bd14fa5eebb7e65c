'use client';

import { useEffect } from 'react';
import { fetchApi } from '@/lib/client/fetch-api';

const EVERY_MS = 5 * 60_000;

/**
 * Who fills in a long form makes no call for half an hour, and is there all the same: the server
 * hears of it once in five minutes of typing and clicking, and never of a page left alone.
 */
export function useKeepSession(): void {
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
