import 'server-only';
import { z } from 'zod';
import type { InputFault } from '@/lib/contract/problem';
import { DeskError } from '@/lib/server/errors';
import {
  repeatedName,
  requestShape,
  shapeProblem,
  type ShapeProblem,
} from '@/lib/server/json-shape';
import { inputSentence, pathOf } from './input-sentences';

z.config({ localeError: inputSentence });

export const MAX_BODY_BYTES = 1024 * 1024;
export const MAX_BATCH_BODY_BYTES = 10 * 1024 * 1024;

/**
 * The request's body, at most `maxBytes` of it: counted while it arrives, so that a wrong
 * `Content-Length` or an endless body stops at the limit, and a slow one at its time. The unread
 * rest isn't cancelled, which would only stop reading and keep the connection: `limitSlowClients`
 * handles both after the response.
 * @throws DeskError `body_too_large`, `request_timeout`, `invalid_request`
 */
export async function readBody(request: Request, maxBytes: number): Promise<Buffer> {
  if (request.headers.has('content-encoding')) {
    throw new DeskError('unsupported_media_type', {
      detail: 'Send the body uncompressed.',
    });
  }
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const startedAt = performance.now();
  const reader = request.body?.getReader();
  while (reader) {
    const allowedMs = bodyPace.graceMs + (size / bodyPace.bytesPerSecond) * 1_000;
    const { done, value } = await within(startedAt + allowedMs, reader.read());
    if (done) break;
    size += value.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(value);
  }
  return Buffer.concat(chunks);
}

/** Rejects if nothing has arrived by `deadline`, or if the client is gone. */
async function within<T>(deadline: number, reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow()), deadline - performance.now());
  });
  try {
    return await Promise.race([reading.catch(rejectAsCutOff), late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLarge(maxBytes: number): DeskError {
  return new DeskError('body_too_large', {
    detail: `The request is larger than ${maxBytes / 1024 / 1024} MiB. Send it in smaller parts.`,
  });
}

function tooSlow(): DeskError {
  return new DeskError('request_timeout', {
    detail: 'The request took too long to arrive. Try again on a faster connection.',
  });
}

function rejectAsCutOff(cause: unknown): never {
  const detail = 'The request was incomplete. Send it again.';
  throw new DeskError('invalid_request', { detail, cause });
}

/** The content type without parameters, in lower case. */
export function contentTypeOf(request: Request): string {
  return (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/**
 * The minimum pace of a body: within `graceMs`, plus a second for each `bytesPerSecond` received. A
 * total time limit would either cut off 10 MiB over a poor mobile connection or let a client that
 * sends a byte per second hold a handler just as long.
 */
export const bodyPace = { graceMs: 20_000, bytesPerSecond: 32 * 1024 };

/**
 * Parses a body that is small enough to be parsed at once.
 * @throws DeskError `invalid_request` if it isn't JSON, is nested too deep, has too many values, or
 * gives one field twice
 */
export function parseJson(body: Buffer | string): unknown {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const problem = shapeProblem(bytes, requestShape);
  if (problem) throw invalidBody(problem, sentences[problem]);
  const value = parseText(bytes);
  const repeated = repeatedName(bytes, value);
  if (repeated) {
    const path = pathOf(repeated);
    throw invalidBody('repeated', `“${path}” appears more than once. Send it once.`, path);
  }
  return value;
}

function parseText(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalidBody(
      'invalid_json',
      'The body isn’t valid JSON in UTF-8. Check it and send it again.',
    );
  }
}

const sentences: Record<ShapeProblem, string> = {
  too_deep: `The body is nested more than ${requestShape.depth} levels deep. Flatten it.`,
  too_many_values: 'The body has more values than any request needs. Send it in smaller parts.',
};

function invalidBody(code: string, message: string, path = ''): DeskError {
  return new DeskError('invalid_request', { detail: message, errors: [{ path, code, message }] });
}

/** The validated JSON body. @throws DeskError 400, 408, 413 or 415 */
export async function readJson<S extends z.ZodType>(
  request: Request,
  schema: S,
  options: { maxBytes?: number } = {},
): Promise<z.output<S>> {
  requireJsonType(request);
  const body = await readBody(request, options.maxBytes ?? MAX_BODY_BYTES);
  return parseInput(schema, parseJson(body));
}

const REPORT_TYPE = 'application/csp-report';

/** A report that a browser sends by itself: JSON under a content type of its own. */
export async function readReport<S extends z.ZodType>(
  request: Request,
  schema: S,
): Promise<z.output<S>> {
  if (contentTypeOf(request) !== REPORT_TYPE) {
    throw new DeskError('unsupported_media_type', { detail: `Send the report as ${REPORT_TYPE}.` });
  }
  return parseInput(schema, parseJson(await readBody(request, MAX_BODY_BYTES)));
}

/**
 * Like `readJson`, for calls whose every field has a default: no body counts as an empty object.
 */
export async function readOptionalJson<S extends z.ZodType>(
  request: Request,
  schema: S,
): Promise<z.output<S>> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body.length === 0) return parseInput(schema, {});
  requireJsonType(request);
  return parseInput(schema, parseJson(body));
}

function requireJsonType(request: Request): void {
  if (contentTypeOf(request) === 'application/json') return;
  throw new DeskError('unsupported_media_type', { detail: 'Send the body as application/json.' });
}

/**
 * A form post, or the same as JSON. In a form an empty field counts as left out, and `on`, `true`
 * and `1` mean true in the fields named in `booleans`.
 */
export async function readFormOrJson<S extends z.ZodType>(
  request: Request,
  schema: S,
  booleans: string[] = [],
): Promise<z.output<S>> {
  if (contentTypeOf(request) === 'application/json') return readJson(request, schema);
  if (contentTypeOf(request) !== 'application/x-www-form-urlencoded') {
    throw new DeskError('unsupported_media_type', {
      detail: 'Send a form (application/x-www-form-urlencoded) or application/json.',
    });
  }
  const body = await readBody(request, MAX_BODY_BYTES);
  requireFewFields(body);
  const fields = singleValues(new URLSearchParams(body.toString('utf8')));
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === '') continue;
    input[name] = booleans.includes(name) ? ['on', 'true', '1'].includes(value) : value;
  }
  return parseInput(schema, input);
}

