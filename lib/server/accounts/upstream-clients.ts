import 'server-only';
import { env } from '@/lib/server/env';
import { remember } from '@/lib/server/remember';
import type { RemoteitApi } from '@/lib/server/upstreams/remoteit/api';
import { RemoteitClient } from '@/lib/server/upstreams/remoteit/client';
import { RemoteitGraphqlClient } from '@/lib/server/upstreams/remoteit/graphql-client';
import { RemotepcClient } from '@/lib/server/upstreams/remotepc/client';
import type { Account } from './accounts';

/** The RemotePC client of an account: one per process, so that its connections and breaker are shared. */
export function remotepcFor(account: Account): RemotepcClient {
  const credential = account.isSandbox ? env().sandboxRemotepc : env().remotepc;
  if (!credential) throw new Error(`No credential for account ${account.id}`);
  return remember(`remotepc client ${account.id} ${credential.baseUrl}`, () => {
    return new RemotepcClient({
      accountId: account.id,
      timeoutMs: env().upstreamTimeoutMs,
      jobSockets: env().inviteConcurrency,
      ...credential,
    });
  });
}

/**
 * The remote.it client of an account, for the API that its credential is for: one per process, so
 * that token and breaker are shared.
 */
export function remoteitFor(account: Account): RemoteitApi {
  const access = account.isSandbox ? env().sandboxRemoteit : env().remoteit;
  if (!access) throw new Error(`No credential for account ${account.id}`);
  const url = access.api === 'graphql' ? access.graphqlUrl : access.baseUrl;
  const shared = {
    accountId: account.id,
    timeoutMs: env().upstreamTimeoutMs,
    hostDomains: hostDomainsFor(url),
  };
  return remember(`remoteit client ${account.id} ${url}`, () => {
    if (access.api === 'graphql') return new RemoteitGraphqlClient({ ...shared, ...access });
    return new RemoteitClient({ ...shared, ...access });
  });
}

/**
 * The sandbox's connections lead to a reserved name that no one can own; no other upstream's may.
 */
const SANDBOX_HOST_DOMAIN = 'rt3.example';

function hostDomainsFor(url: string): readonly string[] {
  const { remoteitHosts } = env();
  const isSandbox = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
  return isSandbox ? [...remoteitHosts, SANDBOX_HOST_DOMAIN] : remoteitHosts;
}
