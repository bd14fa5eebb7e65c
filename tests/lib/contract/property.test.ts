import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { createBatchInputSchema } from '@/lib/contract/invitations';
import { inviteStaffInputSchema } from '@/lib/contract/staff';
import { DeskError } from '@/lib/server/errors';
import { parseInput } from '@/lib/server/http/read-input';
import { size } from '@/tests/support/size';

const modules = await Promise.all(
  readdirSync('lib/contract', { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(async ({ name }) => {
      const file = name.replace('.ts', '');
      const exported = (await import(`../../../lib/contract/${file}.ts`)) as object;
      return Object.entries(exported).map(([one, value]): [string, unknown] => [
        `${file}: ${one}`,
        value,
      ]);
    }),
);
const schemas = modules.flat().filter((entry): entry is [string, z.ZodType] => isSchema(entry[1]));

function isSchema(value: unknown): value is z.ZodType {
  return typeof value === 'object' && value !== null && 'safeParse' in value;
}

const oddStrings = fc.constantFrom(
  '\u0000',
  '\ud800',
  'ＡＮＮ＠x',
  ' ',
  '__proto__',
  'a'.repeat(100_000),
  '-0',
  'NaN',
  '1e999',
);
const oddNumbers = fc.constantFrom(
  Number.NaN,
  -0,
  Number.POSITIVE_INFINITY,
  1e308,
  -1,
  0.5,
  2 ** 53,
);
const anything = fc.oneof(fc.anything({ maxDepth: 4 }), oddStrings, oddNumbers);

/** An object with the schema's own field names, so that the checks inside are reached. */
function shapedLike(schema: z.ZodType): fc.Arbitrary<unknown> {
  const shape = (schema as { shape?: Record<string, unknown> }).shape ?? {};
  const fields = Object.keys(shape).map((name) => [name, anything] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

describe('any input (N31)', () => {
  it.each(schemas)('%s returns a value or 400 with the path of each error', (_name, schema) => {
    fc.assert(
      fc.property(fc.oneof(anything, shapedLike(schema)), (input) => {
        try {
          parseInput(schema, input);
        } catch (error) {
          expect(error).toBeInstanceOf(DeskError);
          const { code, errors } = error as DeskError;
          expect(code).toBe('invalid_request');
          expect(errors?.length).toBeGreaterThan(0);
          for (const fault of errors ?? []) expect(typeof fault.path).toBe('string');
        }
      }),
      { numRuns: size(200, 10_000) },
    );
  });

  it('is tried with every schema of the contract', () => {
    expect(schemas.length).toBeGreaterThan(130);
  });

  it('returns the path of an error within a list', () => {
    const rows = [{ email: 'ann@hill.example' }, { email: 'nobody', seats: -1 }];
    const error = catchError(() => parseInput(createBatchInputSchema, { rows }));
    expect(error.errors?.map((fault) => fault.path)).toEqual(['rows[1].email', 'rows[1].seats']);
  });

  it('rejects an unknown field by name (N05)', () => {
    const input = { email: 'ann@hill.example', name: 'Ann', role: 'viewer', isAdmin: true };
    const error = catchError(() => parseInput(inviteStaffInputSchema, input));
    expect(error.errors?.map((fault) => fault.path)).toEqual(['isAdmin']);
  });
});

function catchError(work: () => unknown): DeskError {
  try {
    work();
  } catch (error) {
    if (error instanceof DeskError) return error;
  }
  throw new Error('Nothing was refused.');
}
