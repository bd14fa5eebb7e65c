'use client';

import { useEffect, useRef, useState } from 'react';

/**
 * The field in which a dialog begins. Given the focus a moment after opening: until then a panel or
 * menu from which the dialog was opened still holds on to it.
 */
export function useFocusOnOpen() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => field.current?.focus());
    return () => clearTimeout(timer);
  }, []);
  return field;
}

/**
 * For a dialog that is opened without a trigger of its own: when it goes, the focus returns to what
 * had it before, unless something else has taken it. The dialog must be rendered only while open.
 */
export function useReturnFocus() {
  // On the first render the dialog has not taken the focus yet.
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      setTimeout(() => {
        const now = document.activeElement;
        // A panel beneath takes the focus upon itself when what had it is gone.
        const isNowhere = now === document.body || now?.getAttribute('role') === 'dialog';
        if (!isNowhere) return;
        if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      });
    },
    [opener],
  );
}
