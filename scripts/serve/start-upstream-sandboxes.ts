import { startRemoteitSandbox } from '../../lib/sandbox/remoteit-sandbox';
import { startRemotepcSandbox } from '../../lib/sandbox/remotepc-sandbox';
import type { LoopbackName } from '../../lib/sandbox/start-server';
import type { Env } from '../../lib/server/env';

export interface UpstreamSandboxes {
  /** For people to read: `RemotePC at http://127.0.0.1:4321`. */
  places: string[];
  /** The variables that tell lib/server/env.ts about them. */
  variables: Record<string, string>;
  close: () => Promise<void>;
}

/**
 * A sandbox of each vendor. Whether its account is used is decided in Settings; without an account
 * of the vendor it is.
 */
export async function startUpstreamSandboxes(
  { appUrl }: Pick<Env, 'appUrl'>,
  controlToken: string | undefined,
): Promise<UpstreamSandboxes> {
  const options = { seed: 'demo', controlToken } as const;
  const remotepc = await startRemotepcSandbox({ ...options, name: otherNameThan(appUrl) });
  const remoteit = await startRemoteitSandbox(options);
  return {
    places: [`RemotePC at ${remotepc.origin}`, `remote.it at ${remoteit.origin}`],
    variables: {
      SANDBOX_REMOTEPC_URL: remotepc.baseUrl,
      SANDBOX_REMOTEPC_KEY: remotepc.credentials.apiKey,
      SANDBOX_REMOTEIT_URL: remoteit.baseUrl,
      SANDBOX_REMOTEIT_CREDENTIALS: JSON.stringify(remoteit.credentials),
    },
    close: async () => {
      await Promise.all([remotepc.close(), remoteit.close()]);
    },
  };
}

/**
 * A one-click sign-in leads a browser there. Cookies ignore ports: under our own name the browser
 * would send the session cookie along.
 */
function otherNameThan(appUrl: string): LoopbackName {
  return new URL(appUrl).hostname === '127.0.0.1' ? 'localhost' : '127.0.0.1';
}
