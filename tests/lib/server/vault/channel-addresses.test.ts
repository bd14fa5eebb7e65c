import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { db } from '@/lib/server/db/client';
import { auditEvents, notificationChannels, notificationSecrets } from '@/lib/server/db/schema';
import { readChannelAddress, storeChannelAddress } from '@/lib/server/vault/channel-addresses';
import { describeVault } from '@/lib/server/vault/describe-vault';
import { forgetLost } from '@/lib/server/vault/forget-lost';
import { VaultLockedError, withCurrentKey } from '@/lib/server/vault/open-vault';
import { rotate, withVaultLock } from '@/lib/server/vault/rotate';
import { actor, newKey, startTestVault } from '@/tests/support/vault';

const url = 'https://hooks.example/T00/B00/token';

let vault: Awaited<ReturnType<typeof startTestVault>>;

beforeEach(async () => {
  vault = await startTestVault();
  for (const id of ['nch_1', 'nch_2']) {
    await db().insert(notificationChannels).values({ id, name: id, kind: 'slack' });
  }
});
afterEach(() => vault.close());

const keep = (id: string, text = url) =>
  withCurrentKey((key) =>
    db().transaction((tx) => storeChannelAddress(tx, id, { url: text, secret: null }, key)),
  );
const read = async (id: string) => (await readChannelAddress(actor, id))?.url ?? null;

describe('the address of a notification channel', () => {
  it('is read back and replaced, and its text is nowhere in the database', async () => {
    await keep('nch_1');
    expect([await read('nch_1'), await read('nch_2')]).toEqual([url, null]);
    await keep('nch_1', `${url}/other`);
    expect(await read('nch_1')).toBe(`${url}/other`);
    const rows = await db().select().from(notificationSecrets);
    expect(rows.map(({ sealed }) => sealed.includes('token'))).toEqual([false]);
  });

  it('moved to another channel doesn’t open, is quarantined once, and can be entered again', async () => {
    await keep('nch_1');
    await keep('nch_2');
    const of = (id: string) => eq(notificationSecrets.channelId, id);
    const [row] = await db().select().from(notificationSecrets).where(of('nch_1'));
    const moved = { ...row, channelId: 'nch_2' };
    await db().update(notificationSecrets).set(moved).where(of('nch_2'));
    expect([await read('nch_2'), await read('nch_2')]).toEqual([null, null]);
    const events = await db().select().from(auditEvents);
    expect(events.map(({ action, target }) => [action, target])).toEqual([
      ['notification.secret_quarantined', 'nch_2'],
    ]);
    await keep('nch_2');
    expect(await read('nch_2')).toBe(url);
  });

  it('is re-encrypted by a rotation', async () => {
    await keep('nch_1');
    const { rewrapped, keyId } = await withVaultLock(() => rotate(actor));
    expect(rewrapped).toBe(1);
    expect(await describeVault()).toMatchObject({ state: 'open', keyId, secrets: 1, behind: 0 });
    expect(await read('nch_1')).toBe(url);
  });

  it('isn’t quarantined while its key is missing, and goes if the key is lost for good', async () => {
    await keep('nch_1');
    const keys = await vault.readKeys();
    await vault.writeKeys(newKey());
    await expect(read('nch_1')).rejects.toThrow(VaultLockedError);
    await vault.writeKeys(...keys);
    expect(await read('nch_1')).toBe(url);
    await vault.writeKeys(newKey());
    expect(await forgetLost(actor)).toBe(1);
    expect(await db().$count(notificationSecrets)).toBe(0);
    const events = await db().select().from(auditEvents);
    expect(events.map(({ action, target }) => [action, target])).toEqual([
      ['notification.secret_forgotten', 'nch_1'],
    ]);
  });
});
