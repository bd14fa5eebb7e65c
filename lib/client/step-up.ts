/**
 * Connects calls that got `step_up_required` with the component that asks the person for their
 * password. It exists only in this page.
 */

/** A minute less than the server's ten, so that it doesn't expire during a call. */
const FRESH_MS = 9 * 60_000;

/** Asks the person; true if they confirmed their password. */
type Asker = () => Promise<boolean>;

let steppedUpAt: number | null = null;
let asker: Asker | null = null;
let asking: Promise<boolean> | null = null;

/** The person has just confirmed their password. */
export function rememberStepUp(): void {
  steppedUpAt = performance.now();
}

export function forgetStepUp(): void {
  steppedUpAt = null;
}

/** Whether a confirmation isn't required yet. */
export function isStepUpFresh(): boolean {
  return steppedUpAt !== null && performance.now() - steppedUpAt < FRESH_MS;
}

/** Asks unless the person has just confirmed: for a call that is better confirmed than not. */
export function ensureStepUp(): Promise<boolean> {
  return isStepUpFresh() ? Promise.resolve(true) : askForStepUp(performance.now());
}

/** Sets the component that asks from now on; null: none. */
export function setStepUpAsker(next: Asker | null): void {
  asker = next;
}

/**
 * Several simultaneous calls ask once, and a call already in flight when the password was confirmed
 * doesn't ask again. False if the person declined, or if no component can ask.
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
