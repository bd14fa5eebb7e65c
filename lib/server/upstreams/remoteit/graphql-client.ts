import 'server-only';
import type { ListGap, UpstreamConnection, UpstreamDevice } from '@/lib/contract/devices';
import { remember } from '@/lib/server/remember';
import { AskedWait, callUpstream } from '@/lib/server/upstreams/channel/call-upstream';
import { CircuitBreaker } from '@/lib/server/upstreams/channel/circuit-breaker';
import {
  UpstreamMalformedError,
  UpstreamRejectedError,
} from '@/lib/server/upstreams/channel/errors';
import { requestJson } from '@/lib/server/upstreams/channel/request-json';
import { RetryBudget, type CallKind, type RetryClock } from '@/lib/server/upstreams/channel/retry';
import type { RemoteitApi } from './api';
import { contradictedBy, openGraphql, refusedBy, type GraphqlAnswer } from './graphql-envelope';
import {
  gapsOfPage,
  idOfItem,
  spellingsOf,
  toGraphqlConnection,
  toGraphqlDevices,
} from './graphql-map';
import {
  CONNECT,
  DEVICES,
  DISCONNECT,
  connectDataSchema,
  devicesReplySchema,
  disconnectDataSchema,
  type DevicesReply,
} from './graphql-schemas';
import { signedHeaders, type AccessKey } from './login';
import { readPages } from './read-pages';
import { CONNECTION_GONE, DEFAULT_HOST_DOMAINS, toId } from './values';

const MAX_PAGE_BYTES = 32 * 1024 * 1024;

/** In what words a connection that is over is said not to be there. */
const GONE =
  /not found|no such|does(?: not|n.t) exist|connection (?:is |has )?(?:unknown|expired|ended)|already (?:closed|ended|disconnected)/i;

export type RemoteitGraphqlOptions = AccessKey & {
  accountId: string;
  /** The whole address, such as `https://api.remote.it/graphql/v1`: host and path are signed. */
  graphqlUrl: string;
  timeoutMs: number;
  /** Connections lead to hosts under these alone. */
  hostDomains?: readonly string[];
  /** Wall clock in milliseconds, for the signatures. */
  now?: () => number;
  breaker?: CircuitBreaker;
  /** For tests: time and chance of the retries. */
  clock?: RetryClock;
};

type Operation = {
  name: string;
  kind: CallKind;
  query: string;
  variables: Record<string, unknown>;
};

/**
 * remote.it's GraphQL API, each request signed with an access key: no login, no token.
 * Every method also @throws UpstreamUnauthorizedError (reason `access_key_refused`, or `clock_skew`
 * where the two clocks differ), UpstreamRateLimitedError, UpstreamUnavailableError,
 * UpstreamMalformedError, UpstreamTimeoutError, CircuitOpenError.
 */
export class RemoteitGraphqlClient implements RemoteitApi {
  readonly #options: Omit<RemoteitGraphqlOptions, 'breaker'>;
  readonly #url: URL;
  readonly #now: () => number;
  readonly #spellings: Map<string, string>;
  readonly #hostDomains: readonly string[];
  readonly #breaker: CircuitBreaker;
  readonly #budget: RetryBudget;
  readonly #askedWait: AskedWait;

  constructor(options: RemoteitGraphqlOptions) {
    this.#options = options;
    this.#url = new URL(options.graphqlUrl);
    this.#now = options.now ?? Date.now;
    this.#hostDomains = options.hostDomains ?? DEFAULT_HOST_DOMAINS;
    const key = `remoteit:${options.accountId}:${this.#url.href}`;
    this.#spellings = remember(`addresses:${key}`, () => new Map<string, string>());
    this.#breaker = options.breaker ?? remember(`breaker:${key}`, () => new CircuitBreaker());
    this.#budget = remember(`budget:${key}`, () => new RetryBudget());
    this.#askedWait = remember(`asked wait:${key}`, () => new AskedWait());
  }

