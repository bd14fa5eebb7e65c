'use client';

import { useEffect, useState } from 'react';
import { hasUnreadText, type Draft } from './draft';
import { putList } from './draft-calls';
import { useUnloadWarning } from './use-unload-warning';

const REST_MS = 1_500;
/** Longer texts are kept once they are read. */
const MAX_KEPT_LENGTH = 500_000;

/**
 * Keeps text that was pasted and not read yet, where it takes no other list's place. Until it is
 * kept the browser asks before the page is left.
 */
export function useTextSaving(draft: Draft, account: string | null): void {
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
