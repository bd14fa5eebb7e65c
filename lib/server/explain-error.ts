import 'server-only';
import { DeskError } from '@/lib/server/errors';
import { UpstreamError } from '@/lib/server/upstreams/channel/errors';
import { explainUpstreamError } from '@/lib/server/upstreams/explain-error';
import { explainDatabaseError } from './db/errors';

/**
 * Turns any thrown value into an error for a person; unknown ones become `internal` without their
 * message.
 */
export function explainError(error: unknown): DeskError {
  if (error instanceof DeskError) return error;
  if (error instanceof UpstreamError) return explainUpstreamError(error);
  return (
    explainDatabaseError(error) ??
    new DeskError('internal', {
      detail:
        'An internal error occurred. Try again. If it happens again, give the request ID to an admin.',
      cause: error,
    })
  );
}
