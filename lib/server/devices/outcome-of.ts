import 'server-only';
import { DeskError } from '@/lib/server/errors';
import { UpstreamError } from '@/lib/server/upstreams/channel/errors';
import type { AuditOutcome } from '@/lib/contract/audit';

/**
 * How a failed write ends in the activity log: `unknown` where remote.it may have carried it out.
 * A login or list that failed on the way there leaves no doubt: the write was never sent.
 * @param operation the adapter's method that writes
 */
export function outcomeOf(
  error: unknown,
  operation: 'openConnection' | 'closeConnection',
): { outcome: AuditOutcome; code: string } {
  if (error instanceof DeskError && error.code !== 'internal') {
    return { outcome: 'failure', code: error.code };
  }
  if (!(error instanceof UpstreamError)) return { outcome: 'unknown', code: 'internal' };
  const isInDoubt = error.outcome === 'maybe_sent' && error.operation === operation;
  return {
    outcome: isInDoubt ? 'unknown' : 'failure',
    code: error.code ?? `upstream_${error.kind}`,
  };
}
