import 'server-only';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Actor } from '@/lib/server/actor';
import { recordEvent } from '@/lib/server/audit/record';
import { createId, db, type Transaction } from '@/lib/server/db/client';
import { databaseFailure } from '@/lib/server/db/errors';
import { backups } from '@/lib/server/db/schema';
import type { BackupFailure } from '@/lib/shared/backups';
import { createBackup, type CreatedBackup } from './create-backup';
import { BackupError } from './format';

type Begun = { id: string; path: string; isScheduled: boolean; isEncrypted: boolean };
type Wanted = Omit<Begun, 'id'>;

const LEASE_SECONDS = 120;
const RENEW_MS = 30_000;

/** Says that a backup has begun, for as long as this process lives. */
export async function beginBackup(wanted: Wanted, tx: Transaction | ReturnType<typeof db> = db()) {
  const begun: Begun = { ...wanted, id: createId('bck') };
  await tx.insert(backups).values({ ...begun, host: hostname(), leaseUntil: lease() });
  return begun;
}

const lease = () => sql`now() + make_interval(secs => ${LEASE_SECONDS})`;

type Work = { url: string; passphrase: string | undefined; signal?: AbortSignal };

/** Makes a backup that has begun, and records how it ended. */
export async function makeBackup(actor: Actor, begun: Begun, work: Work): Promise<CreatedBackup> {
  const renewing = setInterval(() => void renew(begun.id), RENEW_MS);
  try {
    const created = await createBackup({ ...work, path: begun.path });
    await endBackup(actor, begun, { bytes: created.bytes });
    return created;
  } catch (error) {
    const failure = work.signal?.aborted ? 'stopped' : failureOf(error);
    // The first error says more than one about its record.
    await endBackup(actor, begun, { failure }).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(renewing);
  }
}

async function renew(id: string): Promise<void> {
  await db()
    .update(backups)
    .set({ leaseUntil: lease() })
    .where(eq(backups.id, id))
    .catch(() => undefined);
}

type End = { bytes?: number; failure?: BackupFailure };

async function endBackup(actor: Actor, begun: Begun, { bytes, failure }: End): Promise<void> {
  const { id, path, isScheduled, isEncrypted } = begun;
  await db().transaction(async (tx) => {
    await tx
      .update(backups)
      .set({ endedAt: sql`now()`, bytes, failure })
      .where(and(eq(backups.id, id), isNull(backups.endedAt)));
    const details = { ...(failure && { reason: failure }), bytes, isScheduled, isEncrypted };
    const outcome = failure ? 'failure' : 'success';
    const event = { action: 'backup.created', target: basename(path), outcome, details } as const;
    await recordEvent(actor, event, tx);
  });
}

const fileFailures: Record<string, BackupFailure> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EFBIG: 'disk_full',
  EACCES: 'no_access',
  EPERM: 'no_access',
  EROFS: 'no_access',
  ENOENT: 'no_access',
  ENOTDIR: 'no_access',
};

function failureOf(error: unknown): BackupFailure {
  if (error instanceof BackupError) return 'unreadable';
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (syscall !== undefined && fileFailures[code]) return fileFailures[code];
  return databaseFailure(error) === null ? 'unknown' : 'database';
}
