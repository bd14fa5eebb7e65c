import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useCode } from '@/lib/server/auth/factors/use-code';
import { db } from '@/lib/server/db/client';
import { auditEvents, staffMembers, totpSeeds } from '@/lib/server/db/schema';
import { describeVault } from '@/lib/server/vault/describe-vault';
import { forgetLost } from '@/lib/server/vault/forget-lost';
import { VaultLockedError, withCurrentKey } from '@/lib/server/vault/open-vault';
import { rotate, withVaultLock } from '@/lib/server/vault/rotate';
import { UnsealError } from '@/lib/server/vault/seal';
import { readTotpSeed, storeTotpSeed } from '@/lib/server/vault/totp-seeds';
import { codeAt } from '@/tests/support/factors';
import { actor, newKey, startTestVault } from '@/tests/support/vault';

const ann = { ...actor, id: 'stf_ann', email: 'ann@desk.example' };
const seed = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

let vault: Awaited<ReturnType<typeof startTestVault>>;

beforeEach(async () => {
  vault = await startTestVault();
  for (const id of ['stf_ann', 'stf_bob']) {
    const email = `${id}@desk.example`;
    await db().insert(staffMembers).values({ id, email, name: id, role: 'viewer' });
  }
});
afterEach(() => vault.close());

const keep = (staffId: string, text = seed) =>
  withCurrentKey((key) => db().transaction((tx) => storeTotpSeed(tx, staffId, text, key)));
const confirm = () => db().update(totpSeeds).set({ confirmedAt: new Date() });
const read = async (staffId: string) => (await readTotpSeed(ann, staffId))?.secret;

describe('the secret of an authenticator app', () => {
  it('is read back, and its text is nowhere in the database', async () => {
    expect(await keep('stf_ann')).toBe(true);
    expect(await read('stf_ann')).toBe(seed);
    expect(await read('stf_bob')).toBeUndefined();
    const [row] = await db().select().from(totpSeeds);
    expect(row?.sealed.includes(seed)).toBe(false);
  });

  it('is replaced until it is confirmed, and not after that', async () => {
    await keep('stf_ann');
    expect(await keep('stf_ann', 'KRUGKIDROVUWG2ZAMJZG653OEBTG66BA')).toBe(true);
    expect(await read('stf_ann')).toBe('KRUGKIDROVUWG2ZAMJZG653OEBTG66BA');
    await confirm();
    expect(await keep('stf_ann')).toBe(false);
    expect(await read('stf_ann')).toBe('KRUGKIDROVUWG2ZAMJZG653OEBTG66BA');
  });

  it('moved to another person doesn’t open, and is quarantined once', async () => {
    await keep('stf_ann');
    await keep('stf_bob', 'KRUGKIDROVUWG2ZAMJZG653OEBTG66BA');
    const [row] = await db().select().from(totpSeeds).where(eq(totpSeeds.staffId, 'stf_ann'));
    const { sealed, secretId, keyId } = row!;
    const moved = { sealed, secretId, keyId };
    await db().update(totpSeeds).set(moved).where(eq(totpSeeds.staffId, 'stf_bob'));
    await expect(read('stf_bob')).rejects.toThrow(UnsealError);
    await expect(read('stf_bob')).rejects.toThrow(UnsealError);
    const events = await db().select().from(auditEvents);
    expect(events.map(({ action, target }) => [action, target])).toEqual([
      ['factor.quarantined', 'stf_bob'],
    ]);
  });

  it('is re-encrypted by a rotation, and its codes go on working', async () => {
    await keep('stf_ann');
    await confirm();
    const { rewrapped, keyId } = await withVaultLock(() => rotate(actor));
    expect(rewrapped).toBe(1);
    expect(await describeVault()).toMatchObject({ state: 'open', keyId, secrets: 1, behind: 0 });
    expect(await useCode(ann, await codeAt(seed), 'sign_in')).toBe(true);
  });

  it('isn’t quarantined while its key is missing, and goes if the key is lost for good', async () => {
    await keep('stf_ann');
    await confirm();
    const keys = await vault.readKeys();
    await vault.writeKeys(newKey());
    await expect(read('stf_ann')).rejects.toThrow(VaultLockedError);
    await expect(useCode(ann, await codeAt(seed), 'sign_in')).rejects.toMatchObject({
      code: 'vault_locked',
    });
    expect(await describeVault()).toMatchObject({ state: 'locked', secrets: 1, unreadable: 0 });
    await vault.writeKeys(...keys);
    expect(await read('stf_ann')).toBe(seed);
    await vault.writeKeys(newKey());
    expect(await withVaultLock(() => forgetLost(actor))).toBe(1);
    expect(await read('stf_ann')).toBeUndefined();
    const events = await db().select().from(auditEvents);
    expect(events.map(({ action, target }) => [action, target])).toEqual([
      ['factor.removed', 'stf_ann'],
    ]);
    expect(await keep('stf_ann')).toBe(true);
  });
});
