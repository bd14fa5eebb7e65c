import 'server-only';
import type { z } from 'zod';
import { DeskError } from '@/lib/server/errors';
import { parseInput } from './parse-input';

/** The query, checked. An empty parameter counts as left out. @throws DeskError `invalid_request` */
export function readQuery<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  const values = singleValues(new URL(request.url).searchParams);
  const given = Object.entries(values).filter(([, value]) => value !== '');
  return parseInput(schema, Object.fromEntries(given));
}

/** Each parameter once. A repeated one is a fault: which of the two was meant can't be known. */
export function singleValues(parameters: URLSearchParams): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (values.has(name)) {
      throw new DeskError('invalid_request', {
        detail: `“${name.slice(0, 50)}” is given more than once.`,
        errors: [
          { path: name.slice(0, 200), code: 'repeated', message: 'This is given more than once.' },
        ],
      });
    }
    values.set(name, value);
  }
  return Object.fromEntries(values);
}
