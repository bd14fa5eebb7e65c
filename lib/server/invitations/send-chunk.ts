import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemActor } from '@/lib/server/actor';
import { recordOutcome } from '@/lib/server/audit/record';
import { describeError, log } from '@/lib/server/log';
import {
  CircuitOpenError,
  UpstreamError,
  UpstreamForbiddenError,
  UpstreamRateLimitedError,
  UpstreamRejectedError,
  UpstreamUnauthorizedError,
  tlsFault,
} from '@/lib/server/upstreams/channel/errors';
import type { RemotepcClient } from '@/lib/server/upstreams/remotepc/client';
import { noteFailure } from './account-pace';
import { recordRequest, renewLease, type Claim } from './claim-chunk';
import { pauseBatches } from './pause';
import type { WaitReason } from './reasons';
import { rejectedResult, resultsOf, type ClaimedRow, type RowResult } from './row-states';
import { settleRows } from './settle-rows';

/** How a chunk went, for the code that paces the account's calls. */
export type ChunkEnd =
  | { kind: 'answered' | 'paused' | 'stopped' }
  /** `hintMs`: how long the upstream asked to wait, if it did. */
  | { kind: 'failed'; reason: WaitReason; hintMs: number | undefined };

type Inviter = Pick<RemotepcClient, 'inviteUsers'>;

type SendOptions = {
  /** Set when this process is stopping: no further call is started. */
  signal?: AbortSignal;
  /** The last call has been answered; only writing is left. */
  onAnswered?: () => void;
  /** Awaited before each call except the first, which already has its turn. */
  nextTurn?: () => Promise<void>;
};

const RENEW_EVERY_MS = 8_000;
/** Rows don't return sooner; the pace of a failing account is kept elsewhere. */
const RETURN_AFTER_MS = 1_000;
const WRITE_RETRY_DELAYS_MS = [200, 1_000, 3_000];

/**
 * Sends a claim's rows and writes each row's result. A chunk rejected for its contents is halved
 * until the bad row is alone. Never throws because of the upstream.
 */
export async function sendChunk(
  claim: Claim,
  client: Inviter,
  options: SendOptions = {},
): Promise<ChunkEnd> {
  const renewal = setInterval(() => {
    renewLease(claim.id, claim.batchId).catch((error: unknown) =>
      log().warn({ claimId: claim.id, error: describeError(error) }, 'lease not renewed'),
    );
  }, RENEW_EVERY_MS);
  try {
    return await sendParts(claim, client, options);
  } finally {
    clearInterval(renewal);
  }
}

async function sendParts(claim: Claim, client: Inviter, options: SendOptions): Promise<ChunkEnd> {
  const parts: ClaimedRow[][] = [claim.rows];
  for (let part = parts.shift(); part; part = parts.shift()) {
    const isFirst = part === claim.rows;
    if (!isFirst) await options.nextTurn?.();
    if (options.signal?.aborted) {
      await giveBack(claim, [part, ...parts].flat(), 0, { reason: 'stopping' });
      return { kind: 'stopped' };
    }
    const onAnswered = parts.length === 0 ? options.onAnswered : undefined;
    const failure = await sendPart(claim, part, client, { isFirst, onAnswered });
    if (!failure) continue;
    if (failure.kind !== 'refused') return endAfter(claim, failure, part, parts.flat());
    if (part.length === 1) {
      await write(claim, part, rejectedResult(failure.code));
    } else {
      const middle = Math.ceil(part.length / 2);
      parts.unshift(part.slice(0, middle), part.slice(middle));
      await recordRefusal(claim, part.length, failure.code);
    }
  }
  return { kind: 'answered' };
}

async function recordRefusal(claim: Claim, rows: number, code?: string): Promise<void> {
  await recordOutcome(systemActor(claim.requestId), {
    action: 'batch.chunk_refused',
    outcome: 'failure',
    target: claim.batchId,
    accountId: claim.accountId,
    details: { claimId: claim.id, rows, ...(code && { code }) },
  });
}

/** One call. @returns null if it was answered and recorded */
async function sendPart(
  claim: Claim,
  part: readonly ClaimedRow[],
  client: Inviter,
  { isFirst, onAnswered }: { isFirst: boolean; onAnswered: (() => void) | undefined },
): Promise<ChunkFailure | null> {
  try {
    // The claim itself recorded the first one.
    if (!isFirst) await recordRequest(claim, part.length);
  } catch (error) {
    // What can't be recorded isn't done.
    log().error({ claimId: claim.id, error: describeError(error) }, 'chunk not recorded');
    const reason = 'not_recorded';
    return { kind: 'unsent', word: reason, reason, hintMs: undefined };
  }
  let answers;
  try {
    answers = await client.inviteUsers(part.map(({ email, seats }) => ({ email, seats })));
  } catch (error) {
    return chunkFailure(error);
  }
  onAnswered?.();
  await persist(() => settleRows(claim, resultsOf(part, answers)));
  return null;
}

