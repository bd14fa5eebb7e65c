'use client';

import { useEffect, useRef, useState } from 'react';

/**
 * The first field of a dialog, focused a moment after opening: until then, the panel or menu that
 * opened the dialog still keeps the focus.
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
 * For a dialog without a trigger: when it closes, the focus returns to the element that had it, or
 * to the part of the page that had it if the element is gone, unless another has taken it. Render
 * the dialog only while it is open.
 */
export function useReturnFocus() {
  // On the first render, the dialog doesn't have the focus yet.
  const [opener] = useState(() => document.activeElement);
  const [part] = useState(() => opener?.closest<HTMLElement>('section, main') ?? null);
  useEffect(
    () => () => {
      setTimeout(() => {
        const now = document.activeElement;
        // A panel below takes the focus when the element that had it is gone.
        const isNowhere = now === document.body || now?.getAttribute('role') === 'dialog';
        if (!isNowhere) return;
        if (opener instanceof HTMLElement && opener.isConnected) return opener.focus();
        if (!part) return;
        part.tabIndex = -1;
        part.focus({ preventScroll: true });
      });
    },
    [opener, part],
  );
}
