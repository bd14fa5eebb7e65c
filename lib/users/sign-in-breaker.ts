import 'server-only';
import { ApiError } from '../api/api-error';
import { formatMinutes } from '../format';
import { remember } from '../http/remember';

const OPEN_MS = 5 * 60_000;

/** RemotePC said `IP_ADDRESS_BLOCKED`: more calls from here would only make it worse. */
export function openSignInBreaker(accountId: string, now = Date.now()): void {
  breaker(accountId).openUntil = now + OPEN_MS;
}

/** @throws ApiError `circuit_open` */
export function requireClosedBreaker(accountId: string, now = Date.now()): void {
  const seconds = Math.ceil((breaker(accountId).openUntil - now) / 1_000);
  if (seconds <= 0) return;
  throw new ApiError('circuit_open', {
    detail: `RemotePC said that it blocks this server’s address, so sign-ins of this account are held back for ${formatMinutes(seconds)}. Check the IP restrictions at RemotePC meanwhile.`,
    headers: { 'retry-after': String(seconds) },
  });
}

function breaker(accountId: string): { openUntil: number } {
  return remember(`sign-in breaker ${accountId}`, () => ({ openUntil: 0 }));
}
