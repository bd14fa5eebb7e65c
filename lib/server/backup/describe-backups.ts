import 'server-only';
import { desc, and, isNotNull, isNull } from 'drizzle-orm';
import { db } from '@/lib/server/db/client';
import { backups } from '@/lib/server/db/schema';

export type BackupState = {
  /** The last one that was read back whole. */
  good: { at: string; path: string; host: string; bytes: number; isEncrypted: boolean } | null;
  /** The last one that failed, if none succeeded since. */
  failed: { at: string; failure: string; host: string } | null;
};

/** The last backup, whoever made it, and whether one has failed since. */
export async function describeBackups(): Promise<BackupState> {
  const newest = (failed: boolean) =>
    db()
      .select()
      .from(backups)
      .where(
        and(
          isNotNull(backups.endedAt),
          failed ? isNotNull(backups.failure) : isNull(backups.failure),
        ),
      )
      .orderBy(desc(backups.startedAt))
      .limit(1);
  const [[good], [failed]] = await Promise.all([newest(false), newest(true)]);
  const isNews = failed && (!good || failed.startedAt > good.startedAt);
  return {
    good: good
      ? {
          at: good.startedAt.toISOString(),
          ...{ path: good.path, host: good.host, isEncrypted: good.isEncrypted },
          bytes: good.bytes ?? 0,
        }
      : null,
    failed: isNews
      ? { at: failed.startedAt.toISOString(), failure: failed.failure ?? '', host: failed.host }
      : null,
  };
}
