import 'server-only';
import { ApiError } from '../api/api-error';
import { remember } from '../http/remember';

/** How long after a click a second one counts as part of it. */
const DOUBLE_CLICK_MS = 2_000;

/**
 * A second click while the first is under way, or right after it opened a tab, must not sign in
 * again. A first one that failed leaves the way free: the second may carry another password.
 * @throws ApiError `request_in_flight`
 */
export async function onceAtATime<T>(
  key: string,
  work: () => Promise<T>,
  now: () => number = () => performance.now(),
): Promise<T> {
  const underWay = remember('auto-logins under way', () => new Map<string, number>());
  for (const [other, until] of underWay) if (until <= now()) underWay.delete(other);
  if (underWay.has(key)) {
    throw new ApiError('request_in_flight', {
      detail:
        'This sign-in was asked for already: the tab of the first click has it. Close this one.',
      headers: { 'retry-after': String(DOUBLE_CLICK_MS / 1_000) },
    });
  }
  const until = now() + DOUBLE_CLICK_MS;
  underWay.set(key, Infinity);
  try {
    const result = await work();
    underWay.set(key, until);
    return result;
  } catch (error) {
    underWay.delete(key);
    throw error;
  }
}
