'use client';

import { useCallback, useReducer, useEffect, useEffectEvent, useState } from 'react';
import { useWrite } from '@/components/ui/use-write';
import { ApiProblem } from '@/lib/client/fetch-api';
import type { InvitationDraft, ListReading } from '@/lib/contract/invitations';
import { reduceDraft } from './draft';
import { deleteDraft, markAsSent, putList, rereadList as rereadDraft } from './draft-calls';
import { emptyDraft, type Draft, type DraftStep, hasUnreadText } from './draft-state';
import { checkAddress } from './queries';
import { useDraftSaving, useUnloadWarning } from './use-draft-saving';

/** The draft as it was left, and the calls that read, check and save it. */
export function useDraft(account: string | null, found: InvitationDraft | null) {
  const [draft, dispatch] = useReducer(reduceDraft, found, startDraft);
  const saving = useDraftSaving(draft, account);
  useTextSaving(draft, account);

  const read = useWrite({ mutationFn: (list: string | File) => putList(list, account) });
  const readList = (list: string | File) =>
    read.mutate(list, {
      onSuccess: (answer) => {
        if (hasSomething(answer)) dispatch({ type: 'read', found: answer });
      },
    });

  const reread = useWrite({ mutationFn: (reading: ListReading) => rereadDraft(reading, account) });
  const rereadList = (reading: ListReading, step: DraftStep) =>
    reread.mutate(reading, {
      onSuccess: (answer) => dispatch({ type: 'read', found: answer, step }),
    });

  const checkEmail = useCallback(
    async (index: number, email: string) => {
      dispatch({ type: 'email_changed', index, email });
      try {
        const answer = await checkAddress(email, account);
        dispatch({ type: 'email_checked', index, asked: email, found: answer });
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        const message = `Not checked: ${error.detail}`;
        dispatch({ type: 'email_unchecked', index, asked: email, message });
      }
    },
    [account],
  );

  /** The draft was discarded or became a batch. If this fails, it's offered again. */
  const end = (batchId?: string) => {
    if (batchId === undefined) {
      saving.end();
      void deleteDraft(account).catch(() => undefined);
      return;
    }
    // Even if the latest changes can't be saved: the list is a batch now. Both calls start at once,
    // because the page is about to be left; they reach the server in this order.
    void saving.finish().catch(() => undefined);
    void markAsSent(batchId, account).catch(() => undefined);
  };
  return { draft, dispatch, saving, read, readList, reread, rereadList, checkEmail, end };
}

function startDraft(found: InvitationDraft | null): Draft {
  return found ? reduceDraft(emptyDraft(), { type: 'restored', found }) : emptyDraft();
}

/** Whether there are rows, or another sheet or hidden data that may have some. */
export function hasSomething({ preview }: InvitationDraft): boolean {
  return preview.rows.length > 0 || preview.sheets.length > 1 || preview.hidden !== undefined;
}

const SAVE_TEXT_DELAY_MS = 1_500;
/** Longer texts are saved only once they are read. */
const MAX_KEPT_LENGTH = 500_000;

/**
 * Saves pasted text that hasn't been read yet, unless it would replace another list. Until it is
 * saved, the browser asks before the page is left.
 */
function useTextSaving(draft: Draft, account: string | null): void {
  const { text, source } = draft;
  const [keptText, setKeptText] = useState(text);
  const isUnkept = hasUnreadText(draft) && text !== keptText;
  const isKeepable = isUnkept && source === null && text.length <= MAX_KEPT_LENGTH;
  useUnloadWarning(isUnkept);
  useEffect(() => {
    if (!isKeepable) return;
    const timer = setTimeout(() => {
      // Text that can't be read as a list can't be saved as one: the browser keeps asking.
      void putList(text, account).then(
        () => setKeptText(text),
        () => undefined,
      );
    }, SAVE_TEXT_DELAY_MS);
    return () => clearTimeout(timer);
  }, [isKeepable, text, account]);

  // Another account has another draft: what was just typed here must not get lost.
  const saveOnLeave = useEffectEvent(() => {
    if (isKeepable) void putList(text, account).catch(() => undefined);
  });
  useEffect(() => () => saveOnLeave(), []);
}
