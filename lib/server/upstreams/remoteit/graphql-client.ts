import 'server-only';
import type { ListGap, UpstreamConnection, UpstreamDevice } from '@/lib/contract/devices';
import { UpstreamChannel } from '@/lib/server/upstreams/channel/channel';
import {
  UpstreamMalformedError,
  UpstreamRejectedError,
  type Caller,
  type UpstreamErrorFacts,
} from '@/lib/server/upstreams/channel/errors';
import { Spellings, type RemoteitApi, type RemoteitApiOptions } from './api';
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
  CREATE_ACCESS_KEY,
  DEVICES,
  DISCONNECT,
  DELETE_ACCESS_KEY,
  UPDATE_ACCESS_KEY,
  connectDataSchema,
  createAccessKeyDataSchema,
  devicesReplySchema,
  disconnectDataSchema,
  type DevicesReply,
} from './graphql-schemas';
import { signedHeaders, type AccessKey } from './login';
import { readPages } from './read-pages';
import { CONNECTION_GONE, DEFAULT_HOST_DOMAINS } from './values';

const MAX_PAGE_BYTES = 32 * 1024 * 1024;

/** How remote.it words that a connection no longer exists. */
const GONE =
  /not found|no such|does(?: not|n.t) exist|connection (?:is |has )?(?:unknown|expired|ended)|already (?:closed|ended|disconnected)/i;

export type RemoteitGraphqlOptions = AccessKey &
  RemoteitApiOptions & {
    /** The full address, such as `https://api.remote.it/graphql/v1`: host and path are signed. */
    graphqlUrl: string;
  };

type Operation = {
  caller: Caller;
  query: string;
  variables: Record<string, unknown>;
};

const LIST: Caller = { upstream: 'remoteit', operation: 'listDevices', kind: 'read' };
const OPEN: Caller = { upstream: 'remoteit', operation: 'openConnection', kind: 'write' };
const CREATE_KEY: Caller = { upstream: 'remoteit', operation: 'createAccessKey', kind: 'write' };
const UPDATE_KEY: Caller = { upstream: 'remoteit', operation: 'updateAccessKey', kind: 'write' };
const DELETE_KEY: Caller = { upstream: 'remoteit', operation: 'deleteAccessKey', kind: 'write' };
const CLOSE: Caller = { upstream: 'remoteit', operation: 'closeConnection', kind: 'write' };

/**
 * remote.it's GraphQL API, each request signed with an access key: no login, no token. Every method
 * also
 * @throws UpstreamUnauthorizedError (reason `access_key_refused`, or `clock_skew` if the two clocks
 * differ), UpstreamRateLimitedError, UpstreamUnavailableError, UpstreamMalformedError,
 * UpstreamTimeoutError, CircuitOpenError.
 */
export class RemoteitGraphqlClient implements RemoteitApi {
  readonly #options: RemoteitGraphqlOptions;
  readonly #url: URL;
  readonly #now: () => number;
  readonly #hostDomains: readonly string[];
  readonly #channel: UpstreamChannel;
  readonly #spellings: Spellings;

  constructor(options: RemoteitGraphqlOptions) {
    this.#options = options;
    this.#url = new URL(options.graphqlUrl);
    this.#now = options.now ?? Date.now;
    this.#hostDomains = options.hostDomains ?? DEFAULT_HOST_DOMAINS;
    this.#channel = new UpstreamChannel('remoteit', this.#url.href, options);
    this.#spellings = this.#channel.keep('spellings', () => new Spellings());
  }

  /**
   * All devices with their services, page by page; each page is a separate read, repeated up to
   * twice on transient errors. Sorted by registration, so that a new device comes last and moves no
   * other. If remote.it can't return a part, the rest is kept and the part is marked as missing.
   * @throws UpstreamMalformedError reason `list_moved`: it never stayed the same long enough to be
   * read
   * @source RIT-DOCS developer-tools/api/usage; `from` is an offset from 0, whatever the samples
   * say
   */
  async listDevices(onGap?: (gap: ListGap) => void): Promise<UpstreamDevice[]> {
    let email: string | undefined;
    const gaps = new Map<string, ListGap>();
    const items = await readPages(async (from, size) => {
      const variables = { size, from };
      const answer = await this.#call({ caller: LIST, query: DEVICES, variables });
      const { login } = readDevicesPage(answer);
      email = login.email ?? email;
      const page = { from, items: login.devices.items, errors: answer.errors };
      if (from === 0) gaps.clear();
      for (const [key, gap] of gapsOfPage(page)) gaps.set(key, gap);
      return { ...login.devices, hasMore: login.devices.hasMore === true };
    }, idOfItem);
    if (items === null) throw unreadable(LIST, 'list_moved');
    for (const id of items.flatMap(spellingsOf)) this.#spellings.note(id);
    for (const gap of gaps.values()) onGap?.(gap);
    return toGraphqlDevices(items, email, [...gaps.values()]);
  }

