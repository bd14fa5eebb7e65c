import { randomBytes } from 'node:crypto';
import {
  SANDBOX_ACCESS_KEY_ID,
  SANDBOX_REMOTEIT_PASSWORD,
  SANDBOX_REMOTEIT_USERNAME,
  SANDBOX_SECRET_ACCESS_KEY,
} from './credentials';
import { serviceKinds, type SandboxService } from './remoteit-device';
import { seedDevices } from './seed-devices';

export type SandboxConnection = {
  id: string;
  /** As remote.it spells it in the list. */
  address: string;
  hostIp: string;
  openedAt: Date;
  host: string;
  /** null for a reverse proxy, which web services get. */
  port: number | null;
};

/** Behavior that remote.it doesn't document, or that varies; tests may switch each. */
function defaultSwitches() {
  return {
    tokenLifetimeSeconds: 3600,
    /** `auth_expiration` of a login: the real one, none, or an hour ago. */
    authExpiration: 'given' as 'given' | 'absent' | 'past',
    /** The status of `missing api token`. */
    missingTokenStatus: 401 as 200 | 400 | 401,
    /** 400 and "are invalid", as the service worded it in 2017. */
    isOldLoginWording: false,
    /** How far the date of a signed GraphQL request may be off. */
    maxSkewSeconds: 300,
    unauthorizedStatus: 401 as 401 | 403,
    /** What GraphQL returns for closing a connection that doesn't exist. */
    unknownConnection: 'error' as 'error' | 'false',
    /** A page of more than 1,000 is refused instead of reduced. */
    isLargePageRefused: false,
    /** The account uses two-factor authentication, so a password alone is refused. */
    secondFactor: undefined as 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'MFA_SETUP' | undefined,
  };
}

const MAX_ACCESS_KEYS = 2;

type SandboxAccessKey = { accessKeyId: string; secretAccessKey: string; isEnabled: boolean };

function firstAccessKey(): SandboxAccessKey {
  return {
    accessKeyId: SANDBOX_ACCESS_KEY_ID,
    secretAccessKey: SANDBOX_SECRET_ACCESS_KEY,
    isEnabled: true,
  };
}

type StateOptions = { seed: 'demo' | 'empty'; developerKey: string; now: () => Date };

/** What remote.it would know. */
export class RemoteitState {
  /** Services and, among them, the devices (`kind: 'bulk'`), in the order of the list. */
  services: SandboxService[] = [];
  readonly connections = new Map<string, SandboxConnection>();
  switches = defaultSwitches();
  developerKey: string;
  username = SANDBOX_REMOTEIT_USERNAME;
  password = SANDBOX_REMOTEIT_PASSWORD;
  /** At most two. */
  accessKeys = [firstAccessKey()];
  /** Logins that issued a token. */
  loginCount = 0;
  readonly #options: StateOptions;
  readonly #tokens = new Map<string, Date>();

  constructor(options: StateOptions) {
    this.#options = options;
    this.developerKey = options.developerKey;
    this.reset();
  }

  /** The one from the start. */
  get accessKey(): SandboxAccessKey {
    return this.accessKeys[0] ?? firstAccessKey();
  }

  /** @returns null if there are two already */
  createAccessKey(): SandboxAccessKey | null {
    if (this.accessKeys.length >= MAX_ACCESS_KEYS) return null;
    const key = {
      accessKeyId: randomBytes(10).toString('hex').toUpperCase(),
      secretAccessKey: randomBytes(32).toString('base64'),
      isEnabled: true,
    };
    this.accessKeys.push(key);
    return key;
  }

  /** Back to the seed and the first credentials. */
  reset(): void {
    const { seed, developerKey, now } = this.#options;
    this.services = seed === 'demo' ? seedDevices(now()) : [];
    this.connections.clear();
    this.#tokens.clear();
    this.switches = defaultSwitches();
    this.developerKey = developerKey;
    this.username = SANDBOX_REMOTEIT_USERNAME;
    this.password = SANDBOX_REMOTEIT_PASSWORD;
    this.accessKeys = [firstAccessKey()];
    this.loginCount = 0;
  }

  setPassword(password: string): void {
    this.password = password;
  }

  /** Every token issued so far is refused from now on. */
  expireTokens(): void {
    this.#tokens.clear();
  }

  issueToken(): { token: string; expiresAt: Date } {
    const token = randomBytes(16).toString('hex');
    const lifetimeMs = this.switches.tokenLifetimeSeconds * 1000;
    const expiresAt = new Date(this.#options.now().getTime() + lifetimeMs);
    this.#tokens.set(token, expiresAt);
    this.loginCount += 1;
    return { token, expiresAt };
  }

  isTokenValid(token: string | undefined): boolean {
    const expiresAt = this.#tokens.get(token ?? '');
    return expiresAt !== undefined && expiresAt > this.#options.now();
  }

  /** What the account sees: its own devices and those shared with it. */
  listed(): SandboxService[] {
    return this.services.filter((service) => !service.isForeign);
  }

  findService(address: string): SandboxService | undefined {
    return this.services.find((service) => service.address === address.toLowerCase());
  }

  addService(service: Partial<SandboxService> & { address: string }): SandboxService {
    const kind = service.kind ?? 'ssh';
    const added: SandboxService = {
      spelling: 'upper',
      alias: 'sandbox-service',
      kind,
      port: serviceKinds[kind].port,
      owner: this.username,
      isActive: true,
      typeOctets: 16,
      externalIp: '203.0.113.10',
      internalIp: '192.168.1.10',
      region: 'NorthAmerica',
      createdAt: this.#options.now(),
      lastContactedAt: this.#options.now(),
      ...service,
    };
    added.address = added.address.toLowerCase();
    this.services.push(added);
    return added;
  }

  /** That many devices with two services each, replacing all others. */
  fill(devices: number): void {
    this.services = Array.from({ length: devices }, (_, index) => manyDevices(index)).flat();
  }
}

/**
 * Every seventh has been offline for as many days as its number; every ninth belongs to someone
 * else.
 */
function manyDevices(index: number): SandboxService[] {
  const hex = index.toString(16).padStart(6, '0');
  const silentDays = index % 7 === 0 ? 1 + (index % 200) : 0;
  const lastContactedAt = new Date(Date.UTC(2026, 10, 22) - silentDays * 86_400_000);
  const name = `device-${String(index).padStart(5, '0')}`;
  return (['bulk', 'ssh', 'https'] as const).map((kind, place) => ({
    address: `80:00:00:${hex.match(/../g)?.join(':')}:0${place}:a0`,
    spelling: 'upper',
    alias: kind === 'bulk' ? name : `${name}-${kind}`,
    kind,
    port: serviceKinds[kind].port,
    owner: index % 9 === 0 ? 'field-ops@harborlight.example' : SANDBOX_REMOTEIT_USERNAME,
    isActive: silentDays === 0,
    typeOctets: 16,
    externalIp: '203.0.113.10',
    internalIp: '192.168.1.10',
    region: 'Europe',
    createdAt: new Date(Date.UTC(2020, 0, 1) + index * 60_000),
    lastContactedAt,
    hardwareId: `HW-${hex}`,
    category: index % 2 === 0 ? 'Linux' : 'Windows',
  }));
}
