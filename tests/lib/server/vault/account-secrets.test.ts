import { and, eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountSecret } from '@/lib/contract/accounts';
import { db } from '@/lib/server/db/client';
import { accounts, accountSecrets, auditEvents } from '@/lib/server/db/schema';
import { readAccountSecret, storeAccountSecret } from '@/lib/server/vault/account-secrets';
import { describeVault } from '@/lib/server/vault/describe-vault';
import { forgetLost } from '@/lib/server/vault/forget-lost';
import { VaultLockedError, withCurrentKey } from '@/lib/server/vault/open-vault';
import { rotate, withVaultLock } from '@/lib/server/vault/rotate';
import { UnsealError } from '@/lib/server/vault/seal';
import { actor, newKey, read, startTestVault, store } from '@/tests/support/vault';

const secret = { accessKeyId: 'KEY1', secretAccessKey: 'canary-secret-access-key' };
const other = { accessKeyId: 'KEY2', secretAccessKey: 'canary-another-access-key' };

let vault: Awaited<ReturnType<typeof startTestVault>>;

beforeEach(async () => {
  vault = await startTestVault();
});
afterEach(() => vault.close());

async function keep(accountId: string, version: number, kept: AccountSecret): Promise<void> {
  const shared = { upstream: 'remoteit', name: accountId, createdBy: 'test' } as const;
  await db()
    .insert(accounts)
    .values({ id: accountId, ...shared })
    .onConflictDoNothing();
  await withCurrentKey((key) =>
    db().transaction((tx) => storeAccountSecret(tx, { accountId, version }, kept, key)),
  );
}

const readOf = (accountId: string, version = 1) => readAccountSecret(actor, { accountId, version });

const at = (accountId: string, version: number, field: 'accessKeyId' | 'secretAccessKey') =>
  and(
    eq(accountSecrets.accountId, accountId),
    eq(accountSecrets.version, version),
    eq(accountSecrets.field, field),
  );

describe('an account’s secret', () => {
  it('is read back whole, and its text is nowhere in the database', async () => {
    await keep('rit_one', 1, secret);
    expect(await readOf('rit_one')).toEqual(secret);
    const rows = await db().select().from(accountSecrets);
    expect(rows.every(({ sealed }) => !sealed.includes('canary'))).toBe(true);
    expect(await readOf('rit_none')).toBeNull();
  });

  it.each([
    ['another account', ['rit_two', 1, 'secretAccessKey']],
    ['another field', ['rit_one', 1, 'accessKeyId']],
    ['a later set', ['rit_one', 2, 'secretAccessKey']],
  ] as const)('moved to %s doesn’t open, and is quarantined', async (_, [id, version, field]) => {
    await keep('rit_one', 1, secret);
    await keep('rit_one', 2, other);
    await keep('rit_two', 1, other);
    const [row] = await db()
      .select()
      .from(accountSecrets)
      .where(at('rit_one', 1, 'secretAccessKey'));
    const { sealed, secretId, keyId } = row!;
    await db()
      .update(accountSecrets)
      .set({ sealed, secretId, keyId })
      .where(at(id, version, field));
    await expect(readOf(id, version)).rejects.toThrow(UnsealError);
    await expect(readOf(id, version)).rejects.toThrow(UnsealError);
    const events = await db().select().from(auditEvents);
    expect(events.map(({ action, target }) => [action, target])).toEqual([
      ['account.secret_quarantined', id],
    ]);
  });

  it('is re-encrypted by a rotation, with the passwords', async () => {
    await store('ann@hill.example', 'hers');
    await keep('rit_one', 1, secret);
    const { rewrapped, keyId } = await withVaultLock(() => rotate(actor));
    expect(rewrapped).toBe(3);
    expect(await describeVault()).toMatchObject({ state: 'open', keyId, secrets: 3, behind: 0 });
    expect(await readOf('rit_one')).toEqual(secret);
    expect(await read('ann@hill.example')).toBe('hers');
  });

  it('isn’t quarantined while its key is missing, and goes if the key is lost for good', async () => {
    await keep('rit_one', 1, secret);
    await vault.writeKeys(newKey());
    await expect(readOf('rit_one')).rejects.toThrow(VaultLockedError);
    expect(await describeVault()).toMatchObject({ state: 'locked', unreadable: 0 });
    expect(await withVaultLock(() => forgetLost(actor))).toBe(2);
    expect(await readOf('rit_one')).toBeNull();
    await keep('rit_one', 2, other);
    expect(await readOf('rit_one', 2)).toEqual(other);
  });
});
