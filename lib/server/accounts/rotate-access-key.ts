import 'server-only';
import { and, eq, isNull } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordOutcome, recordRequest } from '@/lib/server/audit/record';
import { accounts } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { explainError } from '@/lib/server/explain-error';
import { describeError, log } from '@/lib/server/log';
import { UpstreamError } from '@/lib/server/upstreams/channel/errors';
import type { RemoteitGraphqlClient } from '@/lib/server/upstreams/remoteit/graphql-client';
import type { AccessKey } from '@/lib/server/upstreams/remoteit/login';
import { deleteSecrets } from '@/lib/server/vault/account-secrets';
import { changingAccounts, findAnyAccount, type Account } from './accounts';
import { isFromSettings, lockAccount, replaceKey } from './manage-accounts';
import { accessKeyClientOf, secretOf } from './upstream-clients';

type About = { target: string; accountId: string };

/**
 * Gives a remote.it account a new access key without anyone seeing it: create the second, test it,
 * switch, disable the first, delete it. If a step fails, the account keeps the key that works.
 * @returns whether the old key is disabled at remote.it; if not, someone has to do that there
 * @throws DeskError `conflict` the account has no access key, or someone changed its key meanwhile;
 * `account_refused` the new key failed its test
 * @throws UpstreamError the new key wasn't created, or it isn't known
 */
export async function rotateAccessKey(
  actor: Actor,
  id: string,
): Promise<{ isOldDisabled: boolean }> {
  const account = await findRotatable(actor, id);
  const about = { target: id, accountId: id };
  const { accessKeyId } = (await secretOf(account)) as AccessKey;
  const secret = await createKey(actor, account, about);
  const replaced = await replaceKey(actor, account, secret).catch(async (error: unknown) => {
    if (isNotUsed(error)) await deleteUnused(actor, account, secret.accessKeyId);
    throw error;
  });
  const versions = { old: account.version, new: replaced };
  return { isOldDisabled: await disableOld(actor, about, { accessKeyId, versions }) };
}

/** @throws DeskError `account_not_found`; `conflict` it has no access key of its own */
export async function findRotatable(actor: Actor, id: string): Promise<Account> {
  const account = await findAnyAccount(actor, id);
  if (account.source !== 'vault') throw isFromSettings(account);
  if (account.api !== 'graphql') throw hasNoAccessKey(account);
  return account;
}

async function createKey(actor: Actor, account: Account, about: About): Promise<AccessKey> {
  const client = await accessKeyClientOf(account);
  await recordRequest(actor, { ...about, action: 'account.key_requested', outcome: 'unknown' });
  const action = 'account.key_created';
  try {
    const created = await client.createAccessKey();
    const details = { accessKeyId: created.accessKeyId };
    await recordOutcome(actor, { ...about, action, outcome: 'success', details });
    return created;
  } catch (error) {
    await recordOutcome(actor, { ...about, action, outcome: outcomeOf(error) });
    throw error;
  }
}

/** Only what is thrown before anything is saved: the new key might be in use otherwise. */
function isNotUsed(error: unknown): boolean {
  return error instanceof DeskError && ['account_refused', 'conflict'].includes(error.code);
}

/** Left at remote.it, it would take the place of the next one. */
async function deleteUnused(actor: Actor, account: Account, accessKeyId: string): Promise<void> {
  if (!(await isDeleted(await accessKeyClientOf(account), accessKeyId))) return;
  const about = { target: account.id, accountId: account.id };
  const details = { accessKeyId, isDeleted: true };
  await recordOutcome(actor, {
    ...{ ...about, action: 'account.key_disabled', outcome: 'success' },
    details,
  });
}

type Versions = { old: number | null; new: number };
type OldKey = { accessKeyId: string; versions: Versions };

/** The new key is in use already, so a failure here only leaves the old one to be disabled. */
async function disableOld(
  actor: Actor,
  about: About,
  { accessKeyId, versions }: OldKey,
): Promise<boolean> {
  const id = about.accountId;
  const event = { ...about, action: 'account.key_disabled' } as const;
  let client: RemoteitGraphqlClient;
  try {
    await closeWayBack(id, versions);
    client = await accessKeyClientOf(await findAnyAccount(actor, id));
    await client.disableAccessKey(accessKeyId);
  } catch (error) {
    const details = { accessKeyId, reason: explainError(error).detail };
    await recordOutcome(actor, { ...event, outcome: outcomeOf(error), details });
    await openWayBack(id, versions);
    return false;
  }
  const details = { accessKeyId, isDeleted: await isDeleted(client, accessKeyId) };
  await recordOutcome(actor, { ...event, outcome: 'success', details });
  await changingAccounts((tx) => deleteSecrets(tx, id, versions.old));
  return true;
}

/**
 * remote.it allows two keys, so the next renewal needs its place. That it's disabled matters more:
 * a failure here is only noted.
 */
async function isDeleted(client: RemoteitGraphqlClient, accessKeyId: string): Promise<boolean> {
  try {
    await client.deleteAccessKey(accessKeyId);
    return true;
  } catch (error) {
    log().warn({ error: describeError(error) }, 'disabled access key not deleted');
    return false;
  }
}

/**
 * From here on no one can go back to the old key: it would be disabled while it is in use.
 * @throws DeskError `conflict` someone has gone back to it, or entered another one
 */
async function closeWayBack(id: string, versions: Versions): Promise<void> {
  await changingAccounts(async (tx) => {
    const { version, previousVersion } = await lockAccount(tx, id);
    if (version !== versions.new || previousVersion !== versions.old) {
      throw new DeskError('conflict', {
        detail: 'Someone changed the account’s key meanwhile, so the old one was left as it is.',
      });
    }
    await tx.update(accounts).set({ previousVersion: null }).where(eq(accounts.id, id));
  });
}

/** It wasn’t disabled, or that isn't known: whoever finds the new one wanting can still go back. */
async function openWayBack(id: string, versions: Versions): Promise<void> {
  const isUnchanged = and(eq(accounts.version, versions.new), isNull(accounts.previousVersion));
  await changingAccounts((tx) =>
    tx
      .update(accounts)
      .set({ previousVersion: versions.old })
      .where(and(eq(accounts.id, id), isUnchanged)),
  );
}

function outcomeOf(error: unknown): 'failure' | 'unknown' {
  if (error instanceof DeskError) return error.code === 'internal' ? 'unknown' : 'failure';
  return error instanceof UpstreamError && error.outcome !== 'maybe_sent' ? 'failure' : 'unknown';
}

function hasNoAccessKey({ name }: Account): DeskError {
  return new DeskError('conflict', {
    detail: `${name} doesn’t use a remote.it access key, so its key can’t be renewed from here. Replace it instead.`,
  });
}
