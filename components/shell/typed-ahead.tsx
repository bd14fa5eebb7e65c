'use client';

import { useEffect } from 'react';

/** What was typed for the palette before its code had loaded. */
export class TypedAhead {
  text = '';
  hasEnter = false;

  clear(): void {
    this.text = '';
    this.hasEnter = false;
  }
}

type PaletteLoadingProps = { typedAhead: TypedAhead; onClose: () => void };

/** Takes the keys while the palette loads: they are meant for its field, not for the page. */
export function PaletteLoading({ typedAhead, onClose }: PaletteLoadingProps) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isCommand = event.ctrlKey || event.metaKey || event.altKey;
      if (isCommand && !event.getModifierState('AltGraph')) return;
      if (event.key === 'Escape') onClose();
      else if (event.key === 'Enter') typedAhead.hasEnter = true;
      else if (event.key === 'Backspace') typedAhead.text = typedAhead.text.slice(0, -1);
      else if ([...event.key].length === 1) typedAhead.text += event.key;
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [typedAhead, onClose]);
  return null;
}