  /**
   * Opens a proxy to a service. Sent once, and never again after it may have arrived. Web services
   * ignore `hostIp`.
   * @throws UpstreamRejectedError with the vendor's message, which is undocumented
   * @source RIT-DOCS developer-tools/api/usage, mutation `connect`
   */
  async openConnection(input: { serviceId: string; hostIp: string }): Promise<UpstreamConnection> {
    const { data, errors } = await this.#call({
      caller: OPEN,
      query: CONNECT,
      variables: { serviceId: this.#spellings.toWire(input.serviceId), hostIP: input.hostIp },
    });
    const parsed = connectDataSchema.safeParse(data);
    const connection = parsed.success ? toGraphqlConnection(parsed.data, this.#hostDomains) : null;
    // A complete connection means that it is open, whatever error comes with it.
    if (connection !== null) return connection;
    throw errors[0] ? contradictedBy(errors[0], answered(OPEN)) : unreadable(OPEN, 'wrong_shape');
  }

  /**
   * Closes a proxy. `false` without an error means that nothing was closed; like an error that says
   * so, it means that the connection has ended. Any other error leaves it open.
   * @throws UpstreamRejectedError, with the reason `CONNECTION_GONE` if it has ended
   * @source RIT-DOCS developer-tools/api/usage, mutation `disconnect`
   */
  async closeConnection(input: { serviceId: string; connectionId: string }): Promise<void> {
    const variables = {
      serviceId: this.#spellings.toWire(input.serviceId),
      connectionId: input.connectionId,
    };
    const call = { caller: CLOSE, query: DISCONNECT, variables };
    const { data, errors } = await this.#call(call).catch(asGoneIfSaid);
    const parsed = disconnectDataSchema.safeParse(data);
    const [error] = errors;
    if (!parsed.success) {
      throw error ? contradictedBy(error, answered(CLOSE)) : unreadable(CLOSE, 'wrong_shape');
    }
    if (parsed.data.disconnect) return;
    if (error) asGoneIfSaid(refusedBy(error, answered(CLOSE)));
    throw gone(answered(CLOSE));
  }

  /**
   * Creates a second access key for this account. Sent once: if the answer is lost, there may be a
   * key at remote.it that no one knows the secret of.
   * @throws UpstreamRejectedError remote.it allows two, and there are two
   * @source RIT-DOCS developer-tools/api, mutation `createAccessKey`
   */
  async createAccessKey(): Promise<AccessKey> {
    const call = { caller: CREATE_KEY, query: CREATE_ACCESS_KEY, variables: {} };
    const { data, errors } = await this.#call(call);
    const parsed = createAccessKeyDataSchema.safeParse(data);
    if (parsed.success) {
      const { key, secret } = parsed.data.createAccessKey;
      return { accessKeyId: key, secretAccessKey: secret };
    }
    const [error] = errors;
    throw error
      ? contradictedBy(error, answered(CREATE_KEY))
      : unreadable(CREATE_KEY, 'wrong_shape');
  }

  /**
   * Disables one of the account's access keys.
   * @source RIT-DOCS developer-tools/api, mutation `updateAccessKey`
   */
  async disableAccessKey(accessKeyId: string): Promise<void> {
    const variables = { key: accessKeyId, enabled: false };
    const { errors } = await this.#call({
      ...{ caller: UPDATE_KEY, query: UPDATE_ACCESS_KEY, variables },
    });
    const [error] = errors;
    if (error) throw contradictedBy(error, answered(UPDATE_KEY));
  }

  /**
   * Deletes one of the account's access keys, so that there is room for another one.
   * @source RIT-DOCS developer-tools/api, mutation `deleteAccessKey`
   */
  async deleteAccessKey(accessKeyId: string): Promise<void> {
    const variables = { key: accessKeyId };
    const { errors } = await this.#call({
      ...{ caller: DELETE_KEY, query: DELETE_ACCESS_KEY, variables },
    });
    const [error] = errors;
    if (error) throw contradictedBy(error, answered(DELETE_KEY));
  }

  async #call({ caller, query, variables }: Operation): Promise<GraphqlAnswer> {
    const { accessKeyId, secretAccessKey } = this.#options;
    const { operation, kind } = caller;
    const call = {
      operation,
      kind,
      url: this.#url,
      headers: () =>
        signedHeaders(this.#url, new Date(this.#now()), { accessKeyId, secretAccessKey }),
      body: { query, variables },
      maxBytes: kind === 'read' ? MAX_PAGE_BYTES : undefined,
    };
    const secrets = [accessKeyId, secretAccessKey];
    return this.#channel.send(call, (reply) =>
      openGraphql(reply, { caller, secrets, nowMs: this.#now() }),
    );
  }
}

/** An error instead of the list is the list's failure; an error with the list is a gap. */
function readDevicesPage({ data, errors }: GraphqlAnswer): DevicesReply {
  const parsed = devicesReplySchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const facts = answered(LIST);
  const [error] = errors;
  if (!error) throw unreadable(LIST, 'wrong_shape');
  throw 'login' in data ? refusedBy(error, facts) : contradictedBy(error, facts);
}

const answered = (caller: Caller) => ({ ...caller, status: 200 });

function unreadable(caller: Caller, reason: string): UpstreamMalformedError {
  return new UpstreamMalformedError({ ...answered(caller), outcome: 'maybe_sent', reason });
}

function gone(facts: Caller & Pick<UpstreamErrorFacts, 'status' | 'code'>) {
  return new UpstreamRejectedError({ ...facts, outcome: 'refused', reason: CONNECTION_GONE });
}

function asGoneIfSaid(error: unknown): never {
  const isSaid = error instanceof UpstreamRejectedError && GONE.test(error.code ?? '');
  if (!isSaid) throw error;
  const { status, code } = error;
  throw gone({ ...CLOSE, status, code });
}
