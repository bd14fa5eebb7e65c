import 'server-only';
import type { Account } from '../accounts/account';
import { env } from '../env';
import { UpstreamUnavailableError } from '../http/errors';
import { remember } from '../http/remember';
import { Turns } from '../http/turns';
import { requireTrustedKey } from './doubted-key';

/** As many as there are sockets for people: more would only wait further on, and learn nothing there. */
const AT_ONCE = 4;

/**
 * Waits until a sign-in of the account may go out. A turn lasts until it is known why a sign-in
 * failed, so that of many at once with a refused key only the first few reach RemotePC.
 * @returns how to give the turn back
 * @throws UpstreamUnauthorizedError, UpstreamForbiddenError the key is refused
 * @throws UpstreamUnavailableError no turn came; nothing was sent
 */
export async function takeTurn(account: Account): Promise<() => void> {
  // Before the queue, where all can wait for the same list; and after it, for what others met.
  await requireTrustedKey(account);
  const turns = remember(`sign-in turns ${account.id}`, () => new Turns(AT_ONCE));
  const leave = await turns.enter(env().upstreamTimeoutMs);
  if (leave === null) throw noTurn();
  try {
    await requireTrustedKey(account);
    return leave;
  } catch (error) {
    leave();
    throw error;
  }
}

function noTurn(): UpstreamUnavailableError {
  const call = { upstream: 'remotepc', operation: 'createAutoLoginLink' } as const;
  return new UpstreamUnavailableError({ ...call, outcome: 'not_sent', reason: 'queue_full' });
}
