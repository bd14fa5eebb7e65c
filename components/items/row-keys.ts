import type { ChangeEvent, KeyboardEvent } from 'react';
import { pressedKey } from '@/lib/shared/keys';

/** The controls that a row's own keys press. */
const presses = { signIn: '[data-sign-in]', select: '[data-select]' } as const;
const ownKeys = ['signIn', 'select'] as const;

/** For the `onKeyDown` of rows: besides the keys of every table, `s` signs in and `x` selects. */
export function pressRowControl(event: KeyboardEvent<HTMLElement>) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!(event.target instanceof HTMLElement)) return;
  const row = event.target.closest('tr');
  if (!row || !event.currentTarget.contains(row)) return;
  const pressed = pressedKey(event, ownKeys);
  if (pressed) press(row.querySelector<HTMLElement>(presses[pressed]), event.shiftKey);
}

/** Like a real click, so that Shift selects a range. */
function press(element: HTMLElement | null, shiftKey: boolean) {
  element?.dispatchEvent(
    new window.MouseEvent('click', { bubbles: true, cancelable: true, shiftKey }),
  );
}

/** Whether the click that changed a checkbox was made with the Shift key. */
export function isShifted({ nativeEvent }: ChangeEvent): boolean {
  return nativeEvent instanceof MouseEvent && nativeEvent.shiftKey;
}
