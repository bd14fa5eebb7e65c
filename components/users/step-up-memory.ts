/** A minute less than the server's ten: what is under way must not run out of it. */
const FRESH_MS = 9 * 60_000;

let steppedUpAt: number | null = null;

/** The person has just given their own password. Known to this page alone, and gone with it. */
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
