import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DELETE, PUT } from '@/app/api/stored-passwords/route';
import { POST as ADD, GET as USERS } from '@/app/api/users/route';
import { GET as VAULT } from '@/app/api/vault/route';
import type { Problem } from '@/lib/contract/problem';
import type { UsersPage } from '@/lib/contract/users';
import { db } from '@/lib/server/db/client';
import { storedPasswords, vaultKeys } from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import { masterKey } from '@/lib/server/vault/seal';
import {
  codeOf,
  PASSWORD,
  startPolicyDesk,
  username,
  type PolicyDesk,
} from '@/tests/support/policy-desk';
import { newKey } from '@/tests/support/vault';

let desk: PolicyDesk;

beforeAll(async () => {
  desk = await startPolicyDesk();
});
beforeEach(() => desk.begin());
afterAll(() => desk.close());

const put = (json: unknown) => desk.call(PUT, 'PUT /api/stored-passwords', { as: 'manager', json });
const rows = () => db().select().from(storedPasswords).orderBy(storedPasswords.username);
const userOf = async (name: string) => {
  const page = await desk.call(USERS, `GET /api/users?search=${name}`, { as: 'viewer' });
  return ((await page.json()) as UsersPage).items[0];
};

async function underKey(key: string, work: () => Promise<void>): Promise<void> {
  const own = process.env.ENCRYPTION_KEY;
  process.env.ENCRYPTION_KEY = key;
  resetEnv();
  try {
    await work();
  } finally {
    process.env.ENCRYPTION_KEY = own;
    resetEnv();
  }
}

