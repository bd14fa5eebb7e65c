import 'server-only';
import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { systemActor } from '@/lib/server/actor';
import { db } from '@/lib/server/db/client';
import { env, readBackupPassphrase } from '@/lib/server/env';
import { describeError, log } from '@/lib/server/log';
import { backupPath, makeFolder, OWN_NAME, UNFINISHED } from './create-backup';
import { beginBackup, makeBackup } from './record-backup';

const RETRY_MINUTES = 60;
const ABANDONED_MS = 24 * 60 * 60_000;
const KEPT_ROWS = 200;

/**
 * Makes a backup if one is due: one for all servers, however many have a schedule. After one that
 * failed, the next is tried an hour later; after a server that stopped, at once.
 */
export async function runDueBackup(signal?: AbortSignal, now = new Date()): Promise<void> {
  const { databaseUrl, backup } = env();
  if (backup.everyHours === undefined || databaseUrl === undefined) return;
  const passphrase = readBackupPassphrase();
  const path = backupPath(backup.folder, now, passphrase !== undefined);
  const begun = await claim(backup.everyHours, { path, isEncrypted: passphrase !== undefined });
  if (!begun) return;
  await makeFolder(backup.folder).catch(() => undefined);
  const actor = systemActor(randomUUID());
  try {
    const { bytes } = await makeBackup(actor, begun, { url: databaseUrl, passphrase, signal });
    log().info({ path, bytes }, 'backup made');
  } catch (error) {
    log().error({ path, error: describeError(error) }, 'backup not made');
    return;
  }
  await removeOld(backup.folder, backup.kept, now);
}

type Planned = { path: string; isEncrypted: boolean };

async function claim(everyHours: number, planned: Planned) {
  return db().transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('backups'))`);
    await tx.execute(sql`
      update backups set ended_at = now(), failure = 'stopped'
      where ended_at is null and lease_until < now()`);
    const minutes = everyHours * 60;
    const { rows } = await tx.execute(sql`
      select from backups where is_scheduled and (ended_at is null
        or failure is null and started_at > now() - make_interval(mins => ${minutes})
        or failure <> 'stopped'
          and started_at > now() - make_interval(mins => ${Math.min(minutes, RETRY_MINUTES)}))
      limit 1`);
    if (rows.length > 0) return null;
    await tx.execute(sql`
      delete from backups where id in (
        select id from backups order by started_at desc offset ${KEPT_ROWS})`);
    return beginBackup({ ...planned, isScheduled: true }, tx);
  });
}

/** Only files with names of ours, and drafts that a killed process left. */
async function removeOld(folder: string, kept: number, now: Date): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const old = names
    .filter((name) => OWN_NAME.test(name))
    .sort()
    .reverse()
    .slice(kept);
  for (const name of names.filter((one) => UNFINISHED.test(one))) {
    const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < now.getTime() - ABANDONED_MS) old.push(name);
  }
  for (const name of old) {
    await rm(join(folder, name), { force: true }).catch((error: unknown) =>
      log().warn({ name, error: describeError(error) }, 'old backup not removed'),
    );
  }
}
