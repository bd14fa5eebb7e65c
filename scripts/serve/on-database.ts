import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { closeDatabase } from '../../lib/server/db/client';
import { EmbeddedPostgresError } from '../../lib/server/db/embedded/processes';
import { resetEnv, SettingsError, type Env } from '../../lib/server/env';
import { DeskError } from '../../lib/server/errors';
import { readSettings } from './read-settings';
import { startDatabase } from './start-database';
import { StartError } from './start-error';

/** Runs a host command on the running server's database, or starts the database just for it. */
export async function onDatabase(work: () => Promise<void>): Promise<void> {
  const settings = readSettings({ say: console.error });
  await requireDatabase(settings);
  const database = await startDatabase(settings);
  try {
    process.env.DATABASE_URL = database.url;
    process.env.AUDIT_CHECKPOINT_FILE = settings.auditCheckpointFile;
    resetEnv();
    await work();
  } finally {
    await closeDatabase();
    await database.stop();
  }
}

/** One created here would have no key beside it, and its vault would be locked. */
export async function requireDatabase({ databaseUrl, dataDir }: Env): Promise<void> {
  if (databaseUrl) return;
  await access(join(dataDir, 'postgres', 'PG_VERSION')).catch(() => {
    throw new StartError(
      `There’s no database in ${dataDir} yet: start the server first, or set DATA_DIR or DATABASE_URL to the server’s values.`,
    );
  });
}

/** @param ours errors whose message is meant for the person who runs the command */
export function tellFailure(
  error: unknown,
  ours: readonly (new (...given: never[]) => Error)[] = [],
): void {
  const known = [StartError, SettingsError, EmbeddedPostgresError, ...ours];
  console.error(messageOf(error, known));
  process.exitCode = 1;
}

function messageOf(error: unknown, known: readonly (new (...given: never[]) => Error)[]): string {
  if (error instanceof DeskError) return error.detail;
  if (error instanceof Error && known.some((type) => error instanceof type)) return error.message;
  return `Failed: ${nameOf(error)}.`;
}

/** Messages of other errors may contain values and aren't printed. */
function nameOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return 'unknown error';
  return 'code' in cause ? `${cause.name} ${String(cause.code)}` : cause.name;
}
