import 'server-only';
import { DeskError, type ErrorCode } from '@/lib/server/errors';
import {
  CircuitOpenError,
  UpstreamError,
  UpstreamForbiddenError,
  UpstreamMalformedError,
  UpstreamRateLimitedError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnauthorizedError,
  upstreamNames,
  tlsProblem,
} from './channel/errors';

/** Operations that change nothing: after a lost answer there is nothing to wonder about. */
const READS = new Set(['listUsers', 'listDevices', 'login']);

/** A failed call of an upstream as what a person is told, with the code of the contract's table. */
export function explainUpstreamError(error: UpstreamError): DeskError {
  const [code, detail] = describe(error);
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
    ...(retryAfterMs !== undefined && {
      retryAfterSeconds: toSeconds(retryAfterMs),
    }),
    cause: error,
  });
}

function describe(error: UpstreamError): [ErrorCode, string] {
  const name = upstreamNames[error.upstream];
  const mayHaveHappened = !READS.has(error.operation) && error.outcome === 'maybe_sent';
  const doubt = ' It is not known whether it was carried out: check before you try again.';
  if (error instanceof UpstreamUnauthorizedError && error.upstream === 'remoteit') {
    return ['upstream_unauthorized', remoteitRefusal(error)];
  }
  if (error instanceof UpstreamUnauthorizedError) {
    return [
      'upstream_unauthorized',
      `${name} refused this account’s key. Either the key is wrong or was changed, or this server’s address isn’t on ${name}’s whitelist. An administrator can check both in Settings.`,
    ];
  }
  if (error instanceof UpstreamForbiddenError) {
    return [
      'upstream_forbidden',
      `${name} turned this server away. Most likely this server’s IP address isn’t on the reseller’s whitelist at ${name}; the key may also be wrong. An administrator can check both in Settings.`,
    ];
  }
  if (error instanceof UpstreamRejectedError && error.operation === 'openConnection') {
    return [
      'upstream_rejected',
      `remote.it didn’t open the connection: ${error.code ?? 'no reason given'}. See that the device is online and shared with this account, then try again.`,
    ];
  }
  if (error instanceof UpstreamRejectedError && error.operation === 'closeConnection') {
    return [
      'upstream_rejected',
      `remote.it didn’t end the connection: ${error.code ?? 'no reason given'}. Try again; it ends by itself after 15 minutes without use.`,
    ];
  }
  if (error instanceof UpstreamRejectedError) {
    return [
      'upstream_rejected',
      `${name} refused this: ${error.code ?? 'no reason given'}. Change it and try again.`,
    ];
  }
  if (error instanceof UpstreamRateLimitedError) {
    return [
      'upstream_rate_limited',
      `${name} asks us to slow down. Try again in ${inWords(error.retryAfterMs)}.`,
    ];
  }
  if (error instanceof CircuitOpenError) {
    return [
      'circuit_open',
      `${name} failed several times in a row, so calls are held back for a moment. Try again shortly.`,
    ];
  }
  if (error instanceof UpstreamTimeoutError) {
    return [
      'upstream_timeout',
      `${name} didn’t answer in time.${mayHaveHappened ? doubt : ' Try again in a moment.'}`,
    ];
  }
  if (error instanceof UpstreamMalformedError) {
    return [
      'upstream_malformed',
      `${name} answered something that can’t be read.${mayHaveHappened ? doubt : ' Try again in a moment.'}`,
    ];
  }
  const wait = error.hintedWaitMs === undefined ? 'a moment' : inWords(error.hintedWaitMs);
  return [
    'upstream_unavailable',
    tlsProblem(error) ??
      `${name} can’t be reached or has a fault of its own.${mayHaveHappened ? doubt : ` Try again in ${wait}.`}`,
  ];
}

const toSeconds = (waitMs: number) => Math.max(1, Math.ceil(waitMs / 1_000));

function inWords(waitMs: number): string {
  const seconds = toSeconds(waitMs);
  if (seconds > 90) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? 'a second' : `${seconds} seconds`;
}

/** What an account with a second factor answers to its password. */
const SECOND_FACTORS = new Set(['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'MFA_SETUP']);

function remoteitRefusal({ code, reason }: UpstreamError): string {
  if (SECOND_FACTORS.has(code ?? '')) {
    return 'This remote.it account asks for a second factor, so its password opens nothing here. Make an access key in the account and have an administrator set REMOTEIT_ACCESS_KEY_ID and REMOTEIT_SECRET_ACCESS_KEY.';
  }
  if (reason === 'clock_skew') {
    return 'remote.it refused this server’s signature, and the two clocks differ by more than a minute. An administrator can set this server’s clock right; a signature counts for a short time only.';
  }
  if (reason === 'access_key_refused') {
    return 'remote.it refused this account’s access key. Either the key or its secret is wrong, or it was disabled or deleted at remote.it. An administrator can check the settings.';
  }
  return 'remote.it refused to sign in. Either the user name, the password or the developer key is wrong, or the account asks for a second factor: then an access key has to be used in place of the password. An administrator can check the settings.';
}
