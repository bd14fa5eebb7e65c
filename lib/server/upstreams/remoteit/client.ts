import 'server-only';
import { createHash } from 'node:crypto';
import type { UpstreamConnection, UpstreamDevice } from '@/lib/contract/devices';
import { UpstreamChannel, type ChannelCall } from '@/lib/server/upstreams/channel/channel';
import {
  type CallKind,
  type UpstreamError,
  UpstreamForbiddenError,
  UpstreamMalformedError,
  UpstreamRejectedError,
  UpstreamUnauthorizedError,
} from '@/lib/server/upstreams/channel/errors';
import { Spellings, type RemoteitApi, type RemoteitApiOptions } from './api';
import { REFUSAL_MS, RemoteitLogin, type LoginReply } from './login';
import { toDeviceRows, toHardwareIds, toUpstreamConnection, toUpstreamDevices } from './map';
import {
  openEnvelope,
  TOKEN_REFUSED,
  unreadable,
  connectReplySchema,
  deviceListSchema,
  loginSchema,
} from './schemas';
import { CONNECTION_GONE, DEFAULT_HOST_DOMAINS } from './values';

const MAX_LIST_BYTES = 32 * 1024 * 1024;

export type RemoteitOptions = RemoteitApiOptions & {
  /** Up to and including `/apv/v27`. */
  baseUrl: string;
  developerKey: string;
  username: string;
  password: string;
};

type Operation = Omit<ChannelCall, 'url' | 'headers' | 'timeoutMs'> & {
  path: string;
  token?: string;
};

/**
 * remote.it's REST API v27, with a password login. Every method also
 * @throws UpstreamUnauthorizedError (the login was rejected; with two-factor authentication its
 * code is `SMS_MFA`, `SOFTWARE_TOKEN_MFA` or `MFA_SETUP`, and an access key is required),
 * UpstreamRateLimitedError, UpstreamUnavailableError, UpstreamMalformedError, UpstreamTimeoutError,
 * CircuitOpenError.
 */
export class RemoteitClient implements RemoteitApi {
  readonly #options: RemoteitOptions;
  readonly #baseUrl: string;
  readonly #now: () => number;
  readonly #hostDomains: readonly string[];
  readonly #channel: UpstreamChannel;
  readonly #login: RemoteitLogin;
  /** Of a credential's refusal, among the waits that all servers keep. */
  readonly #refusalName: string;
  readonly #spellings: Spellings;

  constructor(options: RemoteitOptions) {
    this.#options = options;
    this.#baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#now = options.now ?? Date.now;
    this.#hostDomains = options.hostDomains ?? DEFAULT_HOST_DOMAINS;
    this.#channel = new UpstreamChannel('remoteit', this.#baseUrl, options);
    const { developerKey, username, password } = options;
    // A changed credential is another login: the old token isn't used any more.
    const credential = createHash('sha256')
      .update(JSON.stringify([developerKey, username, password]))
      .digest('base64');
    this.#login = this.#channel.keep(`login:${credential}`, () => new RemoteitLogin());
    this.#refusalName = `login refused:${credential.slice(0, 16)}`;
    this.#spellings = this.#channel.keep('spellings', () => new Spellings());
  }

  /**
   * All devices with their services. A read: repeated up to twice on transient errors. Grouping
   * needs the metadata route; if the account isn't allowed to use it, every row is its own device.
   * @source RIT-DOCS api-reference/rest-api-overview/list.md; grouping as in npm `remote.it` 0.48.1
   */
  async listDevices(): Promise<UpstreamDevice[]> {
    const list = {
      operation: 'listDevices',
      kind: 'read',
      method: 'GET',
      maxBytes: MAX_LIST_BYTES,
    } as const;
    const deadlineAt = this.#deadlineAt();
    const answer = await this.#callWithToken({ ...list, path: '/device/list/all' }, deadlineAt);
    const parsed = deviceListSchema.safeParse(answer);
    if (!parsed.success) throw wrongShape(list);
    const rows = toDeviceRows(parsed.data.devices);
    for (const { deviceaddress } of rows) this.#spellings.note(deviceaddress.trim());
    if (rows.every(({ hardwareid }) => hardwareid !== undefined)) {
      return toUpstreamDevices(rows, new Map(), this.#ownNames());
    }
    const metadata = await this.#callWithToken(
      { ...list, path: '/device/metadata/list/me' },
      deadlineAt,
    ).catch(nothingIfRefused);
    return toUpstreamDevices(rows, toHardwareIds(metadata), this.#ownNames());
  }

  /**
   * Opens a proxy to a service. Sent once, and never again after it may have arrived. `hostIp`: the
   * one public address to let in, `255.255.255.255` for the first caller, `0.0.0.0` for anyone; it
   * is always sent, since the default is this server's address. http and https services ignore it.
   * @throws UpstreamRejectedError `0405` not shared with the account, `0861` no such service, …
   * @source RIT-DOCS api-reference/devices/connect.md (2019 and newer revision)
   */
  async openConnection(input: { serviceId: string; hostIp: string }): Promise<UpstreamConnection> {
    const call = { operation: 'openConnection', kind: 'write' } as const;
    const answer = await this.#callWithToken({
      ...call,
      path: '/device/connect',
      // Every client of the vendor sends `wait` as a string.
      body: {
        deviceaddress: this.#spellings.toWire(input.serviceId),
        wait: 'true',
        hostip: input.hostIp,
      },
    });
    const parsed = connectReplySchema.safeParse(answer);
    const connection = parsed.success ? toUpstreamConnection(parsed.data, this.#hostDomains) : null;
    if (connection === null) throw wrongShape(call);
    return connection;
  }

