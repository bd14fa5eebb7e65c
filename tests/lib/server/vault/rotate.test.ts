import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, stat } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { db } from '@/lib/server/db/client';
import { auditEvents, storedPasswords } from '@/lib/server/db/schema';
import { resetEnv } from '@/lib/server/env';
import { describeVault } from '@/lib/server/vault/describe-vault';
import { rotate, RotationRefusedError, withVaultLock } from '@/lib/server/vault/rotate';
import { encrypt, masterKey } from '@/lib/server/vault/seal';
import { program } from '@/tests/support/program';
import { size } from '@/tests/support/size';
import { account, actor, newKey, read, startTestVault, store } from '@/tests/support/vault';

/** 200 in `npm run test:soak`. */
const KILLS = size(4, 200);
const SECRETS = 200;
const MAX_DELAY_MS = 250;

let vault: Awaited<ReturnType<typeof startTestVault>>;

beforeEach(async () => {
  vault = await startTestVault();
});
afterEach(() => vault.close());

async function run(file: string, ...parameters: string[]) {
  const child = spawn(process.execPath, [...(await program(file)), ...parameters], {
    env: { ...process.env, ...vault.settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child, said: () => said };
}

/** @returns what ended it: one that crashed by itself wasn't killed */
async function killInTheMiddle(child: ChildProcess): Promise<NodeJS.Signals | number | null> {
  await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')]);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_DELAY_MS));
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.signalCode ?? child.exitCode;
}

it(
  `loses or corrupts nothing when killed ${KILLS} times under load (N41)`,
  async () => {
    const truth = new Map<string, string>();
    const nameOf = (index: number) => `user${index}@hill.example`;
    for (let index = 0; index < SECRETS; index += 1) {
      truth.set(nameOf(index), `first ${index}`);
      await store(nameOf(index), `first ${index}`);
    }
    const firstKeys = await vault.readKeys();

    let isOver = false;
    let deeds = 0;
    const load = (async () => {
      for (; !isOver; deeds += 1) {
        const name = nameOf((deeds * 37) % SECRETS);
        expect(await read(name)).toBe(truth.get(name));
        if (deeds % 3 > 0) continue;
        await store(name, `deed ${deeds}`);
        truth.set(name, `deed ${deeds}`);
      }
    })();
    // The next one starts up while the previous one is working.
    let next = await run('tests/support/rotate-forever.ts');
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const { child, said } = next;
      if (kill < KILLS) next = await run('tests/support/rotate-forever.ts');
      expect(await killInTheMiddle(child), said()).toBe('SIGKILL');
      expect(said()).toMatch(/^(\d+ behind\n)+/);
    }
    isOver = true;
    await load;

    // The last kill may have come between two rotations: then this one starts a new one.
    const { child, said } = await run('scripts/vault.ts', 'rotate');
    expect([await once(child, 'exit'), said()]).toEqual([
      [0, null],
      expect.stringContaining('All secrets use key'),
    ]);
    const keys = await vault.readKeys();
    expect(keys).toHaveLength(1);
    expect(keys).not.toEqual(firstKeys);
    expect(await describeVault()).toMatchObject({
      state: 'open',
      keyId: masterKey(keys[0] ?? '').id,
      secrets: SECRETS,
      behind: 0,
      unreadable: 0,
      versions: [{ secrets: SECRETS }],
    });
    for (const [name, password] of truth) expect(await read(name)).toBe(password);
    expect(deeds).toBeGreaterThan(KILLS);
  },
  60_000 + KILLS * 5_000,
);

it('re-encrypts what version 0.1 stored, which opened before too', async () => {
  const [key = ''] = await vault.readKeys();
  const data = Buffer.from(JSON.stringify(['stored-password', 1, account.id, 'old@hill.example']));
  const body = encrypt(Buffer.from(key, 'base64'), Buffer.from('an old one'), data);
  await db()
    .insert(storedPasswords)
    .values({
      accountId: account.id,
      username: 'old@hill.example',
      sealed: Buffer.concat([Buffer.of(1), body]),
      storedBy: 'x',
    });
  expect(await read('old@hill.example')).toBe('an old one');
  expect(await describeVault()).toMatchObject({ state: 'open', secrets: 1, behind: 1 });
  await rotate(actor);
  expect(await describeVault()).toMatchObject({ state: 'open', secrets: 1, behind: 0 });
  expect(await read('old@hill.example')).toBe('an old one');
  const [row] = await db().select().from(storedPasswords);
  expect([row?.sealed[0], row?.keyId]).toEqual([
    2,
    masterKey((await vault.readKeys())[0] ?? '').id,
  ]);
});

it('quarantines a damaged secret and continues with the others', async () => {
  await store('ann@hill.example', 'one');
  await store('bob@hill.example', 'two');
  const rows = await db().select().from(storedPasswords);
  const sealed = rows.find(({ username }) => username === 'ann@hill.example')?.sealed;
  sealed?.writeUInt8(sealed.readUInt8(70) ^ 1, 70);
  await db().execute(
    `update stored_passwords set sealed = '\\x${sealed?.toString('hex')}' where username = 'ann@hill.example'`,
  );
  expect(await rotate(actor)).toMatchObject({ rewrapped: 1, quarantined: 1 });
  expect(await describeVault()).toMatchObject({ behind: 0, unreadable: 1, versions: [{}] });
  expect(await read('bob@hill.example')).toBe('two');
  const events = await db().select().from(auditEvents);
  expect(events.filter(({ action }) => action === 'password.quarantined')).toMatchObject([
    { target: 'ann@hill.example', outcome: 'failure' },
  ]);
  expect(events.find(({ action }) => action === 'vault.rotated')?.details).toEqual({
    rewrapped: 1,
    quarantined: 1,
  });
});

it('creates no key if variables provide them, and re-encrypts older secrets', async () => {
  const [old, next] = [newKey(), newKey()];
  const give = (variables: Record<string, string>) => {
    Object.assign(process.env, variables);
    resetEnv();
  };
  give({ ENCRYPTION_KEY: old });
  await store('ann@hill.example', 'one');
  await expect(rotate(actor)).rejects.toThrow(RotationRefusedError);
  give({ ENCRYPTION_KEY: next, ENCRYPTION_KEY_PREVIOUS: old });
  expect(await describeVault()).toMatchObject({ state: 'open', behind: 1 });
  expect(await read('ann@hill.example')).toBe('one');
  expect(await rotate(actor)).toEqual({
    keyId: masterKey(next).id,
    wasContinued: true,
    rewrapped: 1,
  });
  delete process.env.ENCRYPTION_KEY_PREVIOUS;
  expect(await read('ann@hill.example')).toBe('one');
});

it('keeps the key file readable only by its owner', async () => {
  const owner = process.getuid?.() === 0 ? 65_534 : (process.getuid?.() ?? 0);
  await chown(vault.keyFile, owner, process.getgid?.() ?? 0);
  await rotate(actor);
  const { uid, mode } = await stat(vault.keyFile);
  expect([uid, mode & 0o777]).toEqual([owner, 0o600]);
});

it('runs in one process at a time', async () => {
  await withVaultLock(async () => {
    await expect(withVaultLock(async () => rotate(actor))).rejects.toThrow(RotationRefusedError);
  });
  expect(await withVaultLock(async () => 'free again')).toBe('free again');
});
