import { rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/server/db/client';
import { storedPasswords, vaultKeys } from '@/lib/server/db/schema';
import { describeVault } from '@/lib/server/vault/describe-vault';
import { forgetLost } from '@/lib/server/vault/forget-lost';
import { VaultLockedError } from '@/lib/server/vault/open-vault';
import { rotate } from '@/lib/server/vault/rotate';
import { actor, newKey, read, startTestVault, store } from '@/tests/support/vault';

let vault: Awaited<ReturnType<typeof startTestVault>>;

beforeEach(async () => {
  vault = await startTestVault();
});
afterEach(() => vault.close());

const everything = async () => [
  await db().select().from(storedPasswords),
  await db().select().from(vaultKeys),
];

describe('a vault whose key (N42)', () => {
  const cases: [string, () => Promise<void>, string][] = [
    ['is missing', () => rm(vault.keyFile), 'The vault key is missing'],
    ['can’t be read', () => writeFile(vault.keyFile, 'nonsense\n'), 'The vault key is missing'],
    ['is another', () => vault.writeKeys(newKey()), 'The vault key isn’t the one'],
  ];
  it.each(cases)('%s is locked: nothing is decrypted or overwritten', async (_, spoil, reason) => {
    await store('ann@hill.example', 'one');
    const [key = ''] = await vault.readKeys();
    const before = await everything();
    await spoil();
    const status = await describeVault();
    expect(status).toMatchObject({ state: 'locked', secrets: 1 });
    expect(status.reason).toContain(reason);
    await expect(read('ann@hill.example')).rejects.toThrow(VaultLockedError);
    for (const name of ['ann@hill.example', 'new@hill.example']) {
      await expect(store(name, 'two')).rejects.toMatchObject({
        code: 'vault_locked',
      });
    }
    await expect(rotate(actor)).rejects.toThrow(VaultLockedError);
    expect(await everything()).toEqual(before);
    // The right key restored, without a restart.
    await vault.writeKeys(key);
    expect(await read('ann@hill.example')).toBe('one');
    await store('ann@hill.example', 'two');
    expect(await read('ann@hill.example')).toBe('two');
  });

  it('is from before a rotation is locked if the database is from after it', async () => {
    await store('ann@hill.example', 'one');
    const before = await vault.readKeys();
    await rotate(actor);
    await vault.writeKeys(...before);
    expect(await describeVault()).toMatchObject({ state: 'locked', secrets: 1, behind: 1 });
  });

  it('is one of two is locked for writing until the other is back', async () => {
    await store('ann@hill.example', 'one');
    const [old = ''] = await vault.readKeys();
    await vault.writeKeys(newKey(), old);
    await store('bob@hill.example', 'two');
    await vault.writeKeys(old);
    expect(await describeVault()).toMatchObject({ state: 'locked' });
    expect(await read('ann@hill.example')).toBe('one');
    await expect(store('bob@hill.example', 'three')).rejects.toMatchObject({
      code: 'vault_locked',
    });
  });
});

it('a new database accepts any key', async () => {
  await vault.writeKeys(newKey());
  await store('ann@hill.example', 'one');
  expect(await describeVault()).toMatchObject({ state: 'open', secrets: 1, behind: 0 });
});

it('an empty vault accepts another key, since there is nothing to lose', async () => {
  expect((await describeVault()).state).toBe('open');
  await vault.writeKeys(newKey());
  expect((await describeVault()).state).toBe('open');
});

it('a key check value that was changed locks the vault', async () => {
  await store('ann@hill.example', 'one');
  await db()
    .update(vaultKeys)
    .set({ checkValue: Buffer.alloc(36, 1) });
  expect(await describeVault()).toMatchObject({ state: 'locked' });
});

it('secrets whose key is lost can be deleted, and then the vault opens again with its own key', async () => {
  await store('ann@hill.example', 'one');
  await rm(vault.keyFile);
  expect(await forgetLost(actor)).toBe(1);
  expect(await describeVault()).toMatchObject({ state: 'open', secrets: 0 });
  await expect(forgetLost(actor)).rejects.toThrow('No key is missing');
  await store('ann@hill.example', 'two');
  expect(await read('ann@hill.example')).toBe('two');
});
