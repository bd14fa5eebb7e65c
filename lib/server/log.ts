import 'server-only';
import pino from 'pino';
import { env } from './env';
import { UpstreamError } from './upstreams/channel/errors';

declare global {
  var resellerDeskLog: pino.Logger | undefined;
}

/** Keys whose values never reach a log line, at any depth. */
const SECRET_PATHS = ['password', 'apiKey', 'token', 'link', 'authorization', 'cookie'].flatMap(
  (name) => [name, `*.${name}`, `*.*.${name}`],
);

/**
 * JSON lines on standard output. Log what happened and its ids; never a body, a link or a secret.
 */
export function log(): pino.Logger {
  return (globalThis.resellerDeskLog ??= pino({
    level: env().logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_PATHS, censor: '[removed]' },
  }));
}

/**
 * What may be logged of a thrown value: its name, its code, and an upstream error's reason, which
 * is our own code. Messages of database errors contain parameters and those of parsers contain
 * bodies, so neither is kept.
 */
export function describeError(error: unknown): {
  name: string;
  code?: string;
  reason?: string;
  at?: string;
} {
  if (!(error instanceof Error)) return { name: typeof error };
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  const reason = error instanceof UpstreamError ? error.reason : undefined;
  const at = error.stack
    ?.split('\n')
    .find((line) => line.trimStart().startsWith('at '))
    ?.trim();
  return { name: error.name, ...(code && { code }), ...(reason && { reason }), ...(at && { at }) };
}
