'use client';

import { useEffect, useRef } from 'react';

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
