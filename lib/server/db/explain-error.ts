import 'server-only';
import { databaseFailure, type DatabaseFailure } from './database-failure';
import { DeskError, type ErrorCode } from '@/lib/server/errors';

const RETRY_AFTER_SECONDS = 5;

const problems: Record<DatabaseFailure, [code: ErrorCode, detail: string]> = {
  outcome_unknown: [
    'outcome_unknown',
    'The connection to the database broke before it confirmed this, so it isn’t known whether it was saved. Don’t repeat it yet: check the list or the audit log first, and repeat it only if it isn’t there.',
  ],
  unreachable: [
    'unavailable',
    'The database can’t be reached at the moment. Try again in a few seconds; if you were changing something, check first whether it was saved.',
  ],
  busy: [
    'unavailable',
    'The database is too busy and gave up on this. Try again in a few seconds; if you were changing something, check first whether it was saved.',
  ],
  read_only: [
    'unavailable',
    'The database accepts no changes at the moment, so nothing was saved. What is stored can still be read. Tell your administrator: the database server is read-only.',
  ],
  storage_full: [
    'storage_full',
    'The disk is full, so nothing was saved. What is stored can still be read. Tell your administrator to free space on the disk of the database; then do this again.',
  ],
};

/** A failure of the database as what a person is told; null where it is none. */
export function explainDatabaseError(error: unknown): DeskError | null {
  const failure = databaseFailure(error);
  if (failure === null) return null;
  const [code, detail] = problems[failure];
  // Repeating by itself is right only where nothing took effect and it may pass.
  const isWorthRetrying = code === 'unavailable';
  return new DeskError(code, {
    detail,
    ...(isWorthRetrying && { retryAfterSeconds: RETRY_AFTER_SECONDS }),
    cause: error,
  });
}
