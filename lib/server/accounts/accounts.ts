import 'server-only';
import { env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';

/** One RemotePC reseller account or one remote.it account, without its secret. */
export type Account = {
  id: string;
  upstream: 'remotepc' | 'remoteit';
  name: string;
  isSandbox: boolean;
  /** For a remote.it account: which of the vendor's APIs it uses. */
  api?: 'v27' | 'graphql';
  /** Origins that an auto-login link of this account may lead to. */
  autoLoginOrigins: string[];
};

/** The accounts of this installation: from the settings, otherwise the sandbox's. */
export function listAccounts(): Account[] {
  return [remotepcAccount(), remoteitAccount()].filter((account) => account !== null);
}

function remotepcAccount(): Account | null {
  const { remotepc, sandboxRemotepc, autoLoginHosts } = env();
  if (remotepc) {
    return {
      id: 'rpc_default',
      upstream: 'remotepc',
      name: 'RemotePC',
      isSandbox: false,
      autoLoginOrigins: autoLoginHosts.map((host) => `https://${host}`),
    };
  }
  if (!sandboxRemotepc) return null;
  return {
    id: 'rpc_sandbox',
    upstream: 'remotepc',
    name: 'RemotePC sandbox',
    isSandbox: true,
    autoLoginOrigins: [new URL(sandboxRemotepc.baseUrl).origin],
  };
}

function remoteitAccount(): Account | null {
  const { remoteit, sandboxRemoteit } = env();
  const access = remoteit ?? sandboxRemoteit;
  if (!access) return null;
  return {
    id: remoteit ? 'rit_default' : 'rit_sandbox',
    upstream: 'remoteit',
    name: remoteit ? 'remote.it' : 'remote.it sandbox',
    isSandbox: !remoteit,
    api: access.api,
    autoLoginOrigins: [],
  };
}

/**
 * The account a call is about: the one in `?account=`, otherwise the upstream's default.
 * @throws DeskError `account_not_found`
 */
export function findAccount(upstream: Account['upstream'], id?: string): Account {
  const account = listAccounts().find(
    (candidate) => candidate.upstream === upstream && (id === undefined || candidate.id === id),
  );
  if (account) return account;
  throw new DeskError('account_not_found', {
    detail: id
      ? 'This account doesn’t exist. Select one in the account switcher.'
      : 'No account is set up for this service. An administrator can connect one on the server.',
  });
}

/** How this installation is configured, for the settings page. It contains no secret. */
export function describeSettings() {
  const { appUrl, autoLoginHosts, upstreamTimeoutMs, inviteChunkSize, inviteConcurrency } = env();
  return {
    publicUrl: appUrl,
    autoLoginHosts,
    upstreamTimeoutMs,
    inviteChunkSize,
    inviteConcurrency,
    usersFreshSeconds: env().usersFreshSeconds,
  };
}