  /**
   * Closes a proxy. The vendor also returns 401 for a connection or service it doesn't know: that
   * is a rejection, and no reason to log in again.
   * @throws UpstreamRejectedError `CONNECTION_GONE`: it doesn't exist (any more)
   * @source RIT-DOCS api-reference/devices/device-connect-stop.md
   */
  async closeConnection(input: { serviceId: string; connectionId: string }): Promise<void> {
    await this.#callWithToken({
      operation: 'closeConnection',
      path: '/device/connect/stop',
      kind: 'write',
      body: {
        deviceaddress: this.#spellings.toWire(input.serviceId),
        connectionid: input.connectionId,
      },
    }).catch(asGone);
  }

  /**
   * A call with the cached token. If it is rejected because of the token, it is repeated once with
   * a new one: for a read on any 401, for a write only if the vendor named the token as the cause,
   * since then it definitely did nothing. If a fresh token is rejected too, logins are held back
   * for a while.
   */
  async #callWithToken(
    operation: Operation,
    deadlineAt = this.#deadlineAt(),
  ): Promise<Record<string, unknown>> {
    const logIn = () => this.#logIn(deadlineAt);
    const token = await this.#login.token(logIn, this.#now);
    try {
      return await this.#call({ ...operation, token }, deadlineAt);
    } catch (error) {
      if (!needsNewToken(error, operation.kind)) throw error;
    }
    const fresh = await this.#login.token(logIn, this.#now, token);
    try {
      return await this.#call({ ...operation, token: fresh }, deadlineAt);
    } catch (error) {
      if (needsNewToken(error, operation.kind)) this.#refuse(asRefusedLogin(error));
      throw error;
    }
  }

  /** More guesses, here or by another server, would lock the account. */
  #refuse(error: UpstreamUnauthorizedError): void {
    this.#login.refuse(error, this.#now());
    this.#channel.waits.hold(this.#refusalName, REFUSAL_MS);
  }

  async #logIn(deadlineAt: number): Promise<LoginReply> {
    const { username, password } = this.#options;
    const login = { operation: 'login', path: '/user/login', kind: 'login' } as const;
    if ((await this.#channel.waits.left()).has(this.#refusalName)) {
      // Another server's login was, with the same credential.
      throw new UpstreamUnauthorizedError({ upstream: 'remoteit', ...login, outcome: 'refused' });
    }
    let answer;
    try {
      answer = await this.#call({ ...login, body: { username, password } }, deadlineAt);
    } catch (error) {
      const refusal = isRefusedLogin(error) ? asRefusedLogin(error) : null;
      if (refusal === null) throw error;
      this.#refuse(refusal);
      throw refusal;
    }
    const parsed = loginSchema.safeParse(answer);
    const token = parsed.data?.token ?? parsed.data?.auth_token;
    if (token === undefined || !/^[\x21-\x7e]{1,1000}$/.test(token)) throw wrongShape(login);
    const expiresAt = parsed.data?.auth_expiration;
    const email = parsed.data?.email;
    return {
      token,
      expiresAtMs: expiresAt === undefined ? null : expiresAt * 1_000,
      email,
    };
  }

  #ownNames(): string[] {
    const names = [this.#options.username, this.#login.email ?? ''];
    return names.map((name) => name.trim().toLowerCase());
  }

  #deadlineAt(): number {
    return performance.now() + this.#options.timeoutMs;
  }

  async #call(operation: Operation, deadlineAt: number): Promise<Record<string, unknown>> {
    const { path, token, ...call } = operation;
    const { developerKey, password } = this.#options;
    const timeoutMs = Math.max(1, deadlineAt - performance.now());
    const url = new URL(this.#baseUrl + path);
    const headers = () => ({ developerkey: developerKey, ...(token !== undefined && { token }) });
    return this.#channel.send({ ...call, url, headers, timeoutMs }, (reply, caller) =>
      openEnvelope(reply, caller, [developerKey, password, token ?? '']),
    );
  }
}

function wrongShape({ operation, kind }: Pick<Operation, 'operation' | 'kind'>) {
  return unreadable({ upstream: 'remoteit', operation, kind, status: 200 }, 'wrong_shape');
}

function needsNewToken(error: unknown, kind: CallKind): error is UpstreamUnauthorizedError {
  if (error instanceof UpstreamUnauthorizedError) {
    return error.reason === TOKEN_REFUSED || (kind === 'read' && error.reason !== 'key_refused');
  }
  return kind === 'read' && error instanceof UpstreamRejectedError && error.status === 401;
}

/** Whatever code a login is rejected with, the account's credential is wrong. */
function isRefusedLogin(error: unknown): error is UpstreamError {
  return (
    error instanceof UpstreamUnauthorizedError ||
    error instanceof UpstreamForbiddenError ||
    error instanceof UpstreamRejectedError
  );
}

function asRefusedLogin(error: UpstreamError): UpstreamUnauthorizedError {
  const { upstream, operation, kind, outcome, status, code, reason } = error;
  const facts = { upstream, operation, kind, outcome, status, code, reason };
  return new UpstreamUnauthorizedError(facts);
}

/** The vendor's documented reasons for a refusal that mean: no such connection. */
function asGone(error: unknown): never {
  if (!(error instanceof UpstreamRejectedError)) throw error;
  const { upstream, operation, kind, outcome, status, code } = error;
  const facts = { upstream, operation, kind, outcome, status, code };
  throw new UpstreamRejectedError({ ...facts, reason: CONNECTION_GONE });
}

/**
 * Only rejections and unknown routes: after an outage, a list without groups would look like other
 * devices.
 */
function nothingIfRefused(error: unknown): null {
  if (error instanceof UpstreamRejectedError || error instanceof UpstreamMalformedError)
    return null;
  throw error;
}
