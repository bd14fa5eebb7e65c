import {
  SANDBOX_ACCESS_KEY_ID,
  SANDBOX_DEVELOPER_KEY,
  SANDBOX_REMOTEIT_PASSWORD,
  SANDBOX_REMOTEIT_USERNAME,
  SANDBOX_SECRET_ACCESS_KEY,
} from './credentials';
import type { FaultSwitch } from './fault-switch';
import { remoteitDocumented } from './remoteit-replies';
import { remoteitRoutes } from './remoteit-routes';
import { RemoteitState } from './remoteit-state';
import type { SandboxCall } from './sandbox-call';
import { startServer } from './start-server';

type RemoteitSandboxOptions = {
  seed?: 'demo' | 'empty';
  now?: () => Date;
  port?: number;
  controlToken?: string;
};

export type RemoteitSandbox = {
  /** Up to and including `/apv/v27`. */
  baseUrl: string;
  origin: string;
  /** The same account over GraphQL. */
  graphqlUrl: string;
  credentials: { developerKey: string; username: string; password: string };
  accessKey: { accessKeyId: string; secretAccessKey: string };
  calls: SandboxCall[];
  faults: FaultSwitch;
  state: RemoteitState;
  /** Every token issued so far is refused from now on. */
  expireTokens: () => void;
  /** Seed, calls, faults and switches as at the start. */
  reset: () => void;
  close: () => Promise<void>;
};

const paths = { v27: '/apv/v27', graphql: '/graphql/v1' };

/**
 * remote.it's REST API v27 and its GraphQL as one real HTTP server on loopback, with its state in
 * memory.
 */
export async function startRemoteitSandbox(
  options: RemoteitSandboxOptions = {},
): Promise<RemoteitSandbox> {
  const now = options.now ?? (() => new Date());
  const state = new RemoteitState({
    seed: options.seed ?? 'demo',
    developerKey: SANDBOX_DEVELOPER_KEY,
    now,
  });
  const server = await startServer({
    port: options.port,
    controlToken: options.controlToken,
    now,
    routes: remoteitRoutes(state, paths, now),
    documented: remoteitDocumented,
    onReset: () => state.reset(),
  });
  return {
    ...server,
    baseUrl: `${server.origin}${paths.v27}`,
    graphqlUrl: `${server.origin}${paths.graphql}`,
    accessKey: {
      accessKeyId: SANDBOX_ACCESS_KEY_ID,
      secretAccessKey: SANDBOX_SECRET_ACCESS_KEY,
    },
    credentials: {
      developerKey: SANDBOX_DEVELOPER_KEY,
      username: SANDBOX_REMOTEIT_USERNAME,
      password: SANDBOX_REMOTEIT_PASSWORD,
    },
    state,
    expireTokens: () => state.expireTokens(),
  };
}
