import 'server-only';
import { DeskError, type ErrorCode } from '@/lib/server/errors';
import {
  CircuitOpenError,
  UpstreamError,
  UpstreamMalformedError,
  UpstreamRateLimitedError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  upstreamNames,
  tlsFault,
  type TlsFault,
  type Upstream,
} from './channel/errors';
import { explainRemoteitError } from './remoteit/explain';
import { explainRemotepcError } from './remotepc/explain';

/** A failed upstream call as shown to a person, with the code from the contract's table. */
export function explainUpstreamError(error: UpstreamError): DeskError {
  const [code, detail] = adapters[error.upstream](error) ?? explainFailure(error);
  const retryAfterMs =
    error instanceof UpstreamRateLimitedError || error instanceof CircuitOpenError
      ? error.retryAfterMs
      : error.hintedWaitMs;
  return new DeskError(code, {
    detail,
    upstream: {
      name: error.upstream,
      ...(error.status !== undefined && { status: error.status }),
      ...(error.code !== undefined && { code: error.code }),
    },
    retryAfterSeconds: retryAfterMs === undefined ? undefined : toSeconds(retryAfterMs),
    cause: error,
  });
}

type Explain = (error: UpstreamError) => [ErrorCode, string] | null;

const adapters: Record<Upstream, Explain> = {
  remotepc: explainRemotepcError,
  remoteit: explainRemoteitError,
};

/** Failures that mean the same for every upstream. */
function explainFailure(error: UpstreamError): [ErrorCode, string] {
  const name = upstreamNames[error.upstream];
  if (error instanceof UpstreamRejectedError) {
    return [
      'upstream_rejected',
      `${name} rejected the request: ${error.code ?? 'no reason given'}. Fix it and try again.`,
    ];
  }
  if (error instanceof UpstreamRateLimitedError) {
    return [
      'upstream_rate_limited',
      `${name} is rate limiting requests. Try again in ${inWords(error.retryAfterMs)}.`,
    ];
  }
  if (error instanceof CircuitOpenError) {
    return [
      'circuit_open',
      `${name} failed several times in a row, so requests are paused for a moment. Try again shortly.`,
    ];
  }
  if (error instanceof UpstreamTimeoutError) {
    return ['upstream_timeout', `${name} didn’t respond in time.${nextStep(error)}`];
  }
  if (error instanceof UpstreamMalformedError) {
    return ['upstream_malformed', `${name}’s response can’t be read.${nextStep(error)}`];
  }
  return [
    'upstream_unavailable',
    explainTlsFault(error) ?? `${name} is unavailable or can’t be reached.${nextStep(error)}`,
  ];
}

/** After a write without a response, trying again may do it twice. */
function nextStep({ kind, outcome, hintedWaitMs }: UpstreamError): string {
  if (kind === 'write' && outcome === 'maybe_sent') {
    return ' The request may still have been carried out: check before you try again.';
  }
  return ` Try again in ${hintedWaitMs === undefined ? 'a moment' : inWords(hintedWaitMs)}.`;
}

function explainTlsFault(error: UpstreamError): string | null {
  const fault = tlsFault(error);
  return fault && describeTlsFault(error.upstream, fault, error.reason ?? '');
}

/** A failed TLS handshake in words. Waiting doesn't help: an admin has to check it. */
export function describeTlsFault(upstream: Upstream, fault: TlsFault, reason: string): string {
  const name = upstreamNames[upstream];
  const between = `any proxy or firewall between this server and ${name}`;
  return fault === 'handshake'
    ? `${name}’s address doesn’t support TLS 1.2 or later (${reason}), so nothing was sent. An admin can check the address in the settings and ${between}.`
    : `${name}’s certificate couldn’t be verified (${reason}), so nothing was sent. An admin can check this server’s clock, the address in the settings, and ${between}.`;
}

const toSeconds = (waitMs: number) => Math.max(1, Math.ceil(waitMs / 1_000));

function inWords(waitMs: number): string {
  const seconds = toSeconds(waitMs);
  if (seconds > 90) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? 'a second' : `${seconds} seconds`;
}
