import 'server-only';
import { and, eq, inArray, isNull, or } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordEvents, type NewAuditEvent } from '@/lib/server/audit/record';
import { db, type Transaction } from '@/lib/server/db/client';
import {
  accountSecrets,
  changeSecrets,
  notificationSecrets,
  pendingChanges,
  storedPasswords,
  totpSeeds,
  vaultKeys,
  webhookSecrets,
} from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import type { AuditAction } from '@/lib/shared/audit-actions';
import { newMasterKey, writeKeyFile } from './key-file';
import { openVault, type Vault } from './open-vault';
import { RotationRefusedError } from './rotate';
import { readMasterKeys } from './seal';

/**
 * The way out if a key is lost for good: deletes what it encrypted, so that the vault opens again,
 * and creates a key if there is none.
 * @returns how many secrets were deleted
 */
export async function forgetLost(actor: Actor): Promise<number> {
  const vault = await openVault();
  if (vault.state === 'open') {
    throw new RotationRefusedError('No key is missing: every stored password can be decrypted.');
  }
  const forgotten = await db().transaction(async (tx) => {
    const gone = await deleteLost(tx, vault);
    // Without its secret it would be another change.
    const outdated = await tx
      .update(pendingChanges)
      .set({ state: 'outdated' })
      .where(
        and(
          eq(pendingChanges.state, 'pending'),
          inArray(
            pendingChanges.id,
            gone.changes.map(({ changeId }) => changeId),
          ),
        ),
      )
      .returning();
    await tx.delete(vaultKeys).where(inArray(vaultKeys.id, vault.missing));
    await recordEvents(actor, [...eventsOf(gone), ...outdated.map(outdatedEvent)], tx);
    return Object.values(gone).reduce((sum, some) => sum + some.length, 0);
  });
  if (readMasterKeys().length === 0 && !env().hasEncryptionKeyVariable) {
    await writeKeyFile([newMasterKey()]);
  }
  return forgotten;
}

type LockedVault = Extract<Vault, { state: 'locked' }>;

/** Deletes what the missing keys encrypted. @returns whose it was */
async function deleteLost(tx: Transaction, { missing, reason }: LockedVault) {
  const passwords = await tx
    .delete(storedPasswords)
    .where(
      or(
        inArray(storedPasswords.keyId, missing),
        // From version 0.1, which names no key: lost with all keys, but not with one of several.
        reason === 'missing_key' ? undefined : isNull(storedPasswords.keyId),
      ),
    )
    .returning({ username: storedPasswords.username, accountId: storedPasswords.accountId });
  const accounts = await tx
    .delete(accountSecrets)
    .where(inArray(accountSecrets.keyId, missing))
    .returning({ accountId: accountSecrets.accountId, field: accountSecrets.field });
  const staff = await tx
    .delete(totpSeeds)
    .where(inArray(totpSeeds.keyId, missing))
    .returning({ staffId: totpSeeds.staffId });
  const changes = await tx
    .delete(changeSecrets)
    .where(inArray(changeSecrets.keyId, missing))
    .returning({ changeId: changeSecrets.changeId });
  const webhooks = await tx
    .delete(webhookSecrets)
    .where(inArray(webhookSecrets.keyId, missing))
    .returning({ webhookId: webhookSecrets.webhookId });
  const channels = await tx
    .delete(notificationSecrets)
    .where(inArray(notificationSecrets.keyId, missing))
    .returning({ channelId: notificationSecrets.channelId });
  return { passwords, accounts, staff, changes, webhooks, channels };
}

type Gone = Awaited<ReturnType<typeof deleteLost>>;

const details = { reason: 'key lost' };

function eventsOf({ passwords, accounts, staff, changes, webhooks, channels }: Gone) {
  return [
    ...passwords.map(({ username, accountId }) =>
      lost('password.forgotten', username, { accountId }),
    ),
    ...accounts.map(({ accountId, field }) =>
      lost('account.secret_forgotten', accountId, { accountId, details: { ...details, field } }),
    ),
    ...staff.map(({ staffId }) =>
      lost('factor.removed', staffId, { details: { ...details, factor: 'totp' } }),
    ),
    ...changes.map(({ changeId }) => lost('account.secret_forgotten', changeId)),
    ...webhooks.map(({ webhookId }) => lost('webhook.secret_forgotten', webhookId)),
    ...channels.map(({ channelId }) => lost('notification.secret_forgotten', channelId)),
  ];
}

function lost(
  action: AuditAction,
  target: string,
  about: Pick<NewAuditEvent, 'accountId' | 'details'> = {},
): NewAuditEvent {
  return { action, outcome: 'success', target, details, ...about };
}

function outdatedEvent(change: typeof pendingChanges.$inferSelect): NewAuditEvent {
  const { id, kind, targetName, accountId, askedByEmail } = change;
  return {
    action: 'change.outdated',
    outcome: 'failure',
    target: targetName,
    ...(accountId && { accountId }),
    details: { ...details, approvalId: id, kind, askedBy: askedByEmail },
  };
}
