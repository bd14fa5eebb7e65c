import 'server-only';
import type { UpstreamUser } from '@/lib/contract/users';
import { remember } from '@/lib/server/remember';
import { AskedWait, callUpstream } from '@/lib/server/upstreams/channel/call-upstream';
import { CircuitBreaker } from '@/lib/server/upstreams/channel/circuit-breaker';
import type { LaneName } from '@/lib/server/upstreams/channel/lane';
import { requestJson } from '@/lib/server/upstreams/channel/request-json';
import { RetryBudget, type CallKind, type RetryClock } from '@/lib/server/upstreams/channel/retry';
import { upstreamWord } from '@/lib/server/upstreams/channel/status-error';
import {
  openEnvelope,
  unreadable,
  autoLoginSchema,
  inviteListSchema,
  userListSchema,
} from './envelope';
import { toInviteAnswers, toUpstreamUsers, type InviteAnswer } from './map';

/** The list has no paging: 100,000 rows of some 120 bytes come in one body. */
const MAX_LIST_BYTES = 32 * 1024 * 1024;

export type RemotepcOptions = {
  accountId: string;
  /** Up to and including `/private`. */
  baseUrl: string;
  apiKey: string;
  timeoutMs: number;
  /** For the list alone, which may be long; else `timeoutMs`. */
  listTimeoutMs?: number;
  /** How many chunks of invitations may be under way at once. */
  jobSockets?: number;
  breaker?: CircuitBreaker;
  /** For tests: time and chance of the retries. */
  clock?: RetryClock;
};

type Operation = {
  name: string;
  path: string;
  kind: CallKind;
  lane?: LaneName;
  body?: unknown;
  /** Besides the API key. */
  secrets?: readonly string[];
  timeoutMs?: number;
  maxBytes?: number;
};

/**
 * RemotePC's reseller API: four POST calls, told apart by whether repeating them is safe.
 * Every method also @throws UpstreamUnauthorizedError, UpstreamForbiddenError (this server's address
 * is not on the whitelist), UpstreamRateLimitedError, UpstreamUnavailableError,
 * UpstreamMalformedError, UpstreamTimeoutError, CircuitOpenError.
 */
export class RemotepcClient {
  readonly #baseUrl: string;
  readonly #apiKey: string;
  readonly #timeoutMs: number;
  readonly #listTimeoutMs: number;
  readonly #jobSockets: number | undefined;
  readonly #breaker: CircuitBreaker;
  readonly #budget: RetryBudget;
  readonly #askedWait: AskedWait;
  readonly #clock: RetryClock | undefined;

  constructor(options: RemotepcOptions) {
    this.#baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#apiKey = options.apiKey;
    this.#timeoutMs = options.timeoutMs;
    this.#listTimeoutMs = options.listTimeoutMs ?? options.timeoutMs;
    this.#jobSockets = options.jobSockets;
    const key = `remotepc:${options.accountId}:${this.#baseUrl}`;
    this.#breaker = options.breaker ?? remember(`breaker:${key}`, () => new CircuitBreaker());
    this.#budget = remember(`budget:${key}`, () => new RetryBudget());
    this.#askedWait = remember(`asked wait:${key}`, () => new AskedWait());
    this.#clock = options.clock;
  }

