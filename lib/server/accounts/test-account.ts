import 'server-only';
import type {
  AccountSecret,
  AccountTest,
  RemoteitAccessKey,
  RemoteitCredentials,
  RemotepcSecret,
} from '@/lib/contract/accounts';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { DeskError } from '@/lib/server/errors';
import { UpstreamError } from '@/lib/server/upstreams/channel/errors';
import { findAnyAccount, type Account } from './accounts';
import { checkConnection } from './check-connection';
import { newRemoteitClient, newRemotepcClient, secretOf } from './upstream-clients';

/**
 * Tests an account's connection and secret with a call that changes nothing. It shares no breaker
 * and no wait with the account's own calls, so it always really asks.
 * @returns with `error`, why the call failed
 * @throws DeskError `account_not_found`; `account_refused` it has no secret; `vault_locked`
 */
export async function testAccount(
  actor: Actor,
  id: string,
): Promise<AccountTest & { error: unknown }> {
  const account = await findAnyAccount(actor, id);
  const test = await checkAccount(account);
  await recordEvent(actor, {
    action: 'account.tested',
    outcome: test.ok ? 'success' : 'failure',
    target: account.id,
    accountId: account.id,
    ...(test.error instanceof UpstreamError && { details: factsOf(test.error) }),
  });
  return test;
}

/**
 * The same without an event: for the host.
 * @throws DeskError `account_refused` it has no secret; `vault_locked`
 */
export async function checkAccount(account: Account): Promise<AccountTest & { error: unknown }> {
  return check(account, await secretOf(account));
}

type Candidate = Pick<Account, 'id' | 'upstream' | 'name' | 'url'>;

/**
 * Tests a secret that isn't stored yet.
 * @throws DeskError `account_refused` with each check, after its event
 */
export async function requireGoodSecret(
  actor: Actor,
  candidate: Candidate,
  secret: AccountSecret,
): Promise<void> {
  const { ok, checks, error } = await check(candidate, secret);
  if (ok) return;
  const { id, upstream, name } = candidate;
  await recordEvent(actor, {
    action: 'account.secret_refused',
    outcome: 'failure',
    target: id,
    accountId: id,
    details: { name, upstream, ...(error instanceof UpstreamError && factsOf(error)) },
  });
  const failed = checks.find((one) => one.ok === false);
  throw new DeskError('account_refused', {
    detail: `Nothing was saved. ${failed?.detail ?? 'The account can’t be reached.'}`,
    checks,
  });
}

async function check({ id, upstream, url }: Candidate, secret: AccountSecret) {
  return checkConnection({ upstream, url }, async () => {
    const place = { id, url };
    if (upstream === 'remotepc') {
      const client = newRemotepcClient(place, secret as RemotepcSecret, { isAlone: true });
      return (await client.listUsers()).length;
    }
    const given = secret as RemoteitAccessKey | RemoteitCredentials;
    return (await newRemoteitClient(place, given, { isAlone: true }).listDevices()).length;
  });
}

const factsOf = ({ type, status, code }: UpstreamError) => ({ kind: type, status, code });
