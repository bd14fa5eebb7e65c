'use client';

import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { ApiProblem } from '@/lib/client/fetch-api';
import { keepChanges, keepChangesOnLeaving } from './draft-calls';
import { changesOf, isBehind } from './draft-changes';
import type { Draft } from './draft-state';

/** How long nothing changes before it is told to the server. */
const REST_MS = 800;
const RETRY_MS = 5_000;

export type DraftSaving = {
  state: 'saved' | 'saving' | 'failed';
  /** Why the last changes could not be kept. */
  problem: ApiProblem | null;
  /** Nothing of this draft is to be kept any more. */
  end: () => void;
  /** The same once what was changed last is kept too: an undo brings back what was on the page. */
  finish: () => Promise<void>;
};

/**
 * Keeps on the server what is changed in a list that was read: soon after each change, and at once
 * when the page is left. What failed is tried again as long as the page is open.
 */
export function useDraftSaving(draft: Draft, account: string | null): DraftSaving {
  // At first the page shows what the server has.
  const [kept, setKept] = useState(draft);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const isEnded = useRef(false);
  const isToldOf = !isBehind(kept, draft);
  // Started or dropped in another window: there is nothing left to keep it in.
  const isGone = problem?.status === 404;

  // Signing in elsewhere or a moment of patience mends it: leaving the page would not.
  useUnloadWarning(problem !== null);

  const save = useEffectEvent(async (send: typeof keepChanges) => {
    if (isEnded.current || isToldOf || isGone) return;
    try {
      await send(changesOf(draft, kept), account);
      setKept(draft);
      setProblem(null);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
    }
  });

  useEffect(() => {
    if (isToldOf) return;
    const timer = setTimeout(() => void save(keepChanges), problem ? RETRY_MS : REST_MS);
    return () => clearTimeout(timer);
  }, [isToldOf, draft, problem]);

  useEffect(() => {
    const onHide = () => void save(keepChangesOnLeaving);
    const onVisibility = () => document.visibilityState === 'hidden' && onHide();
    window.addEventListener('pagehide', onHide);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      window.removeEventListener('pagehide', onHide);
      document.removeEventListener('visibilitychange', onVisibility);
      void save(keepChanges);
    };
  }, []);

  const state = problem ? 'failed' : isToldOf ? 'saved' : 'saving';
  const end = () => {
    isEnded.current = true;
  };
  const finish = async () => {
    const isKept = isEnded.current || isToldOf || isGone;
    end();
    if (!isKept) await keepChanges(changesOf(draft, kept), account);
  };
  return { state, problem, end, finish };
}

/** Lets the browser ask before a reload or a closed tab takes away what was typed. */
export function useUnloadWarning(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isNeeded]);
}