describe('a damaged or moved secret', () => {
  const isRefused = async (name = username) => {
    expect(await codeOf(await desk.signIn({ username: name }))).toEqual([409, 'password_required']);
  };
  const put2 = async () => {
    await put({ username: 'bob@north.example', password: 'another one' });
    return rows();
  };

  /** Copies with one byte changed, each a different one. */
  const flipped = (bytes: Buffer) =>
    Array.from(bytes, (byte, index) => {
      const copy = Buffer.from(bytes);
      copy[index] = byte ^ 1;
      return copy;
    });

  it('is refused with one code, quarantined once, reported once, and replaced by storing (N38)', async () => {
    const [row] = await rows();
    const { sealed = Buffer.alloc(0), secretId } = row ?? {};
    const damages = [
      ...flipped(sealed).map((bytes) => ({ sealed: bytes })),
      ...flipped(Buffer.from(secretId ?? '')).map((bytes) => ({ secretId: bytes.toString() })),
      { secretId: null },
      { keyId: null },
    ];
    expect(damages.length).toBeGreaterThan(100);
    const answers = new Set<string>();
    for (const damage of damages) {
      await db()
        .update(storedPasswords)
        .set({ ...row, ...damage });
      const problem = (await (await desk.signIn()).json()) as Problem;
      answers.add(`${problem.status} ${problem.code} ${problem.detail}`);
      expect(await rows()).toMatchObject([{ ...damage, quarantinedAt: expect.any(Date) as Date }]);
    }
    expect([...answers]).toEqual([
      '409 password_required The stored password is damaged and can’t be decrypted. Enter the user’s password. You can store it again.',
    ]);
    expect(desk.calls()).toEqual([]);
    const told = (await desk.said()).filter((said) => said === 'password.quarantined failure');
    expect(told).toHaveLength(damages.length);

    await isRefused();
    expect((await desk.said()).filter((said) => said.startsWith('password.q'))).toEqual(told);
    expect(await userOf('ann')).toMatchObject({ storedPassword: 'unreadable' });
    expect((await put({ username, password: PASSWORD })).status).toBe(204);
    expect((await desk.signIn()).status).toBe(303);
  });

  it('can’t name a key unknown to the database, whichever byte is changed (N38)', async () => {
    const [row] = await rows();
    for (const bytes of flipped(Buffer.from(row?.keyId ?? ''))) {
      await expect(
        db().update(storedPasswords).set({ keyId: bytes.toString() }),
      ).rejects.toMatchObject({
        cause: { constraint: 'stored_passwords_key_id_vault_keys_id_fk' },
      });
    }
    expect(await rows()).toEqual([row]);
    expect((await desk.signIn()).status).toBe(303);
  });

  it('is quarantined if it names another available key (N38)', async () => {
    const own = (await rows())[0]?.keyId;
    const previous = newKey();
    const { id } = masterKey(previous);
    process.env.ENCRYPTION_KEY_PREVIOUS = previous;
    await db()
      .insert(vaultKeys)
      .values({ id, checkValue: Buffer.alloc(36) });
    await db().update(storedPasswords).set({ keyId: id });
    await isRefused();
    expect(await desk.said()).toContain('password.quarantined failure');
    delete process.env.ENCRYPTION_KEY_PREVIOUS;
    await db().update(storedPasswords).set({ keyId: own, quarantinedAt: null });
    await db().delete(vaultKeys).where(eq(vaultKeys.id, id));
    expect((await desk.signIn()).status).toBe(303);
  });

  it('that names a known but missing key locks the vault, is kept, and opens once the key is back (N38)', async () => {
    const [row] = await rows();
    const own = row?.keyId;
    await db()
      .insert(vaultKeys)
      .values({ id: 'deadbeef', checkValue: Buffer.alloc(36) });
    await db().update(storedPasswords).set({ keyId: 'deadbeef' });
    expect(await codeOf(await desk.signIn())).toEqual([503, 'vault_locked']);
    expect(await codeOf(await put({ username, password: 'other' }))).toEqual([503, 'vault_locked']);
    expect(await (await desk.call(VAULT, 'GET /api/vault')).json()).toMatchObject({
      state: 'locked',
      reason: 'One of the keys used to encrypt the stored secrets is missing.',
      unreadable: 0,
    });
    expect(await desk.said()).toEqual([
      'auto_login.requested unknown',
      'auto_login.failed failure',
    ]);
    expect(await rows()).toEqual([{ ...row, keyId: 'deadbeef' }]);
    await db().update(storedPasswords).set({ keyId: own });
    await db().delete(vaultKeys).where(eq(vaultKeys.id, 'deadbeef'));
    expect((await desk.signIn()).status).toBe(303);
  });

  it('can’t be moved to another row, with or without its other columns (N39)', async () => {
    const [ann, bob] = await put2();
    await db()
      .update(storedPasswords)
      .set({ sealed: ann?.sealed })
      .where(eq(storedPasswords.username, 'bob@north.example'));
    await isRefused('bob@north.example');
    await db()
      .update(storedPasswords)
      .set({ sealed: ann?.sealed, secretId: ann?.secretId, quarantinedAt: null })
      .where(eq(storedPasswords.username, 'bob@north.example'));
    await isRefused('bob@north.example');
    await db()
      .update(storedPasswords)
      .set({ sealed: bob?.sealed, secretId: bob?.secretId, quarantinedAt: null })
      .where(eq(storedPasswords.username, 'bob@north.example'));
    // As it was: it can be decrypted, and RemotePC rejects it.
    expect((await desk.signIn({ username: 'bob@north.example' })).status).toBe(422);
  });

  it('can’t be restored to its own row after it was replaced (N39)', async () => {
    const [old] = await rows();
    await put({ username, password: 'newer' });
    await db().update(storedPasswords).set({ sealed: old?.sealed });
    await isRefused();
  });
});

describe('under a wrong key (N42)', () => {
  it('what needs the vault says so, and everything else works', async () => {
    const before = await rows();
    await underKey(newKey(), async () => {
      expect(await codeOf(await desk.signIn())).toEqual([503, 'vault_locked']);
      expect(desk.calls()).toEqual([]);
      expect(await codeOf(await put({ username, password: 'other' }))).toEqual([
        503,
        'vault_locked',
      ]);
      const user = {
        firstName: 'A',
        lastName: 'B',
        email: 'new@south.example',
        password: PASSWORD,
        storePassword: true,
      };
      const added = await desk.call(ADD, 'POST /api/users', { as: 'manager', json: user });
      expect(await codeOf(added)).toEqual([503, 'vault_locked']);
      expect(desk.calls()).toEqual([]);
      expect(await userOf('ann')).toMatchObject({ username, hasStoredPassword: true });
      const vault = await desk.call(VAULT, 'GET /api/vault');
      expect(await vault.json()).toMatchObject({ state: 'locked', secrets: 1, behind: 1 });
      const typed = { password: PASSWORD, storePassword: 'on' };
      expect((await desk.signIn(typed, 'manager')).status).toBe(303);
    });
    expect(await rows()).toEqual(before);
    expect((await desk.signIn()).status).toBe(303);
  });
});

