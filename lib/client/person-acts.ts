/**
 * When the person last did something in this page. What a page asks for by itself (polls, a look on
 * coming back to the tab) comes long after, and so is known without a list of all polls.
 */

/** From a key or a click to the call it causes: typing is waited out before it is sent or saved. */
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
  // Enter in a form clicks its button too. Who types on is not waiting for an answer.
  const isPress = type === 'click' && target instanceof Element && target.closest(pressable);
  if (isPress) pressedAt = actedAt;
  if (type === 'input') pressedAt = Number.NEGATIVE_INFINITY;
}

/** Whether a call made now is what a person has just caused. */
export function isPersonsCall(): boolean {
  return performance.now() - actedAt <= CAUSES_MS;
}

/** Whether they pressed something for it, and so are not in the middle of typing. */
export function isPressed(): boolean {
  return performance.now() - pressedAt <= CAUSES_MS;
}
