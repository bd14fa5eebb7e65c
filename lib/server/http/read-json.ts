import 'server-only';
import type { z } from 'zod';
import { DeskError } from '@/lib/server/errors';
import { parseJson } from './bounded-json';
import { parseInput } from './parse-input';
import { MAX_BODY_BYTES, contentTypeOf, readBody } from './read-body';

/** The JSON body, checked. @throws DeskError 400, 408, 413 or 415 */
export async function readJson<S extends z.ZodType>(
  request: Request,
  schema: S,
  options: { maxBytes?: number } = {},
): Promise<z.output<S>> {
  requireJsonType(request);
  const body = await readBody(request, options.maxBytes ?? MAX_BODY_BYTES);
  return parseInput(schema, parseJson(body));
}

/** As `readJson`, for calls whose every field has a default: no body counts as an empty object. */
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
