import 'server-only';
import { env } from '@/lib/server/env';
import type { Account } from './account';

/** The accounts of this installation: those of the settings, else the sandbox's. */
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
