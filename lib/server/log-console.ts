import 'server-only';
import { stripVTControlCharacters } from 'node:util';
import { SERVER_REQUEST_ID, traceOf } from './auth/request-facts';
import { describeError, log } from './log';

const MAX_LENGTH = 300;
const levels = { error: 'error', warn: 'warn', log: 'info', info: 'info', debug: 'debug' } as const;

/**
 * Turns what Next writes to the console into records of our log. Next prints complete errors: a
 * database error's message contains the statement's parameters, such as session ids.
 */
export function logConsole(target: Pick<Console, keyof typeof levels> = console): void {
  const methods = Object.entries(levels).map(([method, level]) => [
    method,
    (...given: unknown[]) => record(level, given),
  ]);
  Object.assign(target, Object.fromEntries(methods));
}

function record(level: (typeof levels)[keyof typeof levels], given: unknown[]): void {
  const error = given.find((value) => value instanceof Error);
  // Next also passes an error with a digest to `onRequestError`.
  if (error && 'digest' in error) return;
  const words = given.filter((value) => typeof value === 'string').map(firstLine);
  const message = words.filter(Boolean).join(' ');
  if (!error && message === '') return;
  log()[level]({ source: 'next', ...(error && { error: describeError(error) }) }, message);
}

/**
 * Without colors, and without query strings, which may contain email addresses and one-time tokens.
 */
function firstLine(text: string): string {
  const [line = ''] = stripVTControlCharacters(text).trimStart().split('\n');
  return line.replace(/\?\S*/g, '?…').slice(0, MAX_LENGTH);
}

type FailedRequest = { method: string; headers: NodeJS.Dict<string | string[]> };

/** An error on a page. @param route as in the file system, so without ids and queries */
export function logRequestError(
  error: unknown,
  { method, headers }: FailedRequest,
  route: string,
): void {
  const requestId = headers['x-request-id'];
  const serverRequestId = headers[SERVER_REQUEST_ID];
  const place = { requestId, serverRequestId, ...traceOf(headers.traceparent), method, route };
  log().error({ ...place, error: describeError(error) }, 'request failed');
}
