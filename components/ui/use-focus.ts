'use client';

import { useEffect, useRef } from 'react';

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
