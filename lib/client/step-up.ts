/**
 * Between a call that the server answered with `step_up_required` and whoever asks the person for
 * their own password. Known to this page alone, and gone with it.
 */

/** A minute less than the server's ten: what is under way must not run out of it. */
const FRESH_MS = 9 * 60_000;

/** Asks the person; true: they gave it. */
type Asker = () => Promise<boolean>;

let steppedUpAt: number | null = null;
let asker: Asker | null = null;
let asking: Promise<boolean> | null = null;

/** The person has just given their own password. */
export function rememberStepUp(): void {
  steppedUpAt = performance.now();
}

export function forgetStepUp(): void {
  steppedUpAt = null;
}

/** Whether they need not give it again yet. */
export function isStepUpFresh(): boolean {
  return steppedUpAt !== null && performance.now() - steppedUpAt < FRESH_MS;
}

/** The one who asks from now on; null: nobody does. */
export function setStepUpAsker(next: Asker | null): void {
  asker = next;
}

/**
 * Several calls at once ask once, and a call that was on its way when the password was given asks
 * nobody again. False where the person would not, or nobody asks.
 * @param sentAt when the refused call was made, by `performance.now()`
 */
export function askForStepUp(sentAt: number): Promise<boolean> {
  if (steppedUpAt !== null && steppedUpAt > sentAt) return Promise.resolve(true);
  forgetStepUp();
  if (asker === null) return Promise.resolve(false);
  asking ??= asker().finally(() => {
    asking = null;
  });
  return asking;
}
