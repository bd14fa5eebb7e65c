import { execFile } from 'node:child_process';
import { chmod, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startRemotepcSandbox, type RemotepcSandbox } from '@/lib/sandbox/remotepc-sandbox';
import { addAccount, changeAccount } from '@/lib/server/accounts/manage-accounts';
import { db } from '@/lib/server/db/client';
import { addressService } from '@/tests/support/operation-setup';
import { program } from '@/tests/support/program';
import { actor, newKey, startTestVault } from '@/tests/support/vault';

const run = promisify(execFile);
const canary = 'canary-api-key-77';
let vault: Awaited<ReturnType<typeof startTestVault>>;
let vendor: RemotepcSandbox;

// Each test starts a program, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

beforeEach(async () => {
  vault = await startTestVault();
  await chmod(vault.keyFile, 0o600);
  vendor = await startRemotepcSandbox({ seed: 'empty' });
  vendor.state.apiKey = canary;
});
afterEach(async () => {
  await vault.close();
  await vendor.close();
});

const connect = (name: string, apiKey = canary) =>
  addAccount(actor, {
    ...{ upstream: 'remotepc', name, url: vendor.baseUrl, secret: { apiKey } },
    ...{ isDefault: false, saveUntested: true },
  });

async function doctor(env: Record<string, string> = {}, ...parameters: string[]) {
  const command = [...(await program('scripts/doctor.ts')), ...parameters];
  const settings = { ...vault.settings, AUTH_SECRET: newKey(), APP_URL: 'http://localhost:1' };
  const options = { env: { ...process.env, ...settings, ...env } };
  const { stdout, stderr, code } = await run(process.execPath, command, options).then(
    (ended) => ({ ...ended, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
  expect(`${stdout}${stderr}`).not.toContain(canary);
  return { code, said: `${stdout}${stderr}` };
}

it('finds nothing wrong with a healthy installation, line by line', async () => {
  await connect('Mine');
  const { code, said } = await doctor();
  expect(said).toMatch(/^ok {4}Node: v/);
  expect(said).toMatch(/^ok {4}Database: PostgreSQL \d/m);
  expect(said).toMatch(/^ok {4}Vault: Open, with key [0-9a-f]{8}\.$/m);
  expect(said).toMatch(/^ok {4}Account Mine \(rpc_\S+\): Works, checked in \d+ ms\.$/m);
  expect(said).toMatch(/^ {8}ok {4}credentials: RemotePC accepted the key\.$/m);
  expect(said).toMatch(/^warn {2}APP_URL: http:\/\/localhost:1 doesn’t answer from this machine/m);
  expect(said).not.toContain('FAIL');
  expect(code).toBe(0);
});

it('says how far the audit log is sealed, and what keeps it from being proved', async () => {
  await connect('Mine');
  const unkeyed = (await doctor({ AUDIT_KEY: '' })).said;
  expect(unkeyed).toMatch(/^ok {4}Audit log: Sealed up to event 0; last checkpoint: none yet\.$/m);
  expect(unkeyed).toMatch(/^warn {2}AUDIT_KEY: The audit log’s key is missing, so new events/m);
  await db().execute(sql`
    insert into audit_outlets (name, failing_since, failure)
    values ('url', '2026-11-29T10:00:00Z', 'refused')`);
  const { code, said } = await doctor({ AUDIT_KEY: newKey() });
  expect(said).toMatch(
    /^FAIL {2}Audit log: Checkpoints haven’t been written to AUDIT_CHECKPOINT_URL since 2026-11-29T10:00:00\.000Z \(refused\)\. See docs\/audit-proof\.md\.$/m,
  );
  expect(said).not.toMatch(/^warn {2}AUDIT_KEY/m);
  expect(code).toBe(1);
});

it('says which account doesn’t work, why, and what to do, and ends with 1', async () => {
  await connect('Good');
  await connect('Broken', 'not-the-key');
  const { id } = await connect('Off', 'not-the-key');
  await changeAccount(actor, id, { isDisabled: true, saveUntested: false });
  const { code, said } = await doctor();
  expect(said).toMatch(/^ok {4}Account Good/m);
  expect(said).toMatch(/^FAIL {2}Account Broken .*: Doesn’t work:$/m);
  expect(said).toContain('FAIL  credentials: RemotePC rejected the API key (401). Copy it again');
  expect(said).not.toContain('Off');
  expect(code).toBe(1);
});

it('says that the vault is locked, and what it means for the accounts', async () => {
  await connect('Mine');
  await rm(vault.keyFile);
  const { code, said } = await doctor();
  expect(said).toMatch(/^FAIL {2}Vault: The vault key is missing/m);
  expect(said).toMatch(/^FAIL {2}Account Mine .*: The key of the account Mine can’t be read/m);
  expect(code).toBe(1);
});

it('names an invalid setting, and a database that can’t be reached', async () => {
  const invalid = await doctor({ PORT: 'http' });
  expect(invalid.said).toMatch(/^FAIL {2}Settings: PORT must be a whole number/m);
  expect(invalid.code).toBe(1);
  const gone = await doctor({ DATABASE_URL: 'postgres://desk@127.0.0.1:1/desk' });
  expect(gone.said).toMatch(/^FAIL {2}Database: .*\(ECONNREFUSED\)/m);
  expect(gone.code).toBe(1);
});

it('looks up the outgoing address only when asked, and warns of a proxy that isn’t named', async () => {
  await addressService();
  const url = process.env.OUTGOING_ADDRESS_URL ?? '';
  const env = { OUTGOING_ADDRESS_URL: url, APP_URL: 'https://desk.example' };
  expect((await doctor(env)).said).not.toContain('203.0.113.9');
  const { said } = await doctor(env, '--address');
  expect(said).toMatch(/^ok {4}Outgoing address: 203\.0\.113\.9$/m);
  expect(said).toMatch(/^warn {2}TRUSTED_PROXY: APP_URL starts with https:\/\//m);
});
