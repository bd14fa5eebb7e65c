import 'server-only';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { db } from '@/lib/server/db/client';
import {
  accountSecrets,
  changeSecrets,
  notificationSecrets,
  storedPasswords,
  totpSeeds,
  webhookSecrets,
} from '@/lib/server/db/schema';
import { openVault, VaultLockedError } from './open-vault';
import {
  unseal,
  UnsealError,
  unsealFirstFormat,
  readMasterKeys,
  type MasterKey,
  type SealPlace,
} from './seal';

type PasswordRow = Pick<
  typeof storedPasswords.$inferSelect,
  'accountId' | 'username' | 'sealed' | 'keyId' | 'secretId' | 'quarantinedAt'
>;

type AccountSecretRow = typeof accountSecrets.$inferSelect;

type TotpSeedRow = Pick<
  typeof totpSeeds.$inferSelect,
  'staffId' | 'sealed' | 'keyId' | 'secretId' | 'quarantinedAt'
>;

type ChangeSecretRow = typeof changeSecrets.$inferSelect;

type WebhookSecretRow = typeof webhookSecrets.$inferSelect;

type ChannelAddressRow = typeof notificationSecrets.$inferSelect;

/** The columns of a stored row that are needed to decrypt it. */
export type SecretRow =
  | PasswordRow
  | AccountSecretRow
  | TotpSeedRow
  | ChangeSecretRow
  | WebhookSecretRow
  | ChannelAddressRow;

/** Where a row's secret belongs. `secretId` is for a row of version 0.1, which has none. */
export function placeOf(row: SecretRow, secretId = row.secretId ?? ''): SealPlace {
  if ('staffId' in row) {
    return { accountId: 'staff', username: row.staffId, field: 'totpSeed', secretId };
  }
  if ('changeId' in row) {
    return { accountId: 'change', username: row.changeId, field: 'changeSecret', secretId };
  }
  if ('webhookId' in row) {
    return { accountId: 'webhook', username: row.webhookId, field: 'webhookSecret', secretId };
  }
  if ('channelId' in row) {
    return { accountId: 'channel', username: row.channelId, field: 'channelAddress', secretId };
  }
  const { accountId } = row;
  if (!('field' in row)) return { accountId, username: row.username, field: 'password', secretId };
  // The set is part of the place: an older key of the same field can't be put back.
  return { accountId, username: null, field: row.field, secretId: `${row.version}/${secretId}` };
}

/** Only passwords exist in the first format. @throws UnsealError */
export function unsealFirst(row: SecretRow, keys: readonly MasterKey[]): string {
  if (!('username' in row)) throw new UnsealError('This secret can’t be decrypted.');
  return unsealFirstFormat(row, row.sealed, keys);
}

/**
 * Reads and decrypts a secret. One that can't be decrypted although its key is here is quarantined,
 * with an event.
 * @param read finds the row; called again if a rotation dropped its key meanwhile
 * @throws UnsealError
 * @throws VaultLockedError its key isn't here
 */
export async function openSecret<Row extends SecretRow>(
  actor: Actor,
  read: () => Promise<Row | null>,
): Promise<{ row: Row; secret: string } | null> {
  const row = await read();
  if (row === null) return null;
  try {
    return { row, secret: await open(actor, row) };
  } catch (error) {
    const again = error instanceof VaultLockedError ? await read() : null;
    if (again === null || again.keyId === row.keyId) throw error;
    return { row: again, secret: await open(actor, again) };
  }
}

async function open(actor: Actor, row: SecretRow): Promise<string> {
  if (row.quarantinedAt) throw new UnsealError('This secret can’t be decrypted.');
  const { keyId, sealed } = row;
  if (keyId === null) {
    const vault = await openVault();
    if (vault.state === 'locked') throw new VaultLockedError(vault.reason);
  }
  const keys = readMasterKeys();
  const master = keys.find(({ id }) => id === keyId);
  if (keyId !== null && !master) throw new VaultLockedError(keys[0] ? 'wrong_key' : 'no_key');
  try {
    return master ? unseal(placeOf(row), sealed, master) : unsealFirst(row, keys);
  } catch (error) {
    await quarantine(actor, row);
    throw error;
  }
}

type Executor = Pick<ReturnType<typeof db>, 'update' | 'insert' | 'execute'>;

/** Quarantines a damaged secret once: it is never tried again, and its event reports it. */
export async function quarantine(
  actor: Actor,
  row: SecretRow,
  executor: Executor = db(),
): Promise<void> {
  if ('staffId' in row) return quarantineTotpSeed(actor, row, executor);
  if ('changeId' in row) return quarantineChangeSecret(actor, row, executor);
  if ('webhookId' in row) return quarantineWebhookSecret(actor, row, executor);
  if ('channelId' in row) return quarantineChannelAddress(actor, row, executor);
  if ('field' in row) return quarantineAccountSecret(actor, row, executor);
  const { accountId, username, sealed } = row;
  const marked = await executor
    .update(storedPasswords)
    .set({ quarantinedAt: sql`now()` })
    .where(
      and(
        eq(storedPasswords.accountId, accountId),
        eq(storedPasswords.username, username),
        // Replaced meanwhile: the new one isn't the one that failed.
        eq(storedPasswords.sealed, sealed),
        isNull(storedPasswords.quarantinedAt),
      ),
    )
    .returning({ username: storedPasswords.username });
  if (marked.length === 0) return;
  const event = { action: 'password.quarantined', target: username, accountId } as const;
  await recordEvent(actor, { ...event, outcome: 'failure' }, executor);
}