async function endAfter(
  claim: Claim,
  failure: Exclude<ChunkFailure, { kind: 'refused' }>,
  part: readonly ClaimedRow[],
  unsent: readonly ClaimedRow[],
): Promise<ChunkEnd> {
  if (failure.kind === 'pause') {
    await persist(() => pauseBatches(claim, failure.reason));
    await giveBack(claim, [...part, ...unsent], 0, { reason: 'account_refused' });
    return { kind: 'paused' };
  }
  const { hintMs, reason } = failure;
  const waitMs = hintMs ?? RETURN_AFTER_MS;
  // Before the rows are free again: the next worker must know about the failure.
  await persist(() => noteFailure(claim.accountId, reason, hintMs));
  if (failure.kind === 'lost') {
    const code = failure.code ?? null;
    await write(
      claim,
      part,
      { kind: 'lost', code, waitMs },
      {
        action: 'batch.chunk_unanswered',
        outcome: 'unknown',
        details: { reason: failure.word },
      },
    );
    if (unsent.length > 0) await giveBack(claim, unsent, waitMs, { reason: failure.word });
  } else {
    await giveBack(claim, [...part, ...unsent], waitMs, { reason: failure.word });
  }
  return { kind: 'failed', reason, hintMs };
}

async function giveBack(
  claim: Claim,
  rows: readonly ClaimedRow[],
  waitMs: number,
  details: Record<string, unknown>,
): Promise<void> {
  const about = { action: 'batch.chunk_not_sent', outcome: 'failure', details } as const;
  await write(claim, rows, { kind: 'unsent', waitMs }, about);
}

async function write(
  claim: Claim,
  rows: readonly ClaimedRow[],
  result: RowResult,
  about?: Parameters<typeof settleRows>[2],
): Promise<void> {
  const results = new Map(rows.map(({ index }) => [index, result]));
  await persist(() => settleRows(claim, results, about));
}

/** A received response is worth some patience with the database; after that, the lease decides. */
async function persist(save: () => Promise<void>): Promise<void> {
  for (const delayMs of WRITE_RETRY_DELAYS_MS) {
    try {
      return await save();
    } catch (error) {
      log().warn({ error: describeError(error) }, 'answer not written yet');
      await sleep(delayMs);
    }
  }
  await save();
}

/** What to do about a chunk whose call failed. */
type ChunkFailure =
  /** Definitely rejected for its contents: halve it until the bad row is alone. */
  | { kind: 'refused'; code: string | undefined }
  /** The account is refused, not its rows: continuing is pointless until someone fixes it. */
  | { kind: 'pause'; reason: WaitReason }
  /** Nothing was sent. `word`: for the audit log. `hintMs`: how long to wait, if known. */
  | ({ kind: 'unsent' } & Fault)
  /** The upstream may have acted. */
  | ({ kind: 'lost'; code: string | undefined } & Fault);

type Fault = { word: string; reason: WaitReason; hintMs: number | undefined };

const INPUT_STATUSES = new Set([400, 413, 422]);

function chunkFailure(error: unknown): ChunkFailure {
  // Thrown by our own code during a call: it isn't known what had been sent by then.
  if (!(error instanceof UpstreamError)) {
    const reason = 'internal';
    return { kind: 'lost', word: reason, reason, code: undefined, hintMs: undefined };
  }
  if (error instanceof UpstreamUnauthorizedError) return { kind: 'pause', reason: 'unauthorized' };
  if (error instanceof UpstreamForbiddenError) return { kind: 'pause', reason: 'forbidden' };
  const word = error.reason ?? error.type;
  if (error instanceof UpstreamRateLimitedError) {
    return { kind: 'unsent', word, reason: 'rate_limited', hintMs: error.retryAfterMs };
  }
  if (error instanceof CircuitOpenError) {
    return { kind: 'unsent', word, reason: 'unreachable', hintMs: error.retryAfterMs };
  }
  const fault = { word, reason: reasonOf(error), hintMs: error.hintedWaitMs };
  if (error.outcome === 'not_sent') return { kind: 'unsent', ...fault };
  if (error.outcome === 'maybe_sent') return { kind: 'lost', code: error.code, ...fault };
  if (error instanceof UpstreamRejectedError && INPUT_STATUSES.has(error.status ?? 400)) {
    return { kind: 'refused', code: error.code };
  }
  const code = error.code ?? error.status ?? error.type;
  return { kind: 'pause', reason: `call_rejected:${code}` };
}

function reasonOf(error: UpstreamError): WaitReason {
  const fault = tlsFault(error);
  return fault === null ? 'unreachable' : `tls_${fault}:${error.reason ?? ''}`;
}
