'use client';

import { useEffect, useState } from 'react';

/**
 * In a dialog or panel: when it closes, the focus returns to the element that had it, or to the part
 * of the page that had it if the element is gone, unless another has taken it. Radix does that only
 * for its own triggers.
 */
export function FocusReturn() {
  // On the first render, the dialog doesn't have the focus yet.
  const [opener] = useState(focused);
  const [part] = useState(() => opener?.closest<HTMLElement>('section, main') ?? null);
  useEffect(
    () => () => {
      setTimeout(() => {
        const now = document.activeElement;
        // A panel below takes the focus when the element that had it is gone.
        const isNowhere = now === document.body || now?.getAttribute('role') === 'dialog';
        if (!isNowhere) return;
        if (opener?.isConnected) return opener.focus();
        if (!part) return;
        part.tabIndex = -1;
        part.focus({ preventScroll: true });
      });
    },
    [opener, part],
  );
  return null;
}

/** For an entry of a menu, which is gone by then, the menu's button. */
function focused(): HTMLElement | null {
  const { activeElement } = document;
  const button = activeElement?.closest('[role=menu]')?.getAttribute('aria-labelledby');
  if (button) return document.getElementById(button);
  return activeElement instanceof HTMLElement ? activeElement : null;
}
