'use client';

import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { ApiProblem } from '@/lib/client/fetch-api';
import type { DraftChanges } from '@/lib/contract/invitations';
import { saveChanges, saveOnLeaving } from './draft-calls';
import { allowedStep } from './draft-lists';
import { unchanged } from './draft-rows';
import type { Draft } from './draft-state';

/** How long after the last change it is saved. */
const SAVE_DELAY_MS = 800;
const RETRY_MS = 5_000;

export type DraftSaving = {
  state: 'saved' | 'saving' | 'failed';
  /** Why the latest changes couldn't be saved. */
  problem: ApiProblem | null;
  /** Stops saving: the draft is no longer needed. */
  end: () => void;
  /** Stops after saving the latest changes, so that an undo restores what was on the page. */
  finish: () => Promise<void>;
};

/**
 * Saves changes to a list on the server: shortly after each change, and immediately when the page
 * is left. Failed saves are retried while the page is open.
 */
export function useDraftSaving(draft: Draft, account: string | null): DraftSaving {
  // The page starts with what the server has.
  const [kept, setKept] = useState(draft);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const isEnded = useRef(false);
  const isSaved = !isBehind(kept, draft);
  // Submitted or discarded in another window: there is no draft left to save to.
  const isGone = problem?.status === 404;

  // Signing in again or waiting fixes it; leaving the page would lose the changes.
  useUnloadWarning(problem !== null);

  const save = useEffectEvent(async (send: typeof saveChanges) => {
    if (isEnded.current || isSaved || isGone) return;
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
    if (isSaved) return;
    const timer = setTimeout(() => void save(saveChanges), problem ? RETRY_MS : SAVE_DELAY_MS);
    return () => clearTimeout(timer);
  }, [isSaved, draft, problem]);

  useEffect(() => {
    const onHide = () => void save(saveOnLeaving);
    const onVisibility = () => document.visibilityState === 'hidden' && onHide();
    window.addEventListener('pagehide', onHide);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      window.removeEventListener('pagehide', onHide);
      document.removeEventListener('visibilitychange', onVisibility);
      void save(saveChanges);
    };
  }, []);

  const state = problem ? 'failed' : isSaved ? 'saved' : 'saving';
  const end = () => {
    isEnded.current = true;
  };
  const finish = async () => {
    const isDone = isEnded.current || isSaved || isGone;
    end();
    if (!isDone) await saveChanges(changesOf(draft, kept), account);
  };
  return { state, problem, end, finish };
}

/** Lets the browser ask before a reload or a closed tab discards what was typed. */
export function useUnloadWarning(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isNeeded]);
}

/**
 * What to save: the cells and checkboxes changed since the last save, and the other fields of the
 * draft.
 * @param kept the draft as it was last saved
 */
export function changesOf(draft: Draft, kept: Draft): DraftChanges {
  // A list that was read again starts without changes.
  const before = kept.readAs === draft.readAs ? kept.rows : [];
  const rows: DraftChanges['rows'] = {};
  draft.rows.forEach(({ changed }, index) => {
    if (changed !== (before[index]?.changed ?? unchanged)) rows[index] = changed;
  });
  const { name, isHeld, idempotencyKey } = draft;
  return { rows, name, isHeld, idempotencyKey, ...keptStep(draft) };
}

/** None until the columns are known. Going back to look at the list isn't a step back. */
function keptStep(draft: Draft): Pick<DraftChanges, 'step'> {
  if (draft.step === 'review') return { step: 'review' };
  return allowedStep(draft, 'check') === 'check' ? { step: 'check' } : {};
}

const keptFields = ['rows', 'name', 'isHeld', 'idempotencyKey', 'step'] as const;

/** Whether the draft has unsaved changes. */
export function isBehind(kept: Draft, draft: Draft): boolean {
  return draft.source !== null && keptFields.some((field) => kept[field] !== draft[field]);
}