describe('GET /api/vault', () => {
  it('returns the state of the vault to administrators only', async () => {
    const vault = await desk.call(VAULT, 'GET /api/vault');
    expect(await vault.json()).toEqual({
      state: 'open',
      // The letter e, 32 times.
      keyId: 'dfb41745',
      secrets: 1,
      behind: 0,
      unreadable: 0,
      versions: [{ keyId: 'dfb41745', since: expect.stringMatching(/^\d{4}-/), secrets: 1 }],
    });
    const refused = await desk.call(VAULT, 'GET /api/vault', { as: 'manager' });
    expect(await codeOf(refused)).toEqual([403, 'forbidden']);
  });
});

describe('a stored password', () => {
  it('reports when it was used and when it last worked', async () => {
    expect(await userOf('ann')).toMatchObject({
      storedPassword: 'stored',
      passwordUse: { lastUsedAt: null, lastSucceededAt: null, refusedAt: null },
    });
    await desk.signIn();
    const use = (await userOf('ann'))?.passwordUse;
    expect(use?.lastUsedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(use?.lastSucceededAt).toBe(use?.lastUsedAt);
  });

  it('that RemotePC rejected is marked, not decrypted or tried again, and asked for until replaced', async () => {
    await put({ username, password: 'of last year' });
    expect(await codeOf(await desk.signIn())).toEqual([422, 'upstream_rejected']);
    const before = desk.calls().length;
    const again = await desk.signIn();
    expect(again.status).toBe(409);
    const problem = (await again.json()) as Problem;
    expect([problem.code, problem.detail]).toEqual([
      'password_required',
      expect.stringMatching(
        /^RemotePC rejected the stored password on \d{4}-\d\d-\d\d, so it isn’t/,
      ),
    ]);
    expect(desk.calls()).toHaveLength(before);
    expect(await userOf('ann')).toMatchObject({
      hasStoredPassword: true,
      storedPassword: 'refused',
    });
    expect(await desk.said()).toContain('password.refused failure');

    const typed = { password: PASSWORD, storePassword: 'on' };
    expect((await desk.signIn(typed, 'manager')).status).toBe(303);
    expect(await userOf('ann')).toMatchObject({ storedPassword: 'stored' });
    expect((await desk.signIn()).status).toBe(303);
  });

  it('that was replaced while the old one was rejected isn’t marked', async () => {
    await put({ username, password: 'of last year' });
    desk.sandbox.remotepc.faults.set('signin', { delayMs: 150, status: 401 });
    const slow = desk.signIn();
    await expect.poll(() => desk.calls()).toContain('signin');
    await put({ username, password: PASSWORD });
    expect((await slow).status).toBe(422);
    expect(await userOf('ann')).toMatchObject({ storedPassword: 'stored' });
  });
});

describe('several at once', () => {
  const several = [
    { username: 'Bob@North.example', password: 'one' },
    { username: 'eve@sub.north.example', password: 'two' },
    { username: 'bob@north.example', password: 'three' },
  ];
  const forget = (json: unknown) =>
    desk.call(DELETE, 'DELETE /api/stored-passwords', { as: 'manager', json });

  it('are stored and deleted by one call, each with an event', async () => {
    expect((await put({ passwords: several })).status).toBe(204);
    expect((await rows()).map((row) => row.username)).toEqual([
      username,
      'bob@north.example',
      'eve@sub.north.example',
    ]);
    const usernames = ['bob@north.example', 'EVE@sub.north.example', 'nobody@x.example'];
    expect((await forget({ usernames })).status).toBe(204);
    expect((await rows()).map((row) => row.username)).toEqual([username]);
    expect(await desk.said()).toEqual([
      'password.stored success',
      'password.stored success',
      'password.forgotten success',
      'password.forgotten success',
    ]);
  });

  it('are stored all or none, and an error is reported by its path without the password', async () => {
    const response = await put({
      passwords: [several[0], { username: 'x', password: 'canary-8' }],
    });
    const problem = await response.text();
    expect(response.status).toBe(400);
    expect(problem).toContain('passwords[1].username');
    expect(problem).not.toContain('canary-8');
    expect((await forget({ usernames: [] })).status).toBe(400);
    expect(await rows()).toHaveLength(1);
  });
});
