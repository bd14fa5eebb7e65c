import 'server-only';
import { DatabaseError } from 'pg';
import { DeskError, type ErrorCode } from '../errors';

/**
 * Why the database didn't do something:
 * - `outcome_unknown`: the connection broke before the response to a change
 * - `unreachable`: no connection; the failed work changed nothing
 * - `busy`: it gave up for lack of time, memory or connections; nothing was changed
 * - `read_only`: it accepts no changes now
 * - `storage_full`: no space on its disk, or on the server's
 */
type DatabaseFailure = 'outcome_unknown' | 'unreachable' | 'busy' | 'read_only' | 'storage_full';

/** Replaces an error that is known to have had no effect. */
export class NothingDoneError extends Error {
  override name = 'NothingDoneError';
  constructor(cause: unknown) {
    super('The database failed before anything took effect.', { cause });
  }
}

/**
 * For work that may be repeated whatever its outcome: a read, or a record that precedes an action.
 * Its own unknown outcome needs no warning.
 */
export function withoutEffect(error: unknown): unknown {
  return databaseFailure(error) === 'outcome_unknown' ? new NothingDoneError(error) : error;
}

const STORAGE_FULL = new Set(['53100', 'ENOSPC', 'EDQUOT']);
/**
 * Too little memory or too few connections, a time limit, a deadlock, or a lock held by another.
 */
const BUSY = new Set(['53000', '53200', '53300', '53400', '57014', '55P03', '40001', '40P01']);
/** No connection was established, so nothing was sent. 57P03: it is starting or stopping. */
const REFUSED = new Set(['57P03', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);
const REFUSED_TEXT = /^(timeout exceeded when trying to connect|Cannot use a pool after calling)/;
/** The connection broke, as Node, PostgreSQL and pg word it. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENETUNREACH', 'ENETDOWN']);
const BROKEN_CODE = /^(08|57P0[12])/;
const BROKEN_TEXT =
  /^(Connection terminated|Client has encountered a connection error|Client was closed)/;

/** What a thrown value says about the database; null if it is about something else. */
export function databaseFailure(error: unknown): DatabaseFailure | null {
  for (let at: unknown = error, isRead = false; at instanceof Error; at = at.cause) {
    if (at.name === 'CommitLostError') return 'outcome_unknown';
    if (at.name === 'NothingDoneError') return ofCause(at.cause, true);
    isRead ||=
      'query' in at && typeof at.query === 'string' && /^\s*(select|begin)\b/i.test(at.query);
    const failure = ofCause(at, isRead);
    if (failure) return failure;
  }
  return null;
}

/** Whether the connection that a statement was sent over is gone. */
export function isConnectionBroken(error: unknown): boolean {
  return databaseFailure(error) === 'outcome_unknown' || databaseFailure(error) === 'unreachable';
}

function ofCause(error: unknown, hadNoEffect: boolean): DatabaseFailure | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
    if (STORAGE_FULL.has(code)) return 'storage_full';
    if (code === '25006') return 'read_only';
    if (BUSY.has(code)) return 'busy';
    if (REFUSED.has(code) || REFUSED_TEXT.test(at.message)) return 'unreachable';
    const isBroken =
      at instanceof DatabaseError
        ? BROKEN_CODE.test(code)
        : BROKEN.has(code) || BROKEN_TEXT.test(at.message);
    if (isBroken) return hadNoEffect ? 'unreachable' : 'outcome_unknown';
  }
  return null;
}

const RETRY_AFTER_SECONDS = 5;

const problems: Record<DatabaseFailure, [code: ErrorCode, detail: string]> = {
  outcome_unknown: [
    'outcome_unknown',
    'The connection to the database was lost before it confirmed this, so it may or may not have been saved. Check the list or the audit log before you repeat it, and repeat it only if it isn’t there.',
  ],
  unreachable: [
    'unavailable',
    'The database can’t be reached right now. Try again in a few seconds. If you were changing something, first check whether it was saved.',
  ],
  busy: [
    'unavailable',
    'The database is too busy. Try again in a few seconds. If you were changing something, first check whether it was saved.',
  ],
  read_only: [
    'unavailable',
    'The database is read-only right now, so nothing was saved. You can still view data. Tell your administrator.',
  ],
  storage_full: [
    'storage_full',
    'The disk is full, so nothing was saved. You can still view data. Ask your administrator to free up space on the database’s disk, then try again.',
  ],
};

/** A failure of the database as an error for a person; null if it isn't one. */
export function explainDatabaseError(error: unknown): DeskError | null {
  const failure = databaseFailure(error);
  if (failure === null) return null;
  const [code, detail] = problems[failure];
  // An automatic retry is right only if nothing took effect and the failure may pass.
  const isWorthRetrying = code === 'unavailable';
  return new DeskError(code, {
    detail,
    ...(isWorthRetrying && { retryAfterSeconds: RETRY_AFTER_SECONDS }),
    cause: error,
  });
}
