import { connect, stop } from './remoteit-connect';
import { answerGraphql, graphqlDocumented, graphqlOperation } from './remoteit-graphql';
import { logIn } from './remoteit-login';
import { falseReply, phpReply } from './remoteit-replies';
import { toListRow, toMetadata } from './remoteit-rows';
import type { RemoteitState } from './remoteit-state';
import type { Reply, SandboxRequest } from './reply';
import type { SandboxRoute } from './start-server';

/**
 * The v27 calls that the desk needs, accepting any content type as remote.it does, and GraphQL on
 * the same state.
 */
export function remoteitRoutes(
  state: RemoteitState,
  paths: { v27: string; graphql: string },
  now: () => Date,
): SandboxRoute[] {
  const basePath = paths.v27;
  const withKey = (request: SandboxRequest, answer: () => Reply): Reply =>
    request.headers['developerkey'] === state.developerKey
      ? answer()
      : falseReply(401, 'api key failed validation');
  const withToken = (request: SandboxRequest, answer: () => Reply): Reply =>
    withKey(request, () =>
      state.isTokenValid(request.headers['token'])
        ? answer()
        : falseReply(state.switches.missingTokenStatus, 'missing api token'),
    );

  return [
    {
      operation: 'login',
      method: 'POST',
      path: `${basePath}/user/login`,
      handle: (request) => withKey(request, () => logIn(state, request, now())),
    },
    {
      operation: 'list',
      method: 'GET',
      path: `${basePath}/device/list/all`,
      handle: (request) => withToken(request, () => listServices(state)),
    },
    {
      operation: 'metadata',
      method: 'GET',
      path: `${basePath}/device/metadata/list/me`,
      handle: (request) => withToken(request, () => listMetadata(state)),
    },
    {
      operation: 'connect',
      method: 'POST',
      path: `${basePath}/device/connect`,
      handle: (request) => withToken(request, () => connect(state, request, now())),
    },
    {
      operation: 'stop',
      method: 'POST',
      path: `${basePath}/device/connect/stop`,
      handle: (request) => withToken(request, () => stop(state, request)),
    },
    {
      operation: graphqlOperation,
      method: 'POST',
      path: paths.graphql,
      handle: (request) => answerGraphql(state, request, now()),
      documented: graphqlDocumented,
    },
  ];
}

function listServices(state: RemoteitState): Reply {
  const devices = state.listed().map(toListRow);
  if (devices.length === 0) return phpReply(200, { status: 'true', devices });
  return phpReply(200, {
    status: 'true',
    cached: 'false',
    cache_expires: 2,
    length: devices.length,
    devices,
  });
}

function listMetadata(state: RemoteitState): Reply {
  const devices = Object.fromEntries(
    state.listed().map((service) => [service.address, toMetadata(service)]),
  );
  return phpReply(200, { status: 'true', devices });
}
