import { vi } from 'vitest';
import { CircuitBreaker } from '@/lib/server/upstreams/channel/circuit-breaker';
import type { UpstreamError } from '@/lib/server/upstreams/channel/errors';
import type { RetryClock } from '@/lib/server/upstreams/channel/retry';
import { RemoteitClient } from '@/lib/server/upstreams/remoteit/client';
import { RemotepcClient } from '@/lib/server/upstreams/remotepc/client';
import { httpMessage, startRawUpstream, type RawUpstream } from '@/tests/support/raw-upstream';

export const SECRETS = {
  apiKey: 'rpc-key-5f2a',
  developerKey: 'rit-key-91bc',
  loginPassword: 'login-pass-77',
  customerPassword: 'customer-pass-31',
  token: 'a1327b84435481d9048504f0e924f431',
  link: 'https://login.remotepc.com/rpcnew/process/autologin/eyJhbGciOiJIUzUxMiJ9',
};

/** Retries at once, so that only the number of calls matters. */
export const noWaiting: RetryClock = {
  now: () => performance.now(),
  sleep: () => Promise.resolve(),
  random: () => 0,
};

let accounts = 0;

/** A client with no history, unless it is of a given account. */
export function remotepcAt(
  origin: string,
  timeoutMs = 5_000,
  accountId = `rpc_${(accounts += 1)}`,
  breaker = new CircuitBreaker(),
): RemotepcClient {
  return new RemotepcClient({
    accountId,
    baseUrl: `${origin}/rpc-api/reseller/private`,
    apiKey: SECRETS.apiKey,
    timeoutMs,
    breaker,
    clock: noWaiting,
  });
}

export function remoteitAt(origin: string, timeoutMs = 5_000): RemoteitClient {
  accounts += 1;
  return new RemoteitClient({
    accountId: `rit_${accounts}`,
    baseUrl: `${origin}/apv/v27`,
    developerKey: SECRETS.developerKey,
    username: 'desk@reseller.example',
    password: SECRETS.loginPassword,
    timeoutMs,
    now: () => Date.UTC(2026, 10, 22),
    breaker: new CircuitBreaker(),
    clock: noWaiting,
  });
}

export type UpstreamCallCase = {
  name: 'listUsers' | 'addUser' | 'inviteUsers' | 'createAutoLoginLink' | 'login';
  /** How often the request may be sent if its answer is lost. */
  sendings: number;
  path: string;
  /** A documented success, and what it must become. */
  golden: string;
  result: unknown;
  /** @param accountId for calls over the same connections */
  run: (origin: string, timeoutMs?: number, accountId?: string) => Promise<unknown>;
};

/** The five calls that faults are tried on. */
export const upstreamCalls: UpstreamCallCase[] = [
  {
    name: 'listUsers',
    sendings: 3,
    path: '/rpc-api/reseller/private/user/list',
    golden:
      '{"status":"OK","code":200,"message":{"resellerUsersList":[{"alloted_computers":425,"created_date":"01-25-2023","isActive":true,"utilized_computers":3,"username":"Ada@Example.com"}]}}',
    result: [
      {
        username: 'ada@example.com',
        seats: 425,
        seatsUsed: 3,
        isActive: true,
        createdOn: '2023-01-25',
        listedAs: 'Ada@Example.com',
      },
    ],
    run: (origin, timeoutMs, accountId) => remotepcAt(origin, timeoutMs, accountId).listUsers(),
  },
  {
    name: 'addUser',
    sendings: 1,
    path: '/rpc-api/reseller/private/user/add',
    golden: '{"status":"OK","code":200,"message":"SUCCESS"}',
    result: undefined,
    run: (origin, timeoutMs, accountId) =>
      remotepcAt(origin, timeoutMs, accountId).addUser({
        firstName: 'Ada',
        lastName: 'Lovelace',
        email: 'ada@example.com',
        password: SECRETS.customerPassword,
        seats: 2,
        notifyUser: false,
      }),
  },
  {
    name: 'inviteUsers',
    sendings: 1,
    path: '/rpc-api/reseller/private/user/invite',
    golden:
      '{"status":"OK","code":200,"message":[{"username":"ada@example.com","status":"INVITED"}]}',
    result: [{ email: 'ada@example.com', status: 'invited', word: 'INVITED' }],
    run: (origin, timeoutMs, accountId) =>
      remotepcAt(origin, timeoutMs, accountId).inviteUsers([
        { email: 'ada@example.com', seats: 1 },
      ]),
  },
  {
    name: 'createAutoLoginLink',
    sendings: 1,
    path: '/rpc-api/reseller/private/user/signin',
    golden: `{"status":"OK","code":200,"message":{"rpc_redirect_link":"${SECRETS.link}"}}`,
    result: SECRETS.link,
    run: (origin, timeoutMs, accountId) =>
      remotepcAt(origin, timeoutMs, accountId).createAutoLoginLink({
        username: 'ada@example.com',
        password: SECRETS.customerPassword,
      }),
  },
  {
    name: 'login',
    sendings: 1,
    path: '/apv/v27/user/login',
    golden: `{"status":"true","token":"${SECRETS.token}","email":"desk@reseller.example","service_authhash":"E1F1772EA75D04755B8BBD236C470550E7A9FB33"}`,
    result: [],
    run: (origin, timeoutMs) => remoteitAt(origin, timeoutMs).listDevices(),
  },
];

/** A raw upstream in which only the five calls get the answer; what follows a login succeeds. */
export async function startFaultyUpstream(): Promise<RawUpstream> {
  const upstream = await startRawUpstream(() => undefined);
  return {
    ...upstream,
    answerWith: (answer) => {
      upstream.answerWith((socket, request, count) => {
        if (request.path.endsWith('/device/list/all')) {
          socket.write(httpMessage(200, '{"status":"true","devices":[]}'));
        } else answer(socket, request, count);
      });
    },
  };
}

/** The error a call ends with; a call that succeeds fails the test. */
export async function failureOf(run: Promise<unknown>): Promise<UpstreamError> {
  const error = await run.then(
    (result) => new Error(`went well with ${JSON.stringify(result)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof Error && 'outcome' in error) return error as UpstreamError;
  throw error;
}

/** How a call ended, in one word: `ok`, or the error's type. */
export async function endOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => 'ok',
    (error: unknown) => {
      if (error instanceof Error && 'type' in error && typeof error.type === 'string')
        return error.type;
      throw error;
    },
  );
}

/**
 * Runs `work` without letting any timer of this process fire: how long a queue of many calls takes
 * on a busy machine isn't what the test is about.
 */
export async function withoutDeadlines<Result>(work: () => Promise<Result>): Promise<Result> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    return await work();
  } finally {
    vi.useRealTimers();
  }
}
