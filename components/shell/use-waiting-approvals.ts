'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { waitingApprovalsQuery } from './queries';

const LOOK_MS = 10_000;
/** Left alone for this long a page stops looking: it must not keep a forgotten session alive. */
const LEFT_ALONE_MS = 5 * 60_000;

const signsOfLife = ['pointerdown', 'pointermove', 'keydown', 'focus'] as const;

/** Requests for approval that wait: all that this person sees, and those that they may decide. */
export function useWaitingApprovals(isAllowed: boolean): { total: number; toDecide: number } {
  const { data, refetch } = useQuery({ ...waitingApprovalsQuery(), enabled: isAllowed });
  const seenAt = useRef(0);
  useEffect(() => {
    if (!isAllowed) return;
    seenAt.current = performance.now();
    const see = () => {
      seenAt.current = performance.now();
    };
    for (const sign of signsOfLife) window.addEventListener(sign, see, { passive: true });
    const timer = setInterval(() => {
      const isThere = performance.now() - seenAt.current < LEFT_ALONE_MS;
      if (isThere && document.visibilityState === 'visible') void refetch();
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
      for (const sign of signsOfLife) window.removeEventListener(sign, see);
    };
  }, [isAllowed, refetch]);
  const items = data?.items ?? [];
  return { total: items.length, toDecide: items.filter(({ mayDecide }) => mayDecide).length };
}
