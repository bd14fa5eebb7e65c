import 'server-only';
import { DatabaseError } from 'pg';

/** The connection broke while a transaction was committed: whether it counts is not known. */
export class CommitLostError extends Error {
  constructor(cause: unknown) {
    super('The connection was lost during a commit.', { cause });
    this.name = 'CommitLostError';
  }
}

/** PostgreSQL itself said no, so that nothing was committed. */
export function isRefusal(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    // Classes 08 and 57: the connection broke, or the server is going down.
    if (cause instanceof DatabaseError) return !/^(08|57)/.test(cause.code ?? '');
  }
  return false;
}