async function quarantineAccountSecret(
  actor: Actor,
  { accountId, version, field, sealed }: AccountSecretRow,
  executor: Executor,
): Promise<void> {
  const marked = await executor
    .update(accountSecrets)
    .set({ quarantinedAt: sql`now()` })
    .where(
      and(
        eq(accountSecrets.accountId, accountId),
        eq(accountSecrets.version, version),
        eq(accountSecrets.field, field),
        eq(accountSecrets.sealed, sealed),
        isNull(accountSecrets.quarantinedAt),
      ),
    )
    .returning({ field: accountSecrets.field });
  if (marked.length === 0) return;
  const event = { action: 'account.secret_quarantined', target: accountId, accountId } as const;
  await recordEvent(actor, { ...event, outcome: 'failure', details: { field } }, executor);
}

async function quarantineTotpSeed(
  actor: Actor,
  { staffId, sealed }: TotpSeedRow,
  executor: Executor,
): Promise<void> {
  const marked = await executor
    .update(totpSeeds)
    .set({ quarantinedAt: sql`now()` })
    .where(
      and(
        eq(totpSeeds.staffId, staffId),
        eq(totpSeeds.sealed, sealed),
        isNull(totpSeeds.quarantinedAt),
      ),
    )
    .returning({ staffId: totpSeeds.staffId });
  if (marked.length === 0) return;
  const event = { action: 'factor.quarantined', target: staffId } as const;
  await recordEvent(actor, { ...event, outcome: 'failure' }, executor);
}

async function quarantineChangeSecret(
  actor: Actor,
  { changeId, sealed }: ChangeSecretRow,
  executor: Executor,
): Promise<void> {
  const marked = await executor
    .update(changeSecrets)
    .set({ quarantinedAt: sql`now()` })
    .where(
      and(
        eq(changeSecrets.changeId, changeId),
        eq(changeSecrets.sealed, sealed),
        isNull(changeSecrets.quarantinedAt),
      ),
    )
    .returning({ changeId: changeSecrets.changeId });
  if (marked.length === 0) return;
  const event = { action: 'account.secret_quarantined', target: changeId } as const;
  await recordEvent(actor, { ...event, outcome: 'failure' }, executor);
}

async function quarantineWebhookSecret(
  actor: Actor,
  { id, webhookId, sealed }: WebhookSecretRow,
  executor: Executor,
): Promise<void> {
  const marked = await executor
    .update(webhookSecrets)
    .set({ quarantinedAt: sql`now()` })
    .where(
      and(
        eq(webhookSecrets.id, id),
        eq(webhookSecrets.sealed, sealed),
        isNull(webhookSecrets.quarantinedAt),
      ),
    )
    .returning({ id: webhookSecrets.id });
  if (marked.length === 0) return;
  const event = { action: 'webhook.secret_quarantined', target: webhookId } as const;
  await recordEvent(actor, { ...event, outcome: 'failure' }, executor);
}

async function quarantineChannelAddress(
  actor: Actor,
  { channelId, sealed }: ChannelAddressRow,
  executor: Executor,
): Promise<void> {
  const marked = await executor
    .update(notificationSecrets)
    .set({ quarantinedAt: sql`now()` })
    .where(
      and(
        eq(notificationSecrets.channelId, channelId),
        eq(notificationSecrets.sealed, sealed),
        isNull(notificationSecrets.quarantinedAt),
      ),
    )
    .returning({ channelId: notificationSecrets.channelId });
  if (marked.length === 0) return;
  const event = { action: 'notification.secret_quarantined', target: channelId } as const;
  await recordEvent(actor, { ...event, outcome: 'failure' }, executor);
}

/** `secretId` identifies this storing of it, `refusedAt` when RemotePC rejected it. */
export type StoredPasswordRow = PasswordRow & { refusedAt: Date | null };

/**
 * The decrypted stored password of a customer user; null if none is stored. Only the sign-in may
 * call this, and it keeps the password for that one call.
 * @param check throws if the stored password must not even be decrypted
 * @throws UnsealError it was damaged or moved
 * @throws VaultLockedError its key isn't here
 */
export async function readStoredPassword(
  actor: Actor,
  accountId: string,
  username: string,
  check: (row: StoredPasswordRow) => void = () => undefined,
): Promise<{ row: StoredPasswordRow; secret: string } | null> {
  return openSecret(actor, async () => {
    const [row] = await db()
      .select()
      .from(storedPasswords)
      .where(and(eq(storedPasswords.accountId, accountId), eq(storedPasswords.username, username)));
    if (row) check(row);
    return row ?? null;
  });
}

type Use = 'succeeded' | 'refused' | 'open';

/**
 * Records whether a stored password worked. A rejected one isn't tried again until it is replaced;
 * one that was replaced meanwhile isn't the one that was used, and stays as it is.
 */
export async function markPassword(actor: Actor, row: StoredPasswordRow, use: Use): Promise<void> {
  const { accountId, username, secretId } = row;
  const now = sql`now()`;
  await db().transaction(async (tx) => {
    const marked = await tx
      .update(storedPasswords)
      .set({
        lastUsedAt: now,
        ...(use === 'succeeded' && { lastSucceededAt: now, refusedAt: null }),
        ...(use === 'refused' && { refusedAt: now }),
      })
      .where(
        and(
          eq(storedPasswords.accountId, accountId),
          eq(storedPasswords.username, username),
          secretId === null
            ? isNull(storedPasswords.secretId)
            : eq(storedPasswords.secretId, secretId),
        ),
      )
      .returning({ username: storedPasswords.username });
    if (use !== 'refused' || marked.length === 0) return;
    const event = { action: 'password.refused', target: username, accountId } as const;
    await recordEvent(actor, { ...event, outcome: 'failure' }, tx);
  });
}
