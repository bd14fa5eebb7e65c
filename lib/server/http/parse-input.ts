import 'server-only';
import type { z } from 'zod';
import type { InputFault } from '@/lib/contract/problem';
import { DeskError } from '@/lib/server/errors';

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

function faultsOf(issue: z.core.$ZodIssue): InputFault[] {
  if (issue.code !== 'unrecognized_keys') {
    return [{ path: pathOf(issue.path), code: issue.code, message: issue.message }];
  }
  return issue.keys.slice(0, MAX_FAULTS).map((key) => ({
    path: pathOf([...issue.path, key]),
    code: issue.code,
    message: 'Unknown field.',
  }));
}

function pathOf(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>((joined, part) => {
    if (typeof part === 'number') return `${joined}[${part}]`;
    return joined === '' ? String(part) : `${joined}.${String(part)}`;
  }, '');
  return text.slice(0, 200);
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
        detail: `“${name.slice(0, 50)}” appears more than once.`,
        errors: [
          { path: name.slice(0, 200), code: 'repeated', message: 'This parameter is repeated.' },
        ],
      });
    }
    values.set(name, value);
  }
  return Object.fromEntries(values);
}
