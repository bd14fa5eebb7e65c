import 'server-only';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { sql } from 'drizzle-orm';
import type {
  AccountSecret,
  RemoteitAccessKey,
  RemoteitCredentials,
  RemotepcSecret,
} from '@/lib/contract/accounts';
import { systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';
import { describeError, log } from '@/lib/server/log';
import { remember } from '@/lib/server/remember';
import type { SharedWaits } from '@/lib/server/upstreams/channel/shared-waits';
import type { RemoteitApi } from '@/lib/server/upstreams/remoteit/api';
import { RemoteitClient } from '@/lib/server/upstreams/remoteit/client';
import { RemoteitGraphqlClient } from '@/lib/server/upstreams/remoteit/graphql-client';
import { RemotepcClient } from '@/lib/server/upstreams/remotepc/client';
import { readAccountSecret } from '@/lib/server/vault/account-secrets';
import { VaultLockedError } from '@/lib/server/vault/open-vault';
import { UnsealError } from '@/lib/server/vault/seal';
import { isLoopback } from '@/lib/shared/loopback';
import type { Account } from './accounts';

/**
 * The RemotePC client of an account: one per process, so that its connections and breaker are
 * shared. After the account's secret was replaced it's another one; calls under way finish with the
 * old.
 * @throws DeskError `account_refused` its secret is gone or can't be read; `vault_locked`
 */
export async function remotepcFor(account: Account): Promise<RemotepcClient> {
  return clientOf(account, (secret) => newRemotepcClient(account, secret as RemotepcSecret));
}

/**
 * The remote.it client of an account, for the API that its secret is for: one per process, so that
 * token and breaker are shared.
 * @throws DeskError as `remotepcFor`
 */
export async function remoteitFor(account: Account): Promise<RemoteitApi> {
  return clientOf(account, (secret) =>
    newRemoteitClient(account, secret as RemoteitAccessKey | RemoteitCredentials),
  );
}

/** For an account that has an access key, which the client can renew. */
export async function accessKeyClientOf(account: Account): Promise<RemoteitGraphqlClient> {
  return (await remoteitFor(account)) as RemoteitGraphqlClient;
}

type Place = Pick<Account, 'id' | 'url'>;

/** @param isAlone for a test of a secret: it shares nothing with the account's own client */
export function newRemotepcClient(
  { id, url }: Place,
  secret: RemotepcSecret,
  { isAlone = false } = {},
): RemotepcClient {
  return new RemotepcClient({
    ...{ accountId: id, baseUrl: url, isAlone, ...secret },
    waits: isAlone ? undefined : sharedWaits(id, url),
    timeoutMs: env().upstreamTimeoutMs,
    jobSockets: env().inviteConcurrency,
  });
}

export function newRemoteitClient(
  { id, url }: Place,
  secret: RemoteitAccessKey | RemoteitCredentials,
  { isAlone = false } = {},
): RemoteitApi {
  const { upstreamTimeoutMs: timeoutMs } = env();
  const waits = isAlone ? undefined : sharedWaits(id, url);
  const shared = { accountId: id, timeoutMs, hostDomains: hostDomainsFor(url), isAlone, waits };
  if ('accessKeyId' in secret) {
    return new RemoteitGraphqlClient({ ...shared, graphqlUrl: url, ...secret });
  }
  return new RemoteitClient({ ...shared, baseUrl: url, ...secret });
}

type Kept = { secret: string; client: unknown };

/** Keeps one client per account: with the next secret, the last one's is let go. */
async function clientOf<C>(account: Account, create: (secret: AccountSecret) => C): Promise<C> {
  const kept = remember('upstream clients', () => new Map<string, Kept>());
  const { id, version, storedAt, url } = account;
  // One that was deleted and stored again begins anew with version 1.
  const secret = `${storedAt?.getTime()} ${version} ${url}`;
  const known = () => {
    const found = kept.get(id);
    return found?.secret === secret ? (found.client as C) : null;
  };
  const before = known();
  if (before) return before;
  const opened = await secretOf(account);
  const client = known() ?? create(opened);
  kept.set(id, { secret, client });
  return client;
}

/**
 * An account's secret, for its client.
 * @throws DeskError `account_refused`, `vault_locked`
 */
export async function secretOf(account: Account): Promise<AccountSecret> {
  const { sandboxRemotepc, sandboxRemoteit } = env();
  const { source, upstream } = account;
  const sandbox = upstream === 'remotepc' ? sandboxRemotepc : sandboxRemoteit;
  const inSettings = source === 'sandbox' ? sandbox : settingsSecret(upstream);
  const given = source === 'vault' ? await openStored(account) : inSettings;
  if (given) return given;
  throw new DeskError('account_refused', {
    detail: `The account ${account.name} has no key. An administrator can enter it in Settings.`,
  });
}

/** The secret in the server's environment variables, without what else they say. */
export function settingsSecret(upstream: Account['upstream']): AccountSecret | null {
  const { remotepc, remoteit } = env();
  if (upstream === 'remotepc') return remotepc ? { apiKey: remotepc.apiKey } : null;
  if (!remoteit) return null;
  if (remoteit.api === 'graphql') {
    const { accessKeyId, secretAccessKey } = remoteit;
    return { accessKeyId, secretAccessKey };
  }
  const { developerKey, username, password } = remoteit;
  return { developerKey, username, password };
}

async function openStored({ id, version, name }: Account): Promise<AccountSecret | null> {
  if (version === null) return null;
  try {
    return await readAccountSecret(systemActor(randomUUID()), { accountId: id, version });
  } catch (error) {
    if (error instanceof VaultLockedError) {
      throw new DeskError('vault_locked', {
        detail: `The key of the account ${name} can’t be read: ${error.message} An administrator has to restore the vault key on the server.`,
        cause: error,
      });
    }
    if (!(error instanceof UnsealError)) throw error;
    throw new DeskError('account_refused', {
      detail: `The stored key of the account ${name} is damaged. An administrator can enter it again in Settings.`,
      cause: error,
    });
  }
}

/**
 * The sandbox's connections lead to a reserved name that no one can own; no other upstream's may.
 */
const SANDBOX_HOST_DOMAIN = 'rt3.example';

function hostDomainsFor(url: string): readonly string[] {
  const { remoteitHosts } = env();
  return isLoopback(new URL(url).hostname)
    ? [...remoteitHosts, SANDBOX_HOST_DOMAIN]
    : remoteitHosts;
}

/** This process, among all that use the database: the same in each copy of this module. */
const OWN_ID = `${hostname()} ${process.pid} ${performance.timeOrigin}`;

/**
 * The waits for an account's upstream at an address, kept in the database by its own clock. Each
 * server knows its own waits without asking, so it reads only those of the others.
 * @param server for tests: the process that asks
 */
export function sharedWaits(accountId: string, address: string, server = OWN_ID): SharedWaits {
  const place = sql`account_id = ${accountId} and address = ${address}`;
  return {
    async left() {
      const rows = await unlessLost(
        db().execute<{ name: string; ms: number }>(sql`
          select name, max(ceil(1000 * extract(epoch from until - now())))::float8 as ms
          from upstream_waits
          where ${place} and server <> ${server} and until > now()
          group by name`),
      );
      return new Map(rows.map(({ name, ms }) => [name, ms]));
    },
    hold(name, ms) {
      void unlessLost(
        db().execute(sql`
          with gone as (delete from upstream_waits where until < now() - interval '1 hour')
          insert into upstream_waits as known (account_id, address, name, server, until)
          values (${accountId}, ${address}, ${name}, ${server},
            now() + make_interval(secs => ${ms / 1_000}))
          on conflict (account_id, address, name, server) do update
            set until = greatest(known.until, excluded.until)`),
      );
    },
    end(name) {
      void unlessLost(
        db().execute(sql`delete from upstream_waits where ${place} and name = ${name}`),
      );
    },
  };
}

/** The call to the upstream matters more. */
async function unlessLost<Row>(asked: Promise<{ rows: Row[] }>): Promise<Row[]> {
  try {
    return (await asked).rows;
  } catch (error) {
    log().warn({ error: describeError(error) }, 'waits of the other servers not reached');
    return [];
  }
}
