import { createAutoLoginLink, openAutoLoginLink } from './auto-login';
import { SANDBOX_API_KEY } from './credentials';
import type { FaultSwitch } from './fault-switch';
import { remotepcDocumented } from './remotepc-replies';
import { remotepcRoutes } from './remotepc-routes';
import { RemotepcState } from './remotepc-state';
import type { SandboxCall } from './sandbox-call';
import { startServer, type LoopbackName } from './start-server';

type RemotepcSandboxOptions = {
  seed?: 'demo' | 'empty';
  now?: () => Date;
  port?: number;
  name?: LoopbackName;
  controlToken?: string;
  /** Where sign-in links lead; by default, the sandbox's own page. */
  autoLoginOrigin?: string;
};

export type RemotepcSandbox = {
  /** Up to and including `/rpc-api/reseller/private`. */
  baseUrl: string;
  origin: string;
  credentials: { apiKey: string };
  calls: SandboxCall[];
  faults: FaultSwitch;
  state: RemotepcState;
  /** Seed, calls, faults and switches as at the start. */
  reset: () => void;
  close: () => Promise<void>;
};

const basePath = '/rpc-api/reseller/private';

/** RemotePC's reseller API as a real HTTP server on loopback, its state in memory. */
export async function startRemotepcSandbox(
  options: RemotepcSandboxOptions = {},
): Promise<RemotepcSandbox> {
  const now = options.now ?? (() => new Date());
  const state = new RemotepcState({ seed: options.seed ?? 'demo', apiKey: SANDBOX_API_KEY, now });
  let linkOrigin = options.autoLoginOrigin ?? '';
  const server = await startServer({
    port: options.port,
    name: options.name,
    controlToken: options.controlToken,
    now,
    routes: remotepcRoutes(state, basePath, (username) =>
      createAutoLoginLink(state, { origin: linkOrigin, username, now: now() }),
    ),
    page: (request) => openAutoLoginLink(state, request, now()),
    documented: remotepcDocumented,
    onReset: () => state.reset(),
  });
  linkOrigin ||= server.origin;
  return {
    ...server,
    baseUrl: `${server.origin}${basePath}`,
    credentials: { apiKey: SANDBOX_API_KEY },
    state,
  };
}
