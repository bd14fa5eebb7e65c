import 'server-only';
import { asc, eq } from 'drizzle-orm';
import type { AccountItem, UpstreamName } from '@/lib/contract/accounts';
import { everyone } from '@/lib/server/actor';
import { db, type Transaction } from '@/lib/server/db/client';
import { accounts } from '@/lib/server/db/schema';
import { env, type Env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';
import { maySeeAccount, type Viewer } from '@/lib/server/policies/permissions';
import { remember } from '@/lib/server/remember';

/** One RemotePC reseller account or one remote.it account, without its secret. */
export type Account = {
  id: string;
  upstream: UpstreamName;
  name: string;
  isSandbox: boolean;
  /** Used where a call names no account. */
  isDefault: boolean;
  isDisabled: boolean;
  /** Where its secret is. */
  source: AccountItem['source'];
  /** The set of secrets in the vault that is in use; null: none is stored there. */
  version: number | null;
  /** When it was stored. Versions are counted from then on; null: it isn't stored. */
  storedAt: Date | null;
  /** For a remote.it account: which of the vendor's APIs its secret is for. */
  api?: 'v27' | 'graphql';
  /** The vendor's API, as the client calls it. */
  url: string;
  /** Until when the previous secret is kept. */
  previousUntil: Date | null;
  /** Origins that an auto-login link of this account may lead to. */
  autoLoginOrigins: string[];
  /** Whose users and devices the person it was read for may see in it; null: all. */
  customerIds: readonly string[] | null;
};

type Configured = Omit<Account, 'customerIds'>;

/** What `?account=` says for all accounts of the vendor together. */
export const ALL_ACCOUNTS = 'all';

/** The accounts that this person may see and use, the default of each vendor first. */
export async function listAccounts(viewer: Viewer): Promise<Account[]> {
  return (await listEveryAccount(viewer)).filter(isUsable);
}

/** The same with those that are disabled, and the sandbox even while it's off: for Settings. */
export async function listEveryAccount(viewer: Viewer): Promise<Account[]> {
  return toAccounts(viewer, await readRows());
}

function toAccounts(viewer: Viewer, rows: readonly AccountRow[]): Account[] {
  const all = (['remotepc', 'remoteit'] as const).flatMap((upstream) =>
    accountsOf(
      upstream,
      rows.filter((row) => row.upstream === upstream),
    ),
  );
  const { customerIds } = viewer;
  return all
    .filter(({ id }) => maySeeAccount(viewer, id))
    .map(withDefault)
    .map((account) => ({ ...account, customerIds }));
}

/** Someone confined may not see the default account: for them, it's the first that they can use. */
function withDefault(account: Configured, _place: number, seen: readonly Configured[]): Configured {
  const first = seen.find(
    ({ upstream, isDisabled }) => upstream === account.upstream && !isDisabled,
  );
  return { ...account, isDefault: account === first };
}

const isUsable = ({ isDisabled }: Account) => !isDisabled;

/**
 * The account a call is about: the one in `?account=`, otherwise the vendor's default.
 * @throws DeskError `account_not_found`, `account_disabled`
 */
export async function findAccount(
  viewer: Viewer,
  upstream: UpstreamName,
  id?: string,
): Promise<Account> {
  if (id !== undefined) return requireUsable(await findAnyAccount(viewer, id, upstream));
  const [first] = (await listAccounts(viewer)).filter((one) => one.upstream === upstream);
  if (first) return first;
  throw noAccount();
}

function noAccount(): DeskError {
  return new DeskError('account_not_found', {
    detail: 'No account is set up for this service. An administrator can connect one in Settings.',
  });
}

/**
 * The accounts a list is about: with `all`, every one of the vendor. The sandbox is never among
 * real ones, so its numbers don't get into theirs. What another process changed takes effect here
 * within a second; everything but a list reads it at once.
 * @throws DeskError `account_not_found`, `account_disabled`
 */
export async function findAccounts(
  viewer: Viewer,
  upstream: UpstreamName,
  id?: string,
): Promise<Account[]> {
  const usable = toAccounts(viewer, await recentRows()).filter(isUsable);
  if (id === ALL_ACCOUNTS) return together(usable, upstream);
  const known = usable.find(
    (one) => one.upstream === upstream && (id === undefined || one.id === id),
  );
  return [known ?? (await findAccount(viewer, upstream, id))];
}

/**
 * Of these accounts, those of the vendor that are shown together.
 * @throws DeskError `account_not_found`
 */
export function together(accounts: readonly Account[], upstream: UpstreamName): Account[] {
  const usable = accounts.filter((one) => one.upstream === upstream);
  const real = usable.filter(({ isSandbox }) => !isSandbox);
  const chosen = real.length > 0 ? real : usable;
  if (chosen.length === 0) throw noAccount();
  return chosen;
}

/**
 * The account as it is now: a list may have been asked for with what was read a second ago, and
 * would be fetched with a key that was replaced since.
 * @throws DeskError `account_not_found`
 */
export async function asItIs(account: Account): Promise<Account> {
  return account.source === 'vault' ? findAnyAccount(everyone, account.id) : account;
}

/**
 * An account by its id, also a disabled one.
 * @throws DeskError `account_not_found`
 */
export async function findAnyAccount(
  viewer: Viewer,
  id: string,
  upstream?: UpstreamName,
): Promise<Account> {
  const account = (await listEveryAccount(viewer)).find(
    (candidate) => candidate.id === id && (upstream ?? candidate.upstream) === candidate.upstream,
  );
  if (account) return account;
  throw new DeskError('account_not_found', {
    detail: 'This account doesn’t exist. Select one in the account switcher.',
  });
}

export function isGone(): DeskError {
  return new DeskError('account_not_found', {
    detail: 'This account doesn’t exist any more. Reload the page.',
  });
}

function requireUsable(account: Account): Account {
  if (!account.isDisabled) return account;
  throw new DeskError('account_disabled', {
    detail: `The account ${account.name} is disabled. An administrator can enable it in Settings.`,
  });
}

type AccountRow = typeof accounts.$inferSelect;

function readRows(): Promise<AccountRow[]> {
  return db().select().from(accounts).orderBy(asc(accounts.createdAt)).execute();
}

/** Lists are read far more often than accounts change: each would cost a fifth more. */
const RECENT_MS = 1_000;

type Recent = { rows: Promise<AccountRow[]>; readAt: number };

const recent = () => remember('account rows', (): { last: Recent | null } => ({ last: null }));

function recentRows(): Promise<AccountRow[]> {
  const { last } = recent();
  const now = performance.now();
  if (last && now - last.readAt < RECENT_MS) return last.rows;
  const rows = readRows();
  recent().last = { rows, readAt: now };
  rows.catch(forgetRows);
  return rows;
}

function forgetRows(): void {
  recent().last = null;
}

/** A transaction that changes accounts: after it, this process has the new ones. */
export async function changingAccounts<Result>(
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return db().transaction(work).finally(forgetRows);
}

/**
 * Keeps a connected account until the transaction ends: its deletion waits, and then takes along
 * what was written here.
 * @throws DeskError `account_not_found` it was deleted meanwhile
 */
export async function holdAccount(tx: Transaction, id: string): Promise<void> {
  if (withoutRow.has(id)) return;
  const [row] = await tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(eq(accounts.id, id))
    .for('key share');
  if (!row) throw isGone();
}

/** The accounts of a vendor in order: the default, the one from the settings, the others by age. */
function accountsOf(upstream: UpstreamName, rows: readonly AccountRow[]): Configured[] {
  const settings = env();
  const ids = idsOf[upstream];
  const stored = rows.filter(({ id }) => id !== ids.sandbox).map((row) => fromRow(row, settings));
  const configured = stored.some(({ id }) => id === ids.settings)
    ? null
    : fromSettings(upstream, settings);
  const real = [...(configured ? [configured] : []), ...stored];
  const switched = rows.find(({ id }) => id === ids.sandbox);
  const sandbox = sandboxOf(upstream, settings, switched?.isDisabled ?? real.length > 0);
  const all = [...real, ...(sandbox ? [sandbox] : [])];
  const chosen = rows.find(({ isDefault }) => isDefault)?.id;
  const usable = all.filter(({ isDisabled }) => !isDisabled);
  const first = usable.find(({ id }) => id === chosen) ?? usable[0];
  return all
    .map((account) => ({ ...account, isDefault: account.id === first?.id }))
    .sort((one, other) => Number(other.isDefault) - Number(one.isDefault));
}

/** The ids of the accounts that aren't created here. An adopted one keeps its id, and its data. */
export const idsOf = {
  remotepc: { settings: 'rpc_default', sandbox: 'rpc_sandbox' },
  remoteit: { settings: 'rit_default', sandbox: 'rit_sandbox' },
} as const;

/** Accounts that have no row of their own, or need none. */
const withoutRow = new Set<string>(Object.values(idsOf).flatMap((ids) => Object.values(ids)));

const PREVIOUS_KEPT_MS = 24 * 60 * 60_000;

function fromRow(row: AccountRow, settings: Env): Configured {
  const { id, upstream, name, isDisabled, version } = row;
  const isKept = row.previousVersion !== null && row.replacedAt !== null;
  const untilMs = (row.replacedAt?.getTime() ?? 0) + PREVIOUS_KEPT_MS;
  return {
    ...{ id, upstream, name, isDisabled, version, storedAt: row.createdAt },
    isSandbox: false,
    isDefault: false,
    source: 'vault',
    ...(row.api !== null && { api: row.api }),
    url: row.url ?? usualUrl(upstream, row.api, settings),
    previousUntil: isKept && untilMs > Date.now() ? new Date(untilMs) : null,
    autoLoginOrigins: upstream === 'remotepc' ? autoLoginOriginsOf(settings) : [],
  };
}

/** The vendor's address in the settings, or its own. */
export function usualUrl(
  upstream: UpstreamName,
  api: Account['api'] | null,
  { apiUrls }: Pick<Env, 'apiUrls'>,
): string {
  if (upstream === 'remotepc') return apiUrls.remotepc;
  return api === 'graphql' ? apiUrls.remoteitGraphql : apiUrls.remoteitV27;
}

function fromSettings(upstream: UpstreamName, settings: Env): Configured | null {
  const { remotepc, remoteit } = settings;
  const shared = {
    ...{
      id: idsOf[upstream].settings,
      upstream,
      version: null,
      storedAt: null,
      previousUntil: null,
    },
    ...{ isSandbox: false, isDefault: false, isDisabled: false },
    source: 'settings',
  } as const;
  if (upstream === 'remotepc') {
    if (!remotepc) return null;
    const autoLoginOrigins = autoLoginOriginsOf(settings);
    return { ...shared, name: 'RemotePC', url: remotepc.baseUrl, autoLoginOrigins };
  }
  if (!remoteit) return null;
  const url = remoteit.api === 'graphql' ? remoteit.graphqlUrl : remoteit.baseUrl;
  return { ...shared, name: 'remote.it', api: remoteit.api, url, autoLoginOrigins: [] };
}

function sandboxOf(upstream: UpstreamName, settings: Env, isDisabled: boolean): Configured | null {
  const { sandboxRemotepc, sandboxRemoteit } = settings;
  const shared = {
    ...{
      id: idsOf[upstream].sandbox,
      upstream,
      version: null,
      storedAt: null,
      previousUntil: null,
    },
    ...{ isSandbox: true, isDefault: false, isDisabled },
    source: 'sandbox',
  } as const;
  if (upstream === 'remotepc') {
    if (!sandboxRemotepc) return null;
    const url = sandboxRemotepc.baseUrl;
    const autoLoginOrigins = [new URL(url).origin];
    return { ...shared, name: 'RemotePC sandbox', url, autoLoginOrigins };
  }
  if (!sandboxRemoteit) return null;
  const { api } = sandboxRemoteit;
  const url = api === 'graphql' ? sandboxRemoteit.graphqlUrl : sandboxRemoteit.baseUrl;
  return { ...shared, name: 'remote.it sandbox', api, url, autoLoginOrigins: [] };
}

function autoLoginOriginsOf({ autoLoginHosts }: Env): string[] {
  return autoLoginHosts.map((host) => `https://${host}`);
}

/** As `/api/accounts` lists it. */
export function toAccountItem(account: Account): AccountItem {
  const { id, upstream, name, isSandbox, isDefault, isDisabled, source, api, url } = account;
  return {
    ...{ id, upstream, name, isSandbox, isDefault, isDisabled, source, url },
    ...(api && { api }),
    hasSecret: source !== 'vault' || account.version !== null,
    previousUntil: account.previousUntil?.toISOString() ?? null,
  };
}
