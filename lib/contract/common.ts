import { z } from 'zod';
import { readAddress } from '@/lib/shared/email/address-in';
import { formatNumber } from '@/lib/shared/format';
import { MAX_SEATS } from '@/lib/shared/seats';
import { tagKeyOf } from '@/lib/shared/tags';

export { normalizeEmail } from '@/lib/shared/email/normalize-email';

/**
 * To which customer a user or a device belongs, and why: set by hand, by a rule about its tags or
 * its name, or by its mail domain.
 */
export const customerOfSchema = z.object({
  id: z.string(),
  name: z.string(),
  source: z.enum(['hand', 'tag', 'name', 'domain']),
  /** The rule's tag or text, if it is by a rule. */
  value: z.string().optional(),
});
export type CustomerOf = z.infer<typeof customerOfSchema>;

/** Several customers whose rules apply to one user or device, so that it belongs to none of them. */
export const severalCustomersSchema = z.array(z.object({ id: z.string(), name: z.string() }));
export type SeveralCustomers = z.infer<typeof severalCustomersSchema>;

/** Those that change the direction of text would make a name look like another one. */
const CONTROL_CHARACTERS = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
const ONLY_UNSEEN = /^[\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}]*$/u;

/** A normalized email address, without what was pasted around it. */
export const emailSchema = z
  .string()
  .max(1_000)
  .transform((text, context) => {
    const reading = readAddress(text);
    if ('email' in reading) return reading.email;
    context.addIssue({ code: 'custom', message: reading.fault });
    return z.NEVER;
  })
  .meta({ format: 'email' });

/** Seats a customer user may use: an integer ≥ 0. */
export const seatsSchema = z
  .number({ error: 'Seats must be a whole number.' })
  .int('Seats must be a whole number.')
  .min(0, 'Seats can’t be negative.')
  .max(MAX_SEATS, `Seats can’t be more than ${formatNumber(MAX_SEATS)}.`);

/**
 * One line of text that a person typed: trimmed, NFC, without control characters or lone
 * surrogates. Nothing but invisible characters is nothing.
 */
export function lineSchema(options: { min?: number; max: number; label: string }) {
  const { min = 1, max, label } = options;
  return z
    .string({ error: `${label} is missing.` })
    .transform((text) => text.normalize('NFC').trim())
    .transform((text) => (ONLY_UNSEEN.test(text) ? '' : text))
    .refine((text) => !CONTROL_CHARACTERS.test(text) && text.isWellFormed(), {
      error: `${label} contains a character that isn’t allowed.`,
    })
    .refine((text) => text.length >= min, {
      error: min === 1 ? `${label} is missing.` : `${label} must have at least ${min} characters.`,
    })
    .refine((text) => text.length <= max, {
      error: `${label} can’t be longer than ${max} characters.`,
    })
    .meta({ minLength: min, maxLength: max });
}

/** Tabs and line breaks aside. */
const CONTROL_IN_TEXT = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/u;

/** Text of several lines that a person typed: trimmed, NFC, with `\n` between lines. May be empty. */
export function textSchema({ max, label }: { max: number; label: string }) {
  return z
    .string({ error: `${label} must be text.` })
    .transform((text) =>
      text
        .normalize('NFC')
        .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
        .trim(),
    )
    .transform((text) => (ONLY_UNSEEN.test(text) ? '' : text))
    .refine((text) => !CONTROL_IN_TEXT.test(text) && text.isWellFormed(), {
      error: `${label} contains a character that isn’t allowed.`,
    })
    .refine((text) => text.length <= max, {
      error: `${label} can’t be longer than ${formatNumber(max)} characters.`,
    })
    .meta({ maxLength: max });
}

/** A password as typed: never trimmed, at most 1 KB so that hashing it stays cheap. */
export const passwordTextSchema = z
  .string({ error: 'The password is missing.' })
  .min(1, 'The password is missing.')
  .max(1_000, 'The password can’t be longer than 1,000 characters.')
  .refine((text) => text.isWellFormed() && !text.includes('\u0000'), {
    error: 'The password contains a character that isn’t allowed.',
  });

export const accountIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'Enter a valid account ID.');

/** A customer user as listed: RemotePC may have names that aren't addresses. */
export const listedNameSchema = z.string().min(1).max(1_000);

/** `?page=`: from 1. */
export const pageSchema = z.coerce.number().int().min(1).max(1_000_000).default(1);

/** `?pageSize=`: 1…500. */
export const pageSizeSchema = z.coerce.number().int().min(1).max(500).default(50);

export const searchSchema = z
  .string()
  .max(500)
  .refine((text) => text.isWellFormed() && !text.includes('\u0000'), {
    error: 'The search contains a character that isn’t allowed.',
  })
  .default('');

/** `?tag=`: any of these, separated by commas, as `tagKeyOf` has them. */
export const tagsFilterSchema = z
  .string()
  .max(1_000)
  .refine((text) => text.isWellFormed() && !text.includes('\u0000'), {
    error: 'The tag contains a character that isn’t allowed.',
  })
  .transform((text) => [...new Set(text.split(',').map((tag) => tagKeyOf(tag.trim())))])
  .transform((keys) => keys.filter((key) => key !== ''))
  .transform((keys) => (keys.length > 0 ? keys : undefined));

export const customerIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'Enter a valid customer ID.');

/** `?customer=`: ids, or `none` for those without a customer, separated by commas. */
export const customersFilterSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}(,[A-Za-z0-9_-]{1,64}){0,99}$/, 'Enter customer IDs, or none.')
  .transform((text) => [...new Set(text.split(','))]);

/** For a body whose shape decides which schema applies. */
export const anySchema = z.unknown();

/**
 * What a schema accepts, for the description of the API, where its own code hides that: it isn't
 * read when a request is checked.
 */
export const accepts = new WeakMap<z.core.$ZodType, () => z.ZodType>();

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
  const items = z.array(z.unknown()).min(min, tooFew).max(max, tooMany);
  accepts.set(items, () => z.array(item).min(min).max(max));
  return items.transform((values, context): z.output<S>[] => {
    const entries = values.map((value, index): [number, unknown] => [index, value]);
    return parseEach(item, entries, context) ?? z.NEVER;
  });
}

/** The same for an object's values, whose keys match one pattern. */
export function boundedRecord<S extends z.ZodType>(key: RegExp, item: S, { max }: { max: number }) {
  const values = z
    .record(z.string(), z.unknown())
    .refine((record) => Object.keys(record).length <= max, {
      error: `At most ${max} entries are allowed.`,
      abort: true,
    })
    .refine((record) => Object.keys(record).every((name) => key.test(name)), {
      error: 'A key doesn’t have the expected format.',
      abort: true,
    });
  accepts.set(values, () => z.record(z.string().regex(key), item));
  return values.transform((record, context): Record<string, z.output<S>> => {
    const names = Object.keys(record);
    const parsed = parseEach(item, Object.entries(record), context);
    if (parsed === null) return z.NEVER;
    return Object.fromEntries(parsed.map((value, index) => [names[index] ?? '', value]));
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
