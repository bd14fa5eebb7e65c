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

/** A sandbox for each upstream that has no account configured. */
export async function startUpstreamSandboxes(
  settings: Env,
  controlToken: string | undefined,
): Promise<UpstreamSandboxes> {
  const started: UpstreamSandboxes = { places: [], variables: {}, close: async () => undefined };
  const options = { seed: 'demo', controlToken } as const;
  const closes: (() => Promise<void>)[] = [];
  if (!settings.remotepc) {
    const { baseUrl, origin, credentials, close } = await startRemotepcSandbox({
      ...options,
      name: otherNameThan(settings.appUrl),
    });
    started.places.push(`RemotePC at ${origin}`);
    started.variables.SANDBOX_REMOTEPC_URL = baseUrl;
    started.variables.SANDBOX_REMOTEPC_KEY = credentials.apiKey;
    closes.push(close);
  }
  if (!settings.remoteit) {
    const { baseUrl, origin, credentials, close } = await startRemoteitSandbox(options);
    started.places.push(`remote.it at ${origin}`);
    started.variables.SANDBOX_REMOTEIT_URL = baseUrl;
    started.variables.SANDBOX_REMOTEIT_CREDENTIALS = JSON.stringify(credentials);
    closes.push(close);
  }
  started.close = async () => {
    await Promise.all(closes.map((close) => close()));
  };
  return started;
}

/**
 * A one-click sign-in leads a browser there. Cookies ignore ports: under our own name the browser
 * would send the session cookie along.
 */
function otherNameThan(appUrl: string): LoopbackName {
  return new URL(appUrl).hostname === '127.0.0.1' ? 'localhost' : '127.0.0.1';
}
