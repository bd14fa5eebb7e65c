import 'server-only';
import type { Account } from '@/lib/server/accounts/account';
import type {
  UpstreamError,
  UpstreamUnauthorizedError,
} from '@/lib/server/upstreams/channel/errors';
import { tryKey } from './doubted-key';

export type Fault = { of: 'password' } | { of: 'key'; error: UpstreamError } | { of: 'unknown' };

/**
 * RemotePC has no word of its own for a wrong password: a 401 on a sign-in may mean that, or our
 * key. So the key is tried.
 */
export async function whoseFault(
  account: Account,
  refusal: UpstreamUnauthorizedError,
): Promise<Fault> {
  // The list itself was refused: no password was shown.
  if (refusal.operation === 'listUsers') return { of: 'key', error: refusal };
  const trial = await tryKey(account);
  if (trial.is === 'refused') return { of: 'key', error: trial.error };
  return { of: trial.is === 'good' ? 'password' : 'unknown' };
}
