import 'server-only';
import { and, eq, lt, sql } from 'drizzle-orm';
import {
  secretSchemas,
  type AccountSecret,
  type AddAccountInput,
  type ChangeAccountInput,
} from '@/lib/contract/accounts';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import type { Around } from '@/lib/server/db/around';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { accounts, accountSecrets } from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import { DeskError } from '@/lib/server/errors';
import { deleteOtherSecrets, storeAccountSecret } from '@/lib/server/vault/account-secrets';
import { vaultRefusal } from '@/lib/server/vault/describe-vault';
import { withCurrentKey } from '@/lib/server/vault/open-vault';
import type { MasterKey } from '@/lib/server/vault/seal';
import type { AuditAction } from '@/lib/shared/audit-actions';
import { changingAccounts, findAnyAccount, isGone, usualUrl, type Account } from './accounts';
import { requireGoodSecret } from './test-account';
import { settingsSecret } from './upstream-clients';

type Upstream = Account['upstream'];

const prefixOf = { remotepc: 'rpc', remoteit: 'rit' } as const;

/**
 * Connects a vendor account: its secret is tested first, then stored in the vault.
 * @throws DeskError `account_refused` with the checks, nothing was stored; `vault_locked`
 */
export async function addAccount(
  actor: Actor,
  input: AddAccountInput,
  around: Around = {},
): Promise<{ id: string }> {
  const { upstream, name, secret, isDefault, saveUntested } = input;
  requireNoScope(actor, 'connect another one');
  const api = apiOf(upstream, secret);
  const url = input.url ?? usualUrl(upstream, api, env());
  const id = createId(prefixOf[upstream]);
  if (!saveUntested) await requireGoodSecret(actor, { id, upstream, name, url }, secret);
  await sealing((key) =>
    changingAccounts(async (tx) => {
      await around.before?.(tx);
      if (isDefault) await clearDefault(tx, upstream);
      await tx.insert(accounts).values({
        ...{ id, upstream, name, api, isDefault, version: 1, lastVersion: 1, createdBy: actor.id },
        url: input.url ?? null,
      });
      await storeAccountSecret(tx, { accountId: id, version: 1 }, secret, key);
      const details = { name, upstream, ...(saveUntested && { saveUntested }) };
      await recordEvent(actor, { ...about('account.added', id), details }, tx);
      await around.after?.(tx);
    }),
  );
  return { id };
}

/**
 * Renames, enables, disables or makes default; replaces the secret, or undoes its replacement. All
 * of it in one transaction. A new secret is tested before, while the old one serves; calls under
 * way finish with the old one.
 * @throws DeskError `account_not_found`; `conflict` the account is from the settings, has no
 * previous key, or has another key since it was read; `forbidden` the default, by someone who sees
 * only some accounts; `account_refused` the new secret failed its
 * test, nothing was changed; `vault_locked`
 */
export async function changeAccount(
  actor: Actor,
  id: string,
  { secret, saveUntested, usePrevious, ...facts }: ChangeAccountInput,
  around: Around = {},
): Promise<void> {
  const account = await findAnyAccount(actor, id);
  const hasFacts = Object.keys(facts).length > 0;
  if (hasFacts) requireChangeable(account, facts);
  // For everyone, also where their accounts are others.
  if (facts.isDefault) requireNoScope(actor, 'choose the default one');
  const before = async (tx: Transaction) => {
    await around.before?.(tx);
    if (facts.isDefault) await clearDefault(tx, account.upstream);
  };
  const after = async (tx: Transaction) => {
    if (usePrevious) await restorePrevious(tx, actor, account);
    if (hasFacts) await changeFacts(tx, actor, account, facts);
    await around.after?.(tx);
  };
  if (secret !== undefined) {
    await replaceKey(actor, account, secret, { saveUntested, before, after });
    return;
  }
  await changingAccounts(async (tx) => {
    await before(tx);
    await after(tx);
  });
}

type Step = (tx: Transaction) => Promise<void>;

/**
 * Replaces the secret with one that passes its test. Other changes may be in the same transaction.
 * @returns its version
 * @throws DeskError as `changeAccount`
 */
export async function replaceKey(
  actor: Actor,
  account: Account,
  given: unknown,
  options: { saveUntested?: boolean; before?: Step; after?: Step } = {},
): Promise<number> {
  const { saveUntested = false, before, after } = options;
  const secret = await goodSecret(actor, account, given, saveUntested);
  return sealing((key) =>
    changingAccounts(async (tx) => {
      await before?.(tx);
      const version = await replaceSecret(tx, actor, account, { secret, saveUntested, key });
      await after?.(tx);
      return version;
    }),
  );
}

