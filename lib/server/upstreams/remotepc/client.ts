import 'server-only';
import type { UpstreamUser } from '@/lib/contract/users';
import {
  UpstreamChannel,
  type ChannelCall,
  type ChannelOptions,
} from '@/lib/server/upstreams/channel/channel';
import { upstreamWord } from '@/lib/server/upstreams/channel/errors';
import {
  openEnvelope,
  unreadable,
  autoLoginSchema,
  inviteListSchema,
  userListSchema,
} from './envelope';
import { toInviteAnswers, toUpstreamUsers, type InviteAnswer } from './map';

/** The list has no paging: 100,000 rows of some 120 bytes arrive in one body. */
const MAX_LIST_BYTES = 32 * 1024 * 1024;

export type RemotepcOptions = ChannelOptions & {
  /** Up to and including `/private`. */
  baseUrl: string;
  apiKey: string;
  /** Only for the list, which may be long; otherwise `timeoutMs`. */
  listTimeoutMs?: number;
};

type Operation = Omit<ChannelCall, 'url' | 'method' | 'headers'> & {
  path: string;
  /** Besides the API key. */
  secrets?: readonly string[];
};

/**
 * RemotePC's reseller API: four POST calls, distinguished by whether repeating them is safe. Every
 * method also
 * @throws UpstreamUnauthorizedError, UpstreamForbiddenError (this server's address isn't on the
 * allowlist), UpstreamRateLimitedError, UpstreamUnavailableError, UpstreamMalformedError,
 * UpstreamTimeoutError, CircuitOpenError.
 */
export class RemotepcClient {
  readonly #options: RemotepcOptions;
  readonly #baseUrl: string;
  readonly #channel: UpstreamChannel;

  constructor(options: RemotepcOptions) {
    this.#options = options;
    this.#baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#channel = new UpstreamChannel('remotepc', this.#baseUrl, options);
  }

  /**
   * All customer users of the account, in the upstream's order, one per email. A read: repeated up
   * to twice on transient errors. A list that is null, or a message without keys, means no users; a
   * message with other keys than the list's is an unknown shape, not an empty list.
   * @source https://download.remotepc.com/reseller-api §4 User list (read 2026-11-22)
   */
  async listUsers(): Promise<UpstreamUser[]> {
    const { timeoutMs, listTimeoutMs = timeoutMs } = this.#options;
    const list = { operation: 'listUsers', path: '/user/list', kind: 'read' } as const;
    return this.#call(
      { ...list, timeoutMs: listTimeoutMs, maxBytes: MAX_LIST_BYTES },
      (message) => {
        if (isEmptyObject(message)) return [];
        const list = userListSchema.safeParse(message);
        return list.success ? toUpstreamUsers(list.data.resellerUsersList ?? []) : undefined;
      },
    );
  }

  /**
   * Adds one customer user. Sent once: RemotePC documents no idempotency key. Only the documented
   * `SUCCESS` counts; after any other response, or none, the list shows what happened. `seats`:
   * computers, integer ≥ 0 (wire `allotedComputers`).
   * @throws UpstreamRejectedError `EMAIL_EXISTS`, `FIRSTNAME_REQUIRED`, `LASTNAME_REQUIRED`,
   * `EMAILID_REQUIRED`, `ENTER_VALID_EMAIL`, `PASSWORD_REQUIRED`, `INVALID_PASSWORD`, or another
   * code
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
      { operation: 'addUser', path: '/user/add', kind: 'write', body, secrets },
      (message) =>
        typeof message === 'string' && /^success$/i.test(message.trim()) ? true : undefined,
    );
  }

  /**
   * Invites several people. Success is decided row by row: the result has only the rows that the
   * reply names (see `toInviteAnswers`), and a missing row is unconfirmed. Sent once, in the jobs'
   * lane.
   * @throws UpstreamRejectedError the whole chunk was rejected
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
      { operation: 'inviteUsers', path: '/user/invite', kind: 'write', lane: 'jobs', body },
      (message) => {
        const list = inviteListSchema.safeParse(message);
        if (!list.success) return undefined;
        return toInviteAnswers(list.data, emails, (word) =>
          upstreamWord(word, [this.#options.apiKey]),
        );
      },
    );
  }

  /**
   * A link that signs in as the customer user: a bearer secret. The caller checks whether it leads
   * to an allowed host. Sent once. A wrong password has no documented code; an *unauthorized*
   * rejection may mean it or the API key.
   * @throws UpstreamRejectedError `USERNAME_DOES_NOT_EXIST`, `ACTION_PARENT_ACCOUNT_SUSPENDED`,
   * `IP_ADDRESS_BLOCKED`, `CANCELLED_ACCOUNT`, `EMAILID_REQUIRED`, `INVALID_EMAIL`,
   * `PASSWORD_REQUIRED`, `USERNAME_REQUIRED`, or another code
   * @source https://download.remotepc.com/reseller-api §3 User sign in (read 2026-11-22)
   */
  async createAutoLoginLink(user: { username: string; password: string }): Promise<string> {
    const body = { username: user.username, password: user.password };
    const secrets = [user.password];
    return this.#call(
      { operation: 'createAutoLoginLink', path: '/user/signin', kind: 'write', body, secrets },
      (message) => autoLoginSchema.safeParse(message).data?.rpc_redirect_link,
    );
  }

  /** @param read returns undefined if the message isn't the documented one */
  async #call<T>(operation: Operation, read: (message: unknown) => T | undefined): Promise<T> {
    const { path, secrets = [], body = {}, ...call } = operation;
    const { apiKey } = this.#options;
    const url = new URL(this.#baseUrl + path);
    const headers = () => ({ authorization: `Bearer ${apiKey}` });
    return this.#channel.send({ ...call, url, headers, body }, (reply, caller) => {
      const masked = [apiKey, ...secrets];
      const message = openEnvelope(reply, caller, masked);
      const result = read(message);
      if (result !== undefined) return result;
      const code = isPlainWord(message) ? upstreamWord(message, masked) : undefined;
      throw unreadable({ ...caller, status: reply.status, code }, 'wrong_shape');
    });
  }
}

/** Whether an unexpected message may be passed on: a bare auto-login link, for one, may not. */
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