  /**
   * All devices with their services, page by page; each page is a read of its own, repeated up to
   * twice on faults. Sorted by registration, so that a new device comes last and moves no other.
   * Where remote.it can't read a part, the rest is kept and the part marked as missing.
   * @throws UpstreamMalformedError reason `list_moved`: it never held still long enough to be read
   * @source RIT-DOCS developer-tools/api/usage; `from` is an offset from 0, whatever the samples say
   */
  async listDevices(onGap?: (gap: ListGap) => void): Promise<UpstreamDevice[]> {
    const name = 'listDevices';
    let email: string | undefined;
    const gaps = new Map<string, ListGap>();
    const items = await readPages(async (from, size) => {
      const answer = await this.#call({
        name,
        kind: 'read',
        query: DEVICES,
        variables: { size, from },
      });
      const { login } = readDevicesPage(answer);
      email = login.email ?? email;
      const page = { from, items: login.devices.items, errors: answer.errors };
      if (from === 0) gaps.clear();
      for (const [key, gap] of gapsOfPage(page)) gaps.set(key, gap);
      return { ...login.devices, hasMore: login.devices.hasMore === true };
    }, idOfItem);
    if (items === null) throw unreadable(name, 'list_moved');
    for (const id of items.flatMap(spellingsOf)) this.#spellings.set(toId(id), id);
    for (const gap of gaps.values()) onGap?.(gap);
    return toGraphqlDevices(items, email, [...gaps.values()]);
  }

  /**
   * Opens a proxy to a service. Sent once, and never again after it may have arrived. Web services
   * ignore `hostIp`.
   * @throws UpstreamRejectedError with the vendor's message, which is nowhere documented
   * @source RIT-DOCS developer-tools/api/usage, mutation `connect`
   */
  async openConnection(input: { serviceId: string; hostIp: string }): Promise<UpstreamConnection> {
    const name = 'openConnection';
    const { data, errors } = await this.#call({
      name,
      kind: 'write',
      query: CONNECT,
      variables: { serviceId: this.#toWire(input.serviceId), hostIP: input.hostIp },
    });
    const parsed = connectDataSchema.safeParse(data);
    const connection = parsed.success ? toGraphqlConnection(parsed.data, this.#hostDomains) : null;
    // A whole connection says that it is open, whatever error stands beside it.
    if (connection !== null) return connection;
    throw errors[0] ? contradictedBy(errors[0], answered(name)) : unreadable(name, 'wrong_shape');
  }

  /**
   * Closes a proxy. `false` without an error means that nothing was ended; like an error that says
   * so in words it tells that the connection is over. Any other error leaves it open.
   * @throws UpstreamRejectedError, with the reason `CONNECTION_GONE` where it is over
   * @source RIT-DOCS developer-tools/api/usage, mutation `disconnect`
   */
  async closeConnection(input: { serviceId: string; connectionId: string }): Promise<void> {
    const name = 'closeConnection';
    const variables = {
      serviceId: this.#toWire(input.serviceId),
      connectionId: input.connectionId,
    };
    const call = { name, kind: 'write', query: DISCONNECT, variables } as const;
    const { data, errors } = await this.#call(call).catch(asGoneIfSaid);
    const parsed = disconnectDataSchema.safeParse(data);
    const [error] = errors;
    if (!parsed.success) {
      throw error ? contradictedBy(error, answered(name)) : unreadable(name, 'wrong_shape');
    }
    if (parsed.data.disconnect) return;
    if (error) asGoneIfSaid(refusedBy(error, answered(name)));
    throw gone(answered(name));
  }

  async #call({ name, kind, query, variables }: Operation): Promise<GraphqlAnswer> {
    const { accessKeyId, secretAccessKey, timeoutMs, clock } = this.#options;
    const secrets = [accessKeyId, secretAccessKey];
    const facts = { upstream: 'remoteit', operation: name } as const;
    const shared = {
      breaker: this.#breaker,
      budget: this.#budget,
      askedWait: this.#askedWait,
      ...(clock && { clock }),
    };
    return callUpstream({ ...facts, kind, timeoutMs, ...shared }, async (attemptMs) => {
      // Signed anew for each attempt: a signature carries the moment.
      const signedAt = new Date(this.#now());
      const reply = await requestJson({
        ...facts,
        kind,
        url: this.#url,
        method: 'POST',
        headers: signedHeaders(this.#url, signedAt, { accessKeyId, secretAccessKey }),
        body: { query, variables },
        timeoutMs: attemptMs,
        ...(kind === 'read' && { maxBytes: MAX_PAGE_BYTES }),
      });
      return openGraphql(reply, { operation: name, secrets, nowMs: this.#now() });
    });
  }

  /** The id as the list spelled it: remote.it is not known to ignore case. */
  #toWire(serviceId: string): string {
    return this.#spellings.get(toId(serviceId)) ?? serviceId;
  }
}

/** An error in the place of the list itself is the list's failure; beside it, it is a gap. */
function readDevicesPage({ data, errors }: GraphqlAnswer): DevicesReply {
  const parsed = devicesReplySchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const facts = answered('listDevices');
  const [error] = errors;
  if (!error) throw unreadable('listDevices', 'wrong_shape');
  throw 'login' in data ? refusedBy(error, facts) : contradictedBy(error, facts);
}

const answered = (operation: string) => ({ upstream: 'remoteit', operation, status: 200 }) as const;

function unreadable(operation: string, reason: string): UpstreamMalformedError {
  return new UpstreamMalformedError({ ...answered(operation), outcome: 'maybe_sent', reason });
}

function gone(facts: { operation: string; status?: number; code?: string }) {
  const base = { upstream: 'remoteit', outcome: 'refused', reason: CONNECTION_GONE } as const;
  return new UpstreamRejectedError({ ...facts, ...base });
}

function asGoneIfSaid(error: unknown): never {
  const isSaid = error instanceof UpstreamRejectedError && GONE.test(error.code ?? '');
  if (!isSaid) throw error;
  const { operation, status, code } = error;
  throw gone({
    operation,
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
  });
}