const MAX_FIELDS = 100;
const AMPERSAND = 0x26;

/** @throws DeskError `invalid_request` if a form has more fields than any of ours */
export function requireFewFields(body: Uint8Array): void {
  let fields = 1;
  for (const byte of body) {
    if (byte === AMPERSAND) fields += 1;
    if (fields > MAX_FIELDS) {
      throw new DeskError('invalid_request', { detail: 'The form has too many fields.' });
    }
  }
}

const MAX_FAULTS = 1_000;

/**
 * Checks `input` against a schema.
 * @throws DeskError `invalid_request` with the path of each error, as in `rows[17].email`
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, MAX_FAULTS).flatMap(faultsOf).slice(0, MAX_FAULTS);
  throw new DeskError('invalid_request', {
    detail:
      errors.length === 1
        ? (errors[0]?.message ?? 'The request is invalid.')
        : `${errors.length} fields have errors. Each is listed with its path.`,
    errors,
  });
}

type Issue = z.core.$ZodIssue;

function faultsOf(issue: Issue): InputFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MAX_FAULTS).map((key) => unknownField([...issue.path, key]));
  }
  const nearest = issue.code === 'invalid_union' ? nearestForm(issue.errors) : null;
  if (nearest) {
    return nearest.flatMap((one) => faultsOf({ ...one, path: [...issue.path, ...one.path] }));
  }
  return [{ path: pathOf(issue.path), code: issue.code, message: issue.message }];
}

function unknownField(path: PropertyKey[]): InputFault {
  const name = pathOf(path);
  const message = `“${name}” isn’t known here. Check its name, or leave it out.`;
  return { path: name, code: 'unrecognized_keys', message };
}

/** Of several accepted forms, the one that input came closest to; null if several are as close. */
function nearestForm(forms: readonly Issue[][]): Issue[] | null {
  const fewest = Math.min(...forms.map((issues) => issues.length));
  const [nearest, ...others] = forms.filter((issues) => issues.length === fewest);
  return nearest && others.length === 0 ? nearest : null;
}

/**
 * The validated query. An empty parameter counts as left out.
 * @throws DeskError `invalid_request`
 */
export function readQuery<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  const values = singleValues(new URL(request.url).searchParams);
  const given = Object.entries(values).filter(([, value]) => value !== '');
  return parseInput(schema, Object.fromEntries(given));
}

/** Each parameter once. A repeated one is an error, because it's ambiguous. */
export function singleValues(parameters: URLSearchParams): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (values.has(name)) {
      throw new DeskError('invalid_request', {
        detail: `“${name.slice(0, 50)}” appears more than once. Send it once.`,
        errors: [
          { path: name.slice(0, 200), code: 'repeated', message: 'This parameter is repeated.' },
        ],
      });
    }
    values.set(name, value);
  }
  return Object.fromEntries(values);
}
