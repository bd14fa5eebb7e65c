/**
 * When the person last did something on this page. The page's own calls (polls, refetches when the
 * tab regains focus) come much later, so they are recognized without a list of all polls.
 */

/** From a key or click to the call it causes: input is debounced before it is sent or saved. */
const CAUSES_MS = 1_500;

const acts = ['pointerdown', 'click', 'keydown', 'input', 'wheel', 'drop', 'popstate'] as const;
const pressable = 'button, a, [role^="menuitem"], [role="option"]';

let actedAt = Number.NEGATIVE_INFINITY;
let pressedAt = Number.NEGATIVE_INFINITY;

if (typeof window !== 'undefined') {
  for (const act of acts) {
    window.addEventListener(act, note, { capture: true, passive: true });
  }
}

function note({ type, target }: Event): void {
  actedAt = performance.now();
  // Enter in a form clicks its button too. A person who keeps typing isn't waiting for a response.
  const isPress = type === 'click' && target instanceof Element && target.closest(pressable);
  if (isPress) pressedAt = actedAt;
  if (type === 'input') pressedAt = Number.NEGATIVE_INFINITY;
}

/** Whether a call made now was caused by the person. */
export function isPersonsCall(): boolean {
  return performance.now() - actedAt <= CAUSES_MS;
}

/** Whether they pressed something for it, so they aren't in the middle of typing. */
export function isPressed(): boolean {
  return performance.now() - pressedAt <= CAUSES_MS;
}
