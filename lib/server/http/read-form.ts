import 'server-only';
import type { z } from 'zod';
import { DeskError } from '@/lib/server/errors';
import { parseInput } from './parse-input';
import { MAX_BODY_BYTES, contentTypeOf, readBody } from './read-body';
import { singleValues } from './read-query';
import { readJson } from './read-json';

/**
 * A form post or the same as JSON. In a form an empty field counts as left out, and `on`, `true`
 * and `1` say yes to the fields named in `booleans`.
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

/** @throws DeskError `invalid_request` where a form has more fields than any of ours */
export function requireFewFields(body: Uint8Array): void {
  let fields = 1;
  for (const byte of body) {
    if (byte === AMPERSAND) fields += 1;
    if (fields > MAX_FIELDS) {
      throw new DeskError('invalid_request', { detail: 'The form has too many fields.' });
    }
  }
}
