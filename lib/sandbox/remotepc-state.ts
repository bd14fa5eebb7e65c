import { SANDBOX_CUSTOMER_PASSWORD } from './credentials';
import { toWireDate, type SandboxUser, type SigninRefusal } from './remotepc-user';
import { seedUsers } from './seed-users';
import type { TruthLog } from './truth-log';

export type SandboxInvitation = {
  username: string;
  allotedComputers: number;
  /** How often the address was invited; RemotePC may send an email each time. */
  timesAsked: number;
};

/** A sign-in link not yet opened. */
type AutoLogin = { username: string; expiresAt: Date };

/** Behavior that RemotePC doesn't document; tests may switch each. */
function defaultSwitches() {
  return {
    /** False: every call gets 403, as from an address that isn't on the allowlist. */
    isIpAllowed: true,
    /** Name only the first error of an `add` instead of all. */
    isFirstErrorOnly: false,
    /** False for an address that looks valid but is refused, with its whole chunk. */
    isInvitable: (email: string) => email !== '',
    isPasswordAcceptable: (password: string) => password.length >= 8 && password.length <= 128,
    wrongPassword: { status: 401, description: 'NOT_AUTHORIZED' },
    emptyList: 'array' as 'array' | 'null' | 'missing',
    autoLoginLifetimeMs: 5 * 60_000,
  };
}

type StateOptions = { seed: 'demo' | 'empty'; apiKey: string; now: () => Date };

/** What RemotePC would know. Users are in order of creation, keyed in lower case. */
export class RemotepcState {
  readonly users = new Map<string, SandboxUser>();
  readonly invitations = new Map<string, SandboxInvitation>();
  readonly autoLogins = new Map<string, AutoLogin>();
  switches = defaultSwitches();
  apiKey: string;
  /** Where each effect of an invitation is recorded, if anywhere. */
  truth: TruthLog | undefined;
  readonly #options: StateOptions;

  constructor(options: StateOptions) {
    this.#options = options;
    this.apiKey = options.apiKey;
    this.reset();
  }

  /** Back to the seed and the first key. */
  reset(): void {
    this.users.clear();
    this.invitations.clear();
    this.autoLogins.clear();
    this.switches = defaultSwitches();
    this.apiKey = this.#options.apiKey;
    if (this.#options.seed === 'demo') for (const user of seedUsers()) this.addUser(user);
  }

  findUser(username: string): SandboxUser | undefined {
    return this.users.get(username.toLowerCase());
  }

  addUser(user: Partial<SandboxUser> & { username: string }): SandboxUser {
    const added: SandboxUser = {
      firstName: 'Sandbox',
      lastName: 'Customer',
      password: SANDBOX_CUSTOMER_PASSWORD,
      allotedComputers: 0,
      utilizedComputers: 0,
      isActive: true,
      createdDate: toWireDate(this.#options.now()),
      ...user,
    };
    this.users.set(user.username.toLowerCase(), added);
    this.invitations.delete(user.username.toLowerCase());
    return added;
  }

  /** `user00001@fill.example` and so on, one seat each: a long list. */
  fill(count: number): void {
    for (let index = 1; index <= count; index += 1) {
      const username = `user${String(index).padStart(5, '0')}@fill.example`;
      this.addUser({ username, allotedComputers: 1 });
    }
  }

  removeUser(username: string): void {
    this.users.delete(username.toLowerCase());
  }

  setPassword(username: string, password: string): void {
    this.#require(username).password = password;
  }

  suspend(username: string): void {
    this.#refuse(username, 'ACTION_PARENT_ACCOUNT_SUSPENDED');
  }

  cancel(username: string): void {
    this.#refuse(username, 'CANCELLED_ACCOUNT');
  }

  blockIp(username: string): void {
    this.#refuse(username, 'IP_ADDRESS_BLOCKED');
  }

  /** Lets a refused user sign in again. */
  restore(username: string): void {
    delete this.#require(username).refusal;
  }

  #refuse(username: string, refusal: SigninRefusal): void {
    this.#require(username).refusal = refusal;
  }

  #require(username: string): SandboxUser {
    const user = this.findUser(username);
    if (!user) throw new Error(`The sandbox has no customer user ${username}.`);
    return user;
  }
}