type Facts = Pick<ChangeAccountInput, 'name' | 'isDefault' | 'isDisabled'>;

/** @throws DeskError `conflict` */
function requireChangeable(account: Account, { name, isDisabled }: Facts): void {
  const { source } = account;
  if (source === 'settings' && (name !== undefined || isDisabled !== undefined)) {
    throw isFromSettings(account);
  }
  if (source === 'sandbox' && name !== undefined) {
    throw new DeskError('conflict', { detail: 'The sandbox can’t be renamed.' });
  }
}

async function changeFacts(
  tx: Transaction,
  actor: Actor,
  { id, upstream, source, isDefault, isDisabled, name }: Account,
  facts: Facts,
): Promise<void> {
  if (source === 'vault') await lockAccount(tx, id);
  if (source === 'sandbox') {
    await tx
      .insert(accounts)
      .values({ id, upstream, name, isDisabled, createdBy: actor.id })
      .onConflictDoNothing();
  }
  // Without a row it's the account from the settings, which is the default when no other is.
  await tx.update(accounts).set(facts).where(eq(accounts.id, id));
  const details = { before: { name, isDefault, isDisabled }, after: facts };
  await recordEvent(actor, { ...about('account.changed', id), details }, tx);
}

/** @throws DeskError `conflict`, `invalid_request`, `account_refused` */
async function goodSecret(
  actor: Actor,
  account: Account,
  given: unknown,
  saveUntested: boolean,
): Promise<AccountSecret> {
  if (account.source !== 'vault') throw isFromSettings(account);
  const secret = parseSecret(account.upstream, given);
  requireSameKind(account, secret);
  if (!saveUntested) await requireGoodSecret(actor, account, secret);
  return secret;
}

type Replacement = { secret: AccountSecret; saveUntested: boolean; key: MasterKey };

async function replaceSecret(
  tx: Transaction,
  actor: Actor,
  account: Account,
  { secret, saveUntested, key }: Replacement,
): Promise<number> {
  const { id } = account;
  const { version, lastVersion } = await lockUnchanged(tx, account);
  const next = lastVersion + 1;
  await deleteOtherSecrets(tx, id, version === null ? [] : [version]);
  await storeAccountSecret(tx, { accountId: id, version: next }, secret, key);
  await tx
    .update(accounts)
    .set({
      ...{ version: next, lastVersion: next, previousVersion: version },
      replacedAt: sql`now()`,
    })
    .where(eq(accounts.id, id));
  const details = { version: next, ...(saveUntested && { saveUntested }) };
  await recordEvent(actor, { ...about('account.secret_replaced', id), details }, tx);
  return next;
}

/** The two secrets change places; from then on the other one is the previous. */
async function restorePrevious(tx: Transaction, actor: Actor, account: Account): Promise<void> {
  const { id, name, previousUntil } = account;
  const { version, previousVersion } = await lockUnchanged(tx, account);
  if (previousVersion === null || previousUntil === null) {
    throw new DeskError('conflict', {
      detail: `The account ${name} has no previous key any more. Enter the key instead.`,
    });
  }
  await tx
    .update(accounts)
    .set({ version: previousVersion, previousVersion: version, replacedAt: sql`now()` })
    .where(eq(accounts.id, id));
  const details = { version: previousVersion };
  await recordEvent(actor, { ...about('account.secret_restored', id), details }, tx);
}

/**
 * Copies the secret of an account from the settings into the vault. The account keeps its id, so
 * everything of it stays; then the variables may go.
 * @throws DeskError `account_not_found`; `conflict` it isn't from the settings; `vault_locked`
 */
export async function adoptAccount(actor: Actor, id: string, around: Around = {}): Promise<void> {
  const account = await findAnyAccount(actor, id);
  const { upstream, name, api = null, url } = account;
  const secret = account.source === 'settings' ? settingsSecret(upstream) : null;
  if (secret === null) throw isMoved(account);
  await sealing((key) =>
    changingAccounts(async (tx) => {
      await around.before?.(tx);
      const added = await tx
        .insert(accounts)
        .values({
          ...{ id, upstream, name, api, url, version: 1, lastVersion: 1, createdBy: actor.id },
        })
        .onConflictDoNothing();
      if (added.rowCount === 0) throw isMoved(account);
      await storeAccountSecret(tx, { accountId: id, version: 1 }, secret, key);
      await recordEvent(actor, about('account.adopted', id), tx);
      await around.after?.(tx);
    }),
  );
}

