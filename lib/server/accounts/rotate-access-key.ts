import 'server-only';
import { eq } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordOutcome, recordRequest } from '@/lib/server/audit/record';
import { accounts } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { explainError } from '@/lib/server/explain-error';
import { UpstreamError } from '@/lib/server/upstreams/channel/errors';
import type { AccessKey } from '@/lib/server/upstreams/remoteit/login';
import { deleteOtherSecrets } from '@/lib/server/vault/account-secrets';
import { changingAccounts, findAnyAccount, type Account } from './accounts';
import { changeAccount, isFromSettings, lockAccount } from './manage-accounts';
import { accessKeyClientOf, secretOf } from './upstream-clients';

type About = { target: string; accountId: string };

/**
 * Gives a remote.it account a new access key without anyone seeing it: create the second, test it,
 * switch, disable the first. If a step fails, the account keeps the key that works.
 * @returns whether the old key is disabled at remote.it; if not, someone has to do that there
 * @throws DeskError `conflict` the account has no access key; `account_refused` the new key failed
 * its test
 * @throws UpstreamError the new key wasn't created, or it isn't known
 */
export async function rotateAccessKey(
  actor: Actor,
  id: string,
): Promise<{ isOldDisabled: boolean }> {
  const account = await findAnyAccount(actor, id);
  if (account.source !== 'vault') throw isFromSettings(account);
  if (account.api !== 'graphql') throw hasNoAccessKey(account);
  const about = { target: id, accountId: id };
  const old = (await secretOf(account)) as AccessKey;
  const secret = await createKey(actor, account, about);
  await changeAccount(actor, id, { secret, saveUntested: false });
  return { isOldDisabled: await disableKey(actor, id, about, old.accessKeyId) };
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

/** The new key is in use already, so a failure here only leaves the old one to be disabled. */
async function disableKey(
  actor: Actor,
  id: string,
  about: About,
  accessKeyId: string,
): Promise<boolean> {
  const event = { ...about, action: 'account.key_disabled', details: { accessKeyId } } as const;
  try {
    const client = await accessKeyClientOf(await findAnyAccount(actor, id));
    await client.disableAccessKey(accessKeyId);
  } catch (error) {
    const { detail } = explainError(error);
    const details = { accessKeyId, reason: detail };
    await recordOutcome(actor, { ...event, outcome: outcomeOf(error), details });
    return false;
  }
  await recordOutcome(actor, { ...event, outcome: 'success' });
  await forgetDisabled(id);
  return true;
}

/** There is no way back to a key that remote.it refuses. */
async function forgetDisabled(id: string): Promise<void> {
  await changingAccounts(async (tx) => {
    const { version } = await lockAccount(tx, id);
    await deleteOtherSecrets(tx, id, version === null ? [] : [version]);
    await tx.update(accounts).set({ previousVersion: null }).where(eq(accounts.id, id));
  });
}

function outcomeOf(error: unknown): 'failure' | 'unknown' {
  return error instanceof UpstreamError && error.outcome !== 'maybe_sent' ? 'failure' : 'unknown';
}

function hasNoAccessKey({ name }: Account): DeskError {
  return new DeskError('conflict', {
    detail: `${name} doesn’t use a remote.it access key, so its key can’t be renewed from here. Replace it instead.`,
  });
}