  /**
   * All customer users of the account, in the upstream's order, one per e-mail. A read: repeated up
   * to twice on faults. A list that is null, or a message without any key, means no users; a message
   * with other keys than the list's is a shape we don't know, and no empty list.
   * @source https://download.remotepc.com/reseller-api §4 User list (read 2026-11-22)
   */
  async listUsers(): Promise<UpstreamUser[]> {
    const name = 'listUsers';
    const timeoutMs = this.#listTimeoutMs;
    return this.#call(
      { name, path: '/user/list', kind: 'read', timeoutMs, maxBytes: MAX_LIST_BYTES },
      (message) => {
        if (isEmptyObject(message)) return [];
        const list = userListSchema.safeParse(message);
        return list.success ? toUpstreamUsers(list.data.resellerUsersList ?? []) : undefined;
      },
    );
  }

  /**
   * Adds one customer user. Sent once: RemotePC documents no idempotency key. Only the documented
   * `SUCCESS` counts; after any other answer, and after silence, the list tells what happened.
   * `seats`: computers, integer ≥ 0 (wire `allotedComputers`).
   * @throws UpstreamRejectedError `EMAIL_EXISTS`, `FIRSTNAME_REQUIRED`, `LASTNAME_REQUIRED`,
   * `EMAILID_REQUIRED`, `ENTER_VALID_EMAIL`, `PASSWORD_REQUIRED`, `INVALID_PASSWORD`, or another word
   * @source https://download.remotepc.com/reseller-api §1 Add user (read 2026-11-22)
   */
  async addUser(user: {
    firstName: string;
    lastName: string;
    email: string;
    password: string;
    seats: number;
    notifyUser: boolean;
  }): Promise<void> {
    const body = {
      firstName: user.firstName,
      lastName: user.lastName,
      invitedUserEmailId: user.email,
      password: user.password,
      allotedComputers: user.seats,
      sendEmailToUser: user.notifyUser,
    };
    const secrets = [user.password];
    await this.#call(
      { name: 'addUser', path: '/user/add', kind: 'write', body, secrets },
      (message) =>
        typeof message === 'string' && /^success$/i.test(message.trim()) ? true : undefined,
    );
  }

  /**
   * Invites several people. Success is decided row by row: the answer holds only those rows that
   * the reply names (see `toInviteAnswers`), and a row that is absent is unconfirmed. Sent once, in
   * the jobs' lane.
   * @throws UpstreamRejectedError the whole chunk was refused
   * @source https://download.remotepc.com/reseller-api §2 Invite users (read 2026-11-22)
   */
  async inviteUsers(rows: readonly { email: string; seats: number }[]): Promise<InviteAnswer[]> {
    if (rows.length === 0) return [];
    const body = rows.map(({ email, seats }) => ({
      invitedUserEmailId: email,
      allotedComputers: seats,
    }));
    const emails = rows.map(({ email }) => email);
    return this.#call(
      { name: 'inviteUsers', path: '/user/invite', kind: 'write', lane: 'jobs', body },
      (message) => {
        const list = inviteListSchema.safeParse(message);
        if (!list.success) return undefined;
        return toInviteAnswers(list.data, emails, (word) => upstreamWord(word, [this.#apiKey]));
      },
    );
  }

  /**
   * A link that signs in as the customer user: a bearer secret. Whether it leads to an allowed
   * host is the caller's to check. Sent once. A wrong password has no documented code; a refusal
   * as *unauthorized* may mean it as well as the API key.
   * @throws UpstreamRejectedError `USERNAME_DOES_NOT_EXIST`, `ACTION_PARENT_ACCOUNT_SUSPENDED`,
   * `IP_ADDRESS_BLOCKED`, `CANCELLED_ACCOUNT`, `EMAILID_REQUIRED`, `INVALID_EMAIL`,
   * `PASSWORD_REQUIRED`, `USERNAME_REQUIRED`, or another word
   * @source https://download.remotepc.com/reseller-api §3 User sign in (read 2026-11-22)
   */
  async createAutoLoginLink(user: { username: string; password: string }): Promise<string> {
    const body = { username: user.username, password: user.password };
    const secrets = [user.password];
    return this.#call(
      { name: 'createAutoLoginLink', path: '/user/signin', kind: 'write', body, secrets },
      (message) => autoLoginSchema.safeParse(message).data?.rpc_redirect_link,
    );
  }

  /** @param read returns undefined where the message is not the documented one */
  async #call<T>(operation: Operation, read: (message: unknown) => T | undefined): Promise<T> {
    const { name, kind } = operation;
    const call = {
      upstream: 'remotepc',
      operation: name,
      kind,
      timeoutMs: operation.timeoutMs ?? this.#timeoutMs,
      breaker: this.#breaker,
      budget: this.#budget,
      // The pace of the jobs is kept in the database, for all servers.
      ...(operation.lane !== 'jobs' && { askedWait: this.#askedWait }),
      ...(this.#clock && { clock: this.#clock }),
    } as const;
    return callUpstream(call, async (timeoutMs) => {
      const reply = await requestJson({
        upstream: 'remotepc',
        operation: name,
        kind,
        ...(operation.lane && { lane: operation.lane, sockets: this.#jobSockets }),
        url: new URL(this.#baseUrl + operation.path),
        method: 'POST',
        headers: { authorization: `Bearer ${this.#apiKey}` },
        body: operation.body ?? {},
        timeoutMs,
        ...(operation.maxBytes && { maxBytes: operation.maxBytes }),
      });
      const secrets = [this.#apiKey, ...(operation.secrets ?? [])];
      const message = openEnvelope(reply, name, secrets);
      const result = read(message);
      if (result !== undefined) return result;
      const code = isPlainWord(message) ? upstreamWord(message, secrets) : undefined;
      const facts = { upstream: 'remotepc', operation: name, status: reply.status } as const;
      throw unreadable({ ...facts, ...(code !== undefined && { code }) }, 'wrong_shape');
    });
  }
}

/** Whether an unexpected message may be told on: a bare auto-login link, for one, may not. */
function isPlainWord(message: unknown): message is string {
  return typeof message === 'string' && /^[A-Z_ ]{1,60}$/i.test(message);
}

function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length === 0
  );
}
