/**
 * When the person last did something in this page. What a page asks for by itself (polls, a look on
 * coming back to the tab) comes long after, and so is known without a list of all polls.
 */

/** From a key or a click to the call it causes: typing is waited out before it is sent or saved. */
const CAUSES_MS = 1_500;

const acts = ['pointerdown', 'click', 'keydown', 'input', 'wheel', 'drop', 'popstate'] as const;

let actedAt = Number.NEGATIVE_INFINITY;

if (typeof window !== 'undefined') {
  for (const act of acts) {
    window.addEventListener(act, noteAct, { capture: true, passive: true });
  }
}

function noteAct(): void {
  actedAt = performance.now();
}

/** Whether a call made now is what a person has just caused. */
export function isPersonsCall(): boolean {
  return performance.now() - actedAt <= CAUSES_MS;
}
