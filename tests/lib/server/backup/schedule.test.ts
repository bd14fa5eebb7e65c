import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeBackups } from '@/lib/server/backup/describe-backups';
import { runDueBackup } from '@/lib/server/backup/run-schedule';
import { db } from '@/lib/server/db/client';
import { resetEnv } from '@/lib/server/env';
import { instruments } from '@/lib/server/metrics/instruments';
import { measureState } from '@/lib/server/worker/measure-state';
import { startTestVault } from '@/tests/support/vault';

let vault: Awaited<ReturnType<typeof startTestVault>>;
let folder: string;

beforeEach(async () => {
  vault = await startTestVault();
  folder = join(vault.settings.DATA_DIR, 'backups');
  Object.assign(process.env, { BACKUP_EVERY_HOURS: '24', BACKUP_KEEP: '2' });
  resetEnv();
});
afterEach(async () => {
  delete process.env.BACKUP_EVERY_HOURS;
  delete process.env.BACKUP_KEEP;
  await vault.close();
});

/** As if everything so far had happened earlier. */
const pass = (hours: number) =>
  db().execute(sql`
    update backups set started_at = started_at - make_interval(hours => ${hours}),
      lease_until = lease_until - make_interval(hours => ${hours})`);
const files = () => readdir(folder).then((names) => names.sort());
const day = (date: number) => new Date(`2026-11-${date}T03:00:00Z`);

const LEFT = 'x.backup.0b3e0316-88be-4e12-95fa-ab51aa5243eb.unfinished';

it('makes one backup for all servers, when it is due, and keeps the last ones', async () => {
  await Promise.all([runDueBackup(undefined, day(10)), runDueBackup(undefined, day(11))]);
  expect(await files()).toHaveLength(1);
  await pass(23);
  await runDueBackup(undefined, day(11));
  expect(await files()).toHaveLength(1);
  await writeFile(join(folder, 'reseller-desk-by-hand.backup'), 'mine');
  await writeFile(join(folder, LEFT), 'left by a killed process');
  await utimes(join(folder, LEFT), day(10), day(10));
  for (const date of [12, 13]) {
    await pass(25);
    await runDueBackup(undefined, day(date));
  }
  expect(await files()).toEqual([
    'reseller-desk-2026-11-12T03-00-00Z.backup',
    'reseller-desk-2026-11-13T03-00-00Z.backup',
    'reseller-desk-by-hand.backup',
  ]);
  const { good, failed } = await describeBackups();
  expect(good?.path).toBe(join(folder, 'reseller-desk-2026-11-13T03-00-00Z.backup'));
  expect([failed, good?.isEncrypted]).toEqual([null, false]);
  await measureState();
  const text = await instruments().registry.metrics();
  expect(text).toMatch(/^desk_backup_last_success_timestamp_seconds \d{10}/m);
  expect(text).toMatch(/^desk_backup_failing 0$/m);
});

it('says why one failed, and tries again an hour later', async () => {
  await writeFile(folder, 'in the way');
  await runDueBackup(undefined, day(10));
  expect((await describeBackups()).failed?.failure).toBe('no_access');
  await rm(folder);
  await runDueBackup(undefined, day(10));
  expect((await describeBackups()).good).toBeNull();
  await measureState();
  const text = await instruments().registry.metrics();
  expect(text).not.toMatch(/^desk_backup_last_success_timestamp_seconds \d/m);
  expect(text).toMatch(/^desk_backup_failing 1$/m);
  await pass(2);
  await runDueBackup(undefined, day(10));
  const { good, failed } = await describeBackups();
  expect([good?.bytes, failed]).toEqual([expect.any(Number), null]);
  const { rows } = await db().execute(sql`
    select action, outcome, details->>'reason' as reason from audit_events
    where action like 'backup.%' order by sequence`);
  expect(rows).toEqual([
    { action: 'backup.created', outcome: 'failure', reason: 'no_access' },
    { action: 'backup.created', outcome: 'success', reason: null },
  ]);
});

it('goes on where a killed server stopped', async () => {
  await mkdir(folder);
  await db().execute(sql`
    insert into backups (id, is_scheduled, is_encrypted, path, host)
    values ('bck_killed', true, false, '/x', 'gone')`);
  await runDueBackup(undefined, day(10));
  expect(await files()).toEqual([]);
  await pass(1);
  await runDueBackup(undefined, day(10));
  expect(await files()).toHaveLength(1);
});

it('leaves nothing behind when the server stops', async () => {
  const stopping = new AbortController();
  const running = runDueBackup(stopping.signal, day(10));
  stopping.abort();
  await running;
  expect(await files().catch(() => [])).toEqual([]);
  expect((await describeBackups()).failed?.failure).toBe('stopped');
  await runDueBackup(undefined, day(10));
  expect(await files()).toHaveLength(1);
});
