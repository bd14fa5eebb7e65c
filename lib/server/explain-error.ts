import 'server-only';
import { DeskError } from '@/lib/server/errors';
import { UpstreamError } from '@/lib/server/upstreams/channel/errors';
import { explainUpstreamError } from '@/lib/server/upstreams/explain-error';
import { explainDatabaseError } from './db/errors';

/** Any thrown value as what a person is told; what isn't known becomes `internal` without its message. */
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
