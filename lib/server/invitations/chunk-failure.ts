import 'server-only';
import {
  CircuitOpenError,
  UpstreamError,
  UpstreamForbiddenError,
  UpstreamRateLimitedError,
  UpstreamRejectedError,
  UpstreamUnauthorizedError,
} from '@/lib/server/upstreams/channel/errors';
import { tlsProblem } from '@/lib/server/upstreams/channel/tls-problem';

/** What to do about a chunk whose call failed. */
export type ChunkFailure =
  /** Definitely refused for what is in it: halve it until the bad row stands alone. */
  | { kind: 'refused'; code: string | undefined }
  /** The account is refused, not its rows: no use in going on until somebody looks. */
  | { kind: 'pause'; reason: string }
  /** Nobody acted. `reason`: for people. `hintMs`: how long to wait, where it was said. */
  | ({ kind: 'unsent' } & Fault)
  /** Somebody may have acted. */
  | ({ kind: 'lost'; code: string | undefined } & Fault);

type Fault = { word: string; reason: string; hintMs: number | undefined };

const UNREACHED = 'RemotePC can’t be reached, or its answers can’t be read.';

const INPUT_STATUSES = new Set([400, 413, 422]);

export function chunkFailure(error: unknown): ChunkFailure {
  // Thrown by our own code in the middle of a call: nobody knows what had left by then.
  if (!(error instanceof UpstreamError)) {
    const reason = 'Something went wrong here while RemotePC was asked.';
    return { kind: 'lost', word: 'internal', reason, code: undefined, hintMs: undefined };
  }
  if (error instanceof UpstreamUnauthorizedError) {
    return {
      kind: 'pause',
      reason:
        'RemotePC refused this account’s key. It goes on by itself once the key in Settings is right.',
    };
  }
  if (error instanceof UpstreamForbiddenError) {
    return {
      kind: 'pause',
      reason:
        'RemotePC turned this server away; most likely its IP address isn’t on the reseller’s whitelist. It goes on by itself once that is put right.',
    };
  }
  const word = error.reason ?? error.kind;
  if (error instanceof UpstreamRateLimitedError) {
    const reason = 'RemotePC asked for fewer calls.';
    return { kind: 'unsent', word, reason, hintMs: error.retryAfterMs };
  }
  if (error instanceof CircuitOpenError) {
    return { kind: 'unsent', word, reason: UNREACHED, hintMs: error.retryAfterMs };
  }
  const fault = { word, reason: tlsProblem(error) ?? UNREACHED, hintMs: error.hintedWaitMs };
  if (error.outcome === 'not_sent') return { kind: 'unsent', ...fault };
  if (error.outcome === 'maybe_sent') return { kind: 'lost', code: error.code, ...fault };
  if (error instanceof UpstreamRejectedError && INPUT_STATUSES.has(error.status ?? 400)) {
    return { kind: 'refused', code: error.code };
  }
  return {
    kind: 'pause',
    reason: `RemotePC refused the call itself (${error.code ?? error.status ?? error.kind}), not a row of it. Check the account’s address in Settings.`,
  };
}
