import { randomInt, randomUUID } from 'node:crypto';
import { toWireRequested } from './remoteit-dates';
import { serviceKinds } from './remoteit-device';
import { falseReply, phpReply } from './remoteit-replies';
import { spelled } from './remoteit-rows';
import type { RemoteitState, SandboxConnection } from './remoteit-state';
import type { Reply, SandboxRequest } from './reply';

const lifetimeSeconds = 28_800;

/** Why a proxy isn't opened. */
export const REFUSALS = ['unknown', 'foreign', 'offline'] as const;

/**
 * Opens a proxy. Web services get a reverse proxy with a name and no port; all others a host and a
 * port. The hosts are reserved names, not `rt3.io`: no one who tries the sandbox should reach a
 * stranger's proxy.
 */
export function openProxy(
  state: RemoteitState,
  address: string,
  hostIp: string,
  now: Date,
): SandboxConnection | (typeof REFUSALS)[number] {
  const service = state.findService(address);
  if (!service || service.kind === 'bulk') return 'unknown';
  if (service.isForeign) return 'foreign';
  if (!service.isActive) return 'offline';
  const id = randomUUID();
  const proxyNumber = randomInt(10, 99);
  const label = id
    .replaceAll(/[^a-z]/g, '')
    .padEnd(10, 'x')
    .slice(0, 10);
  const { isWeb } = serviceKinds[service.kind];
  const connection: SandboxConnection = {
    id,
    address: spelled(service),
    hostIp,
    openedAt: now,
    host: isWeb ? `${label}.p${proxyNumber}.rt3.example` : `proxy${proxyNumber}.rt3.example`,
    port: isWeb ? null : randomInt(30_000, 39_999),
  };
  state.connections.set(id, connection);
  return connection;
}

/** @returns whether there was one to close */
export function closeProxy(state: RemoteitState, id: string): boolean {
  return state.connections.delete(id.toLowerCase());
}

/** `POST /device/connect`; `deviceaddress` is a service's, despite its name. */
export function connect(state: RemoteitState, request: SandboxRequest, now: Date): Reply {
  const address = field(request, 'deviceaddress');
  if (!address) return falseReply(200, 'bad device address');
  // The caller's own address by default, which behind a server is the server's.
  const opened = openProxy(state, address, field(request, 'hostip') ?? request.ip, now);
  switch (opened) {
    case 'unknown':
      return falseReply(200, '[0861] The service was not found for this UID.');
    case 'foreign': {
      const reason = 'is not available for public access and is not shared with you.';
      return falseReply(403, `[0405] ${address.toUpperCase()} ${reason}`);
    }
    case 'offline':
      return falseReply(200, 'The target device is not active.');
    default:
      return phpReply(
        200,
        {
          status: 'true',
          connection: toConnection(opened, state.username),
          wait: true,
          connectionid: opened.id,
        },
        true,
      );
  }
}

/** `POST /device/connect/stop`; every failure is a 401. */
export function stop(state: RemoteitState, request: SandboxRequest): Reply {
  const id = field(request, 'connectionid')?.toLowerCase();
  if (!id) return falseReply(401, 'missing connectionid');
  const connection = state.connections.get(id);
  if (!connection) return falseReply(401, 'connectionid is not valid');
  if (field(request, 'deviceaddress')?.toLowerCase() !== connection.address.toLowerCase()) {
    return falseReply(401, 'bad device address');
  }
  closeProxy(state, id);
  return phpReply(200, { status: 'true', connectionid: connection.id }, true);
}

function toConnection(connection: SandboxConnection, initiator: string): Record<string, unknown> {
  const { host, port } = connection;
  const isWeb = port === null;
  return {
    deviceaddress: connection.address,
    status: 'running',
    requested: toWireRequested(connection.openedAt),
    proxy: isWeb ? `https://${host}` : `http://${host}:${port}`,
    proxyserver: host,
    ...(isWeb ? {} : { proxyport: String(port) }),
    expirationsec: String(lifetimeSeconds),
    connectionid: connection.id,
    ...(isWeb ? {} : { proxyServerPort: port }),
    proxyExpirationSec: lifetimeSeconds,
    sessionID: connection.id.replaceAll('-', '').toUpperCase(),
    initiator,
    targetUID: connection.address,
    clientID: 'WeavedRESTAPISandbox',
    filteredIP: connection.hostIp === '255.255.255.255' ? 'latching' : connection.hostIp,
    proxyURL: isWeb ? host : `${host}:${port}`,
    reverseProxy: isWeb,
    p2pConnected: true,
    serviceConnected: true,
    peerReqEP: '198.51.100.20:62292',
    peerEP: '198.51.100.20:62292',
    latchedIP: '0.0.0.0',
    initiatorUID: 'f0:0f:85:c8:7b:3f:a9:e9',
    lifeLeft: 86_400,
    idleLeft: 900,
    requestedAt: `${connection.openedAt.toISOString().slice(0, 19)}+00:00`,
  };
}

function field({ body }: SandboxRequest, name: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
