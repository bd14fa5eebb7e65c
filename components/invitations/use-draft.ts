'use client';

import { useCallback, useReducer, useEffect, useState } from 'react';
import { useWrite } from '@/components/ui/use-write';
import { ApiProblem } from '@/lib/client/fetch-api';
import type { InvitationDraft, ListReading } from '@/lib/contract/invitations';
import { reduceDraft } from './draft';
import { dropDraft, putAside, putList, readAnew } from './draft-calls';
import { checkAddress } from './queries';
import { useDraftSaving, useUnloadWarning } from './use-draft-saving';
import { emptyDraft, type Draft, type DraftStep, hasUnreadText } from './draft-state';

/** The draft from where it was left, and the ways to have it read, checked and kept. */
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

  const reread = useWrite({ mutationFn: (reading: ListReading) => readAnew(reading, account) });
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

  /** It was given up, or became a batch. Where this fails the list is offered once more. */
  const end = (batchId?: string) => {
    if (batchId === undefined) {
      saving.end();
      void dropDraft(account).catch(() => undefined);
      return;
    }
    // Also where the last changes can't be kept: the list is a batch now. Both are called for at
    // once, for the page is about to be left; the server hears of them in this order.
    void saving.finish().catch(() => undefined);
    void putAside(batchId, account).catch(() => undefined);
  };
  return { draft, dispatch, saving, read, readList, reread, rereadList, checkEmail, end };
}

function startDraft(found: InvitationDraft | null): Draft {
  return found ? reduceDraft(emptyDraft(), { type: 'restored', found }) : emptyDraft();
}

/** Rows, or another sheet or hidden ones that may be some. */
export function hasSomething({ preview }: InvitationDraft): boolean {
  return preview.rows.length > 0 || preview.sheets.length > 1 || preview.hidden !== undefined;
}

const REST_MS = 1_500;
/** Longer texts are kept once they are read. */
const MAX_KEPT_LENGTH = 500_000;

/**
 * Keeps text that was pasted and not read yet, where it takes no other list's place. Until it is
 * kept the browser asks before the page is left.
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
      // What can't be read as a list can't be kept as one: the browser goes on asking.
      void putList(text, account).then(
        () => setKeptText(text),
        () => undefined,
      );
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [isKeepable, text, account]);
}
