import { z } from 'zod';

/** A list of ten thousand errors helps no one and takes seconds to write. */
const MAX_FAULTS = 1_000;

type ArrayBounds = { min?: number; max: number; tooFew?: string; tooMany?: string };
type Context = { addIssue: (issue: z.core.$ZodRawIssue) => void };

/**
 * An array whose length is checked before its items, and whose items are checked only until a
 * thousand errors are found.
 */
export function boundedArray<S extends z.ZodType>(
  item: S,
  { min = 0, max, tooFew, tooMany }: ArrayBounds,
) {
  return z
    .array(z.unknown())
    .min(min, tooFew)
    .max(max, tooMany)
    .transform((items, context): z.output<S>[] => {
      const entries = items.map((value, index): [number, unknown] => [index, value]);
      return parseEach(item, entries, context) ?? z.NEVER;
    });
}

/** The same for an object's values, whose keys match one pattern. */
export function boundedRecord<S extends z.ZodType>(key: RegExp, item: S, { max }: { max: number }) {
  return z
    .record(z.string(), z.unknown())
    .refine((record) => Object.keys(record).length <= max, {
      error: `At most ${max} entries are allowed.`,
      abort: true,
    })
    .refine((record) => Object.keys(record).every((name) => key.test(name)), {
      error: 'A key doesn’t have the expected format.',
      abort: true,
    })
    .transform((record, context): Record<string, z.output<S>> => {
      const names = Object.keys(record);
      const values = parseEach(item, Object.entries(record), context);
      if (values === null) return z.NEVER;
      return Object.fromEntries(values.map((value, index) => [names[index] ?? '', value]));
    });
}

/** @returns null if there are errors, which are then in `context` */
function parseEach<S extends z.ZodType>(
  item: S,
  entries: [PropertyKey, unknown][],
  context: Context,
): z.output<S>[] | null {
  const parsed: z.output<S>[] = [];
  let faults = 0;
  for (const [place, value] of entries) {
    const result = item.safeParse(value);
    if (result.success) {
      parsed.push(result.data);
      continue;
    }
    for (const issue of result.error.issues) {
      const path = [place, ...issue.path];
      context.addIssue({ ...issue, path, input: value } as z.core.$ZodRawIssue);
    }
    faults += result.error.issues.length;
    if (faults >= MAX_FAULTS) break;
  }
  return faults > 0 ? null : parsed;
}
