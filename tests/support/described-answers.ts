import { Ajv2020 } from 'ajv/dist/2020';
import { expect } from 'vitest';
import { apiDocument } from '@/lib/server/openapi/document';
import type { Json } from '@/lib/server/openapi/schemas';

type Answer = { status: number; headers: Headers; body: string };

/** next-auth’s answers are its own, and what isn’t there isn’t described. */
const UNDESCRIBED = ['/api/auth/[...nextauth]', '/api/[...unknown]'];

const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false });
ajv.addSchema(closed(apiDocument() as unknown as Json), 'api');

/**
 * The answer has a status, content type and shape that the API’s description says it may have, and
 * no property that it doesn’t name.
 * @param line method and route, as in the access matrix
 */
export function expectDescribed(line: string, { status, headers, body }: Answer): void {
  const [method = '', route = ''] = line.split(' ');
  if (UNDESCRIBED.includes(route)) return;
  const path = route.replaceAll(/\[(\w+)\]/g, '{$1}');
  const operation = apiDocument().paths[path]?.[method.toLowerCase()];
  const response = operation?.responses[status];
  expect(response, `${line}: ${status} isn’t described`).toBeDefined();
  if (response === undefined || '$ref' in response) return;
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  expect([...Object.keys(response.content ?? { '': {} })], line).toContain(type);
  if (type !== 'application/json') return;
  const place = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', type];
  const validate = ajv.getSchema(`api#/${[...place, 'schema'].map(escaped).join('/')}`);
  if (!validate) throw new Error(`${line} has no schema.`);
  void validate(JSON.parse(body));
  const faults = validate.errors ? ajv.errorsText(validate.errors) : '';
  expect(faults, `${line}: ${body.slice(0, 500)}`).toBe('');
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** In the test, an answer has no other properties than those that are described. */
function closed(json: Json): Json {
  const entries = Object.entries(json).map(([name, value]) => [name, closedValue(value)]);
  const isOpen =
    json.type === 'object' && 'properties' in json && !('additionalProperties' in json);
  return { ...Object.fromEntries(entries), ...(isOpen && { additionalProperties: false }) };
}

function closedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closedValue);
  return typeof value === 'object' && value !== null ? closed(value as Json) : value;
}