function isMoved({ name }: Account): DeskError {
  return new DeskError('conflict', {
    detail: `The key of ${name} isn’t in the server’s settings, so there’s nothing to move.`,
  });
}

/** Also one that a killed rotation left without a way back to it. */
const isOutlived = and(
  lt(accounts.replacedAt, sql`now() - interval '1 day'`),
  sql`exists (select from ${accountSecrets} where ${accountSecrets.accountId} = ${accounts.id}
    and ${accountSecrets.version} is distinct from ${accounts.version})`,
);

/** The previous secrets that can’t be gone back to any more. */
export async function forgetPreviousSecrets(): Promise<void> {
  const old = await db().select({ id: accounts.id }).from(accounts).where(isOutlived);
  for (const { id } of old) {
    await changingAccounts(async (tx) => {
      await lockAccount(tx, id);
      // Replaced meanwhile, it has a new previous one, for another day.
      const [ended] = await tx
        .update(accounts)
        .set({ previousVersion: null })
        .where(and(eq(accounts.id, id), isOutlived))
        .returning({ version: accounts.version });
      if (!ended) return;
      await deleteOtherSecrets(tx, id, ended.version === null ? [] : [ended.version]);
    });
  }
}

export const about = (action: AuditAction, id: string) =>
  ({ action, outcome: 'success', target: id, accountId: id }) as const;

export async function lockAccount(tx: Transaction, id: string) {
  const [row] = await tx.select().from(accounts).where(eq(accounts.id, id)).for('update');
  if (row) return row;
  throw isGone();
}

/**
 * Locked with the key that the caller has read: what someone does about a key is never done to
 * another one that it got meanwhile.
 */
async function lockUnchanged(tx: Transaction, { id, name, version }: Account) {
  const row = await lockAccount(tx, id);
  if (row.version === version) return row;
  throw new DeskError('conflict', {
    detail: `Someone else changed the key of ${name} a moment ago, so nothing was changed. Reload the page and test the connection first.`,
  });
}

/** Before anything else of a transaction: two that set a default wait for each other here. */
async function clearDefault(tx: Transaction, upstream: Upstream): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`default ${upstream}`}))`);
  await tx.update(accounts).set({ isDefault: false }).where(eq(accounts.upstream, upstream));
}

/** @throws DeskError `vault_locked` */
async function sealing<T>(write: (key: MasterKey) => Promise<T>): Promise<T> {
  try {
    return await withCurrentKey(write);
  } catch (error) {
    throw vaultRefusal(error);
  }
}

function apiOf(upstream: Upstream, secret: AccountSecret): Account['api'] | null {
  if (upstream === 'remotepc') return null;
  return 'accessKeyId' in secret ? 'graphql' : 'v27';
}

/** @throws DeskError `invalid_request` */
function parseSecret(upstream: Upstream, given: unknown): AccountSecret {
  const result = secretSchemas[upstream].safeParse(given);
  if (result.success) return result.data;
  throw new DeskError('invalid_request', {
    detail: result.error.issues[0]?.message ?? 'The key can’t be used.',
    errors: result.error.issues.map(({ path, code, message }) => ({
      path: ['secret', ...path].join('.'),
      code,
      message,
    })),
  });
}

/** Its address depends on it. @throws DeskError `conflict` */
function requireSameKind({ upstream, api, name }: Account, secret: AccountSecret): void {
  if (apiOf(upstream, secret) === (api ?? null)) return;
  const kind = api === 'graphql' ? 'an access key' : 'a developer key and a sign-in';
  throw new DeskError('conflict', {
    detail: `${name} uses ${kind}. To connect it in another way, add it as another account.`,
  });
}

export function isFromSettings({ name }: Account): DeskError {
  return new DeskError('conflict', {
    detail: `${name} is configured by the server’s environment variables. Move it into the vault first, or change the variables and restart.`,
  });
}

/** @throws DeskError `forbidden` */
function requireNoScope({ accountIds }: Actor, wish: string): void {
  if (accountIds === null) return;
  throw new DeskError('forbidden', {
    detail: `You can see only some accounts, so you can’t ${wish}. Ask an admin who sees all of them.`,
  });
}
