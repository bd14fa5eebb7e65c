import 'server-only';
import { RateLimiterMemory } from 'rate-limiter-flexible';

const WINDOW_SECONDS = 15 * 60;

declare global {
  var resellerDeskSignInLimiters:
    { pair: RateLimiterMemory; address: RateLimiterMemory } | undefined;
}

/**
 * Failed sign-ins are counted per person and address, and per address. A person who comes from
 * another address is not held up by somebody else's guesses, so nobody can be locked out.
 */
function limiters() {
  return (globalThis.resellerDeskSignInLimiters ??= {
    pair: new RateLimiterMemory({ points: 10, duration: WINDOW_SECONDS }),
    address: new RateLimiterMemory({ points: 100, duration: WINDOW_SECONDS }),
  });
}

export async function isSignInHeldBack(email: string, ip: string | null): Promise<boolean> {
  const { pair, address } = limiters();
  const [byPair, byAddress] = await Promise.all([pair.get(`${email} ${ip}`), address.get(`${ip}`)]);
  return (byPair?.consumedPoints ?? 0) >= 10 || (byAddress?.consumedPoints ?? 0) >= 100;
}

export async function countFailedSignIn(email: string, ip: string | null): Promise<void> {
  const { pair, address } = limiters();
  await Promise.all([pair.penalty(`${email} ${ip}`), address.penalty(`${ip}`)]);
}

export async function forgetFailedSignIns(email: string, ip: string | null): Promise<void> {
  await limiters().pair.delete(`${email} ${ip}`);
}
