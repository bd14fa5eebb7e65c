import { CircuitBreaker } from '@/lib/server/upstreams/channel/circuit-breaker';
import type { RetryClock } from '@/lib/server/upstreams/channel/retry';
import type { RemoteitApi } from '@/lib/server/upstreams/remoteit/api';
import { RemoteitClient } from '@/lib/server/upstreams/remoteit/client';
import { RemoteitGraphqlClient } from '@/lib/server/upstreams/remoteit/graphql-client';
import { httpMessage, startRawUpstream, type RawUpstream } from '@/tests/support/raw-upstream';
import { noWaiting, SECRETS } from './upstream-calls';

export const ACCESS_KEY = {
  accessKeyId: 'TESTKEYIDAAAAAAAAAAA',
  secretAccessKey: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
};
const LOGIN = `{"status":"true","token":"${SECRETS.token}","email":"desk@reseller.example"}`;
const EMPTY_LIST = '{"status":"true","devices":[]}';
const SERVICE = '80:00:00:00:01:00:40:c5';

let accounts = 0;

type ClientOptions = {
  /** Clients of one account share its connections, and its login. */
  accountId?: string;
  /** Another one logs in again. */
  username?: string;
  timeoutMs?: number;
  breaker?: CircuitBreaker;
  clock?: RetryClock;
};

/** A client with no history, over either API. */
export function remoteitOver(
  api: 'v27' | 'graphql',
  origin: string,
  options: ClientOptions = {},
): RemoteitApi {
  accounts += 1;
  const { username = 'desk@reseller.example', ...more } = options;
  const shared = {
    accountId: `rit_${api}_${accounts}`,
    timeoutMs: 5_000,
    now: () => Date.UTC(2026, 10, 22),
    breaker: new CircuitBreaker(),
    clock: noWaiting,
    ...more,
  };
  if (api === 'graphql') {
    const graphqlUrl = `${origin}/graphql/v1`;
    return new RemoteitGraphqlClient({ ...shared, ...ACCESS_KEY, graphqlUrl });
  }
  return new RemoteitClient({
    ...shared,
    baseUrl: `${origin}/apv/v27`,
    developerKey: SECRETS.developerKey,
    username,
    password: SECRETS.loginPassword,
  });
}

export type RemoteitCallCase = {
  name: string;
  api: 'v27' | 'graphql';
  kind: 'login' | 'read' | 'write';
  path: string;
  golden: string;
  result: unknown;
  /** An answer that refuses in the API's own way. */
  refusal: string;
  call: (client: RemoteitApi) => Promise<unknown>;
};

const device = {
  id: SERVICE,
  name: 'pump-7',
  state: 'active',
  lastSeenAt: '2026-11-21T15:21:50.000Z',
  owner: 'desk@reseller.example',
  isShared: false,
};
const connection = {
  connectionId: 'C-1',
  host: 'proxy40.rt3.io',
  port: 34_168,
  lifetimeSeconds: 28_800,
};
const list = (client: RemoteitApi) => client.listDevices();
const connect = (client: RemoteitApi) =>
  client.openConnection({ serviceId: SERVICE, hostIp: '203.0.113.9' });
const stop = (client: RemoteitApi) =>
  client.closeConnection({ serviceId: SERVICE, connectionId: 'C-1' });

const v27 = { api: 'v27', refusal: '{"status":"false","reason":"something new"}' } as const;
const graphql = {
  api: 'graphql',
  path: '/graphql/v1',
  refusal: '{"data":null,"errors":[{"message":"something new"}]}',
} as const;

/** Login, list, connect and stop of both APIs; GraphQL has no login, each call is signed. */
export const remoteitCalls: RemoteitCallCase[] = [
  {
    ...v27,
    name: 'v27 login',
    kind: 'login',
    path: '/apv/v27/user/login',
    golden: LOGIN,
    result: [],
    call: list,
  },
  {
    ...v27,
    name: 'v27 list',
    kind: 'read',
    path: '/apv/v27/device/list/all',
    golden: `{"status":"true","devices":[{"deviceaddress":"${SERVICE}","devicealias":"pump-7","ownerusername":"desk@reseller.example","devicetype":"00:23:00:00:00:01:00:04:24:EB:FF:FF","devicestate":"active","lastcontacted":"2026-11-21T10:21:50-05:00","hardwareid":"HW"}]}`,
    result: [{ ...device, services: [] }],
    call: list,
  },
  {
    ...v27,
    name: 'v27 connect',
    kind: 'write',
    path: '/apv/v27/device/connect',
    golden:
      '{"status":"true","connection":{"proxyserver":"proxy40.rt3.io","proxyport":"34168","expirationsec":"28800","connectionid":"C-1"}}',
    result: connection,
    call: connect,
  },
  {
    ...v27,
    name: 'v27 stop',
    kind: 'write',
    path: '/apv/v27/device/connect/stop',
    golden: '{"status":"true","connectionid":"C-1"}',
    result: undefined,
    call: stop,
  },
  {
    ...graphql,
    name: 'GraphQL list',
    kind: 'read',
    golden: `{"data":{"login":{"email":"desk@reseller.example","devices":{"total":1,"hasMore":false,"items":[{"id":"${SERVICE}","name":"pump-7","state":"active","lastReported":"2026-11-21T15:21:50Z","owner":{"email":"desk@reseller.example"},"endpoint":null,"services":[]}]}}}}`,
    result: [{ ...device, services: [] }],
    call: list,
  },
  {
    ...graphql,
    name: 'GraphQL connect',
    kind: 'write',
    golden:
      '{"data":{"connect":{"id":"C-1","host":"proxy40.rt3.io","port":34168,"reverseProxy":false,"timeout":28800}}}',
    result: connection,
    call: connect,
  },
  {
    ...graphql,
    name: 'GraphQL stop',
    kind: 'write',
    golden: '{"data":{"disconnect":true}}',
    result: undefined,
    call: stop,
  },
];

export function run(call: RemoteitCallCase, origin: string, options?: ClientOptions) {
  return call.call(remoteitOver(call.api, origin, options));
}

/** How often a call may be sent if its answer is lost. */
export const sendings = ({ kind }: RemoteitCallCase) => (kind === 'read' ? 3 : 1);

/** A raw upstream in which only the call's own path gets the answer; its login succeeds. */
export async function startFaultyRemoteit(): Promise<
  RawUpstream & { faulty: (path: string) => void }
> {
  const upstream = await startRawUpstream(() => undefined);
  let faultyPath = '';
  return {
    ...upstream,
    faulty: (path) => {
      faultyPath = path;
      upstream.requests.length = 0;
    },
    answerWith: (answer) => {
      upstream.answerWith((socket, request, count) => {
        if (request.path === faultyPath) answer(socket, request, count);
        else if (request.path.endsWith('/user/login')) socket.write(httpMessage(200, LOGIN));
        else socket.write(httpMessage(200, EMPTY_LIST));
      });
    },
  };
}
