import 'server-only';
import { and, eq, inArray, isNull, or } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordEvents } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
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
import { newMasterKey, writeKeyFile } from './key-file';
import { openVault } from './open-vault';
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
  const { missing, reason } = vault;
  const forgotten = await db().transaction(async (tx) => {
    const gone = await tx
      .delete(storedPasswords)
      .where(
        or(
          inArray(storedPasswords.keyId, missing),
          // From version 0.1, which names no key: lost with all keys, but not with one of several.
          reason === 'missing_key' ? undefined : isNull(storedPasswords.keyId),
        ),
      )
      .returning({ username: storedPasswords.username, accountId: storedPasswords.accountId });
    const goneOfAccounts = await tx
      .delete(accountSecrets)
      .where(inArray(accountSecrets.keyId, missing))
      .returning({ accountId: accountSecrets.accountId, field: accountSecrets.field });
    const goneOfStaff = await tx
      .delete(totpSeeds)
      .where(inArray(totpSeeds.keyId, missing))
      .returning({ staffId: totpSeeds.staffId });
    const goneOfChanges = await tx
      .delete(changeSecrets)
      .where(inArray(changeSecrets.keyId, missing))
      .returning({ changeId: changeSecrets.changeId });
    const goneOfWebhooks = await tx
      .delete(webhookSecrets)
      .where(inArray(webhookSecrets.keyId, missing))
      .returning({ webhookId: webhookSecrets.webhookId });
    const goneOfChannels = await tx
      .delete(notificationSecrets)
      .where(inArray(notificationSecrets.keyId, missing))
      .returning({ channelId: notificationSecrets.channelId });
    // Without its secret it would be another change.
    const outdated = await tx
      .update(pendingChanges)
      .set({ state: 'outdated' })
      .where(
        and(
          eq(pendingChanges.state, 'pending'),
          inArray(
            pendingChanges.id,
            goneOfChanges.map(({ changeId }) => changeId),
          ),
        ),
      )
      .returning();
    await tx.delete(vaultKeys).where(inArray(vaultKeys.id, missing));
    const details = { reason: 'key lost' };
    await recordEvents(
      actor,
      [
        ...gone.map(({ username, accountId }) => ({
          action: 'password.forgotten' as const,
          outcome: 'success' as const,
          target: username,
          accountId,
          details,
        })),
        ...goneOfAccounts.map(({ accountId, field }) => ({
          action: 'account.secret_forgotten' as const,
          outcome: 'success' as const,
          target: accountId,
          accountId,
          details: { ...details, field },
        })),
        ...goneOfStaff.map(({ staffId }) => ({
          action: 'factor.removed' as const,
          outcome: 'success' as const,
          target: staffId,
          details: { ...details, factor: 'totp' },
        })),
        ...goneOfChanges.map(({ changeId }) => ({
          action: 'account.secret_forgotten' as const,
          outcome: 'success' as const,
          target: changeId,
          details,
        })),
        ...goneOfWebhooks.map(({ webhookId }) => ({
          action: 'webhook.secret_forgotten' as const,
          outcome: 'success' as const,
          target: webhookId,
          details,
        })),
        ...goneOfChannels.map(({ channelId }) => ({
          action: 'notification.secret_forgotten' as const,
          outcome: 'success' as const,
          target: channelId,
          details,
        })),
        ...outdated.map(({ id, kind, targetName, accountId, askedByEmail }) => ({
          action: 'change.outdated' as const,
          outcome: 'failure' as const,
          target: targetName,
          ...(accountId && { accountId }),
          details: { ...details, approvalId: id, kind, askedBy: askedByEmail },
        })),
      ],
      tx,
    );
    const ofOthers = [goneOfStaff, goneOfChanges, goneOfWebhooks, goneOfChannels];
    return [gone, goneOfAccounts, ...ofOthers].reduce((sum, some) => sum + some.length, 0);
  });
  if (readMasterKeys().length === 0 && !env().hasEncryptionKeyVariable) {
    await writeKeyFile([newMasterKey()]);
  }
  return forgotten;
}
