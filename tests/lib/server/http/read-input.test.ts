import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DeskError } from '@/lib/server/errors';
import { parseInput, parseJson } from '@/lib/server/http/read-input';
import { areas } from '@/lib/server/openapi/areas';

function refusalOf(act: () => unknown): DeskError | null {
  try {
    act();
    return null;
  } catch (error) {
    return error as DeskError;
  }
}

const messagesOf = (schema: z.ZodType, input: unknown) =>
  refusalOf(() => parseInput(schema, input))?.errors?.map(({ path, message }) => [path, message]);

describe('a value that no schema has words for', () => {
  const schema = z.object({
    name: z.string().min(1).max(1_500),
    kind: z.enum(['tag', 'name']),
    seats: z.int().min(0).max(90),
    since: z.iso.datetime().optional(),
    cursor: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional(),
    rows: z.array(z.object({ isOn: z.boolean() })).max(2),
  });

  it('is named with what is wrong with it, in plain words', () => {
    expect(messagesOf(schema, {})).toEqual([
      ['name', '“name” is missing.'],
      ['kind', '“kind” is missing.'],
      ['seats', '“seats” is missing.'],
      ['rows', '“rows” is missing.'],
    ]);
    const wrong = {
      name: '',
      kind: 'x',
      seats: 91,
      since: 'now',
      cursor: '-1',
      rows: [{ isOn: 1 }],
    };
    expect(messagesOf(schema, wrong)).toEqual([
      ['name', '“name” is empty.'],
      ['kind', '“kind” must be one of tag, name.'],
      ['seats', '“seats” can’t be more than 90.'],
      ['since', '“since” must be a time such as 2026-11-30T08:00:00Z.'],
      ['cursor', '“cursor” isn’t in the form that is expected here. See the API’s description.'],
      ['rows[0].isOn', '“rows[0].isOn” must be true or false.'],
    ]);
    const other = { name: 'x'.repeat(1_501), kind: 'tag', seats: 1.5, rows: [{}, {}, {}] };
    expect(messagesOf(schema, other)).toEqual([
      ['name', '“name” can’t be longer than 1,500 characters.'],
      ['seats', '“seats” must be a whole number.'],
      ['rows', '“rows” can’t have more than 2 entries.'],
    ]);
    expect(messagesOf(schema, [])).toEqual([['', 'The request must be an object.']]);
  });

  it('is told of the form it came closest to, where several are accepted', () => {
    const either = z.union([
      z.strictObject({ password: z.string() }),
      z.strictObject({ code: z.string(), place: z.string() }),
    ]);
    expect(messagesOf(either, { code: 'x' })).toEqual([['place', '“place” is missing.']]);
    expect(messagesOf(either, { code: 'x', place: 'y', more: 1 })).toEqual([
      ['more', '“more” isn’t known here. Check its name, or leave it out.'],
    ]);
    const alike = z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.string() })]);
    expect(messagesOf(alike, {})).toEqual([
      ['', 'The request has none of the forms that are accepted here. See the API’s description.'],
    ]);
  });
});

describe('any route', () => {
  const junk = [null, true, 1.5, -1, 1e12, '', 'x', '\0', 'x'.repeat(30_000), [], [{}], {}];
  const schemas = areas.flatMap(({ routes }) =>
    Object.entries(routes).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { query, body }]) =>
        schemasOf(query, body).map((schema) => ({ line: `${method} ${path}`, schema })),
      ),
    ),
  );

  it('refuses input in words of ours, never the validator’s', () => {
    const foreign =
      /invalid|expected (?!here)|received|undefined|nan\b|must match|[<>]=|too (big|small)/i;
    const found = new Set<string>();
    for (const { line, schema } of schemas) {
      const names = namesIn(schema);
      const inputs = [
        ...junk,
        ...names.flatMap((name) => junk.map((value) => ({ [name]: value }))),
      ];
      for (const input of inputs) {
        const refusal = refusalOf(() => parseInput(schema, input));
        for (const { path, message } of refusal?.errors ?? []) {
          if (foreign.test(message)) found.add(`${line} ${path}: ${message}`);
        }
      }
    }
    expect([...found]).toEqual([]);
    expect(schemas.length).toBeGreaterThan(100);
  });
});

type Described = (typeof areas)[number]['routes'][`/api/${string}`]['GET'];

function schemasOf(query: NonNullable<Described>['query'], body: NonNullable<Described>['body']) {
  const bodies =
    body instanceof z.ZodType ? [body] : [body?.json, body?.form, body?.list, body?.report];
  return [query, ...bodies].filter((schema) => schema !== undefined);
}

function namesIn(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodUnion) {
    return (schema.options as z.ZodType[]).flatMap((option) => namesIn(option));
  }
  return [];
}

describe('JSON with a name twice in one object (N31)', () => {
  const pathOf = (text: string) => refusalOf(() => parseJson(text))?.errors?.[0]?.path;

  it('is refused with the path of the second', () => {
    const refusal = refusalOf(() => parseJson('{"sessionHours":5,"sessionHours":12}'));
    expect(refusal?.code).toBe('invalid_request');
    expect(refusal?.detail).toBe('“sessionHours” appears more than once. Send it once.');
    expect(refusal?.errors).toEqual([
      {
        path: 'sessionHours',
        code: 'repeated',
        message: '“sessionHours” appears more than once. Send it once.',
      },
    ]);
    expect(pathOf(String.raw`{"rows":[{"a":1},{"b":[{}],"c":{"x":"\",:{"},"\u0062":2}]}`)).toBe(
      'rows[1].b',
    );
    expect(pathOf('{"__proto__":1,"__proto__":2}')).toBe('__proto__');
  });

  it('is told from names that appear in several objects, and from text', () => {
    expect(parseJson(String.raw`[{"a":"\"a\":{"},{"a":{"a":[]}}]`)).toEqual([
      { a: '"a":{' },
      { a: { a: [] } },
    ]);
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 300 },
    );
  });
});
