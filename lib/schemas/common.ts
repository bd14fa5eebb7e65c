import { z } from 'zod';

const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]/;
const INVISIBLE = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/;
const AT_LOOKALIKES = /[\uff20\ufe6b]/;
const ADDRESS =
  /^[^\s@"(),:;<>[\]\\]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

export const MAX_EMAIL_LENGTH = 254;
export const MAX_SEATS = 100_000;

/**
 * The one form of an e-mail address used as a key everywhere: NFKC, trimmed, lower case, no dot
 * behind the host, host in its ASCII form. Normalised before it is validated, so that what was
 * checked is what is stored.
 * @returns null where the text is not one plain address (a list, a quoted local part, an
 * invisible character, a look-alike of `@`).
 */
export function normalizeEmail(text: string): string | null {
  if (text.length > 1_000 || AT_LOOKALIKES.test(text) || !text.isWellFormed()) return null;
  // Twice: a small letter may combine with an accent that its capital stood apart from.
  const folded = text.normalize('NFKC').trim().toLowerCase().normalize('NFKC');
  if (CONTROL_CHARACTERS.test(folded) || INVISIBLE.test(folded)) return null;
  const at = folded.lastIndexOf('@');
  if (at < 1) return null;
  const host = asciiHost(folded.slice(at + 1));
  if (host === null) return null;
  const local = folded.slice(0, at);
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null;
  const address = `${local}@${host}`;
  if (local.length > 64 || address.length > MAX_EMAIL_LENGTH || !ADDRESS.test(address)) return null;
  return address;
}

function asciiHost(host: string): string | null {
  if (host === '' || /[/?#:@\\%]/.test(host)) return null;
  try {
    // Full stops of every script are one here, so the last is taken off only now.
    const name = new URL(`http://${host}`).hostname.replace(/\.$/, '');
    // A number at the end makes an IP address of it: `1.2` would become `1.0.0.2`.
    return /(?:^|\.)\d+$/.test(name) ? null : name;
  } catch {
    return null;
  }
}

/** An e-mail address, normalised by `normalizeEmail`. */
export const emailSchema = z
  .string()
  .max(1_000)
  .transform((text, context) => {
    const email = normalizeEmail(text);
    if (email !== null) return email;
    context.addIssue({ code: 'custom', message: 'This is not a valid e-mail address.' });
    return z.NEVER;
  });

/** Seats a customer user may use: an integer ≥ 0. */
export const seatsSchema = z
  .number({ error: 'Seats must be a whole number.' })
  .int('Seats must be a whole number.')
  .min(0, 'Seats can’t be negative.')
  .max(MAX_SEATS, `Seats can’t be more than ${MAX_SEATS}.`);

/** One line of text a person typed: trimmed, NFC, without control characters or lone surrogates. */
export function lineSchema(options: { min?: number; max: number; label: string }) {
  const { min = 1, max, label } = options;
  return z
    .string({ error: `${label} is missing.` })
    .transform((text) => text.normalize('NFC').trim())
    .refine((text) => !CONTROL_CHARACTERS.test(text) && text.isWellFormed(), {
      error: `${label} has a character that can’t be used.`,
    })
    .refine((text) => text.length >= min, {
      error: min === 1 ? `${label} is missing.` : `${label} needs at least ${min} characters.`,
    })
    .refine((text) => text.length <= max, {
      error: `${label} can’t be longer than ${max} characters.`,
    });
}

/** A password as typed: never trimmed, at most 1 KB so that hashing it stays cheap. */
export const passwordTextSchema = z
  .string({ error: 'The password is missing.' })
  .min(1, 'The password is missing.')
  .max(1_000, 'The password can’t be longer than 1,000 characters.')
  .refine((text) => text.isWellFormed() && !text.includes('\u0000'), {
    error: 'The password has a character that can’t be used.',
  });

export const accountIdSchema = z.string().regex(/^[a-z0-9_-]{1,64}$/, 'This is not an account id.');

/** `?page=`: from 1. */
export const pageSchema = z.coerce.number().int().min(1).max(1_000_000).default(1);

/** `?pageSize=`: 1…500. */
export const pageSizeSchema = z.coerce.number().int().min(1).max(500).default(50);

export const searchSchema = z
  .string()
  .max(500)
  .refine((text) => text.isWellFormed() && !text.includes('\u0000'), {
    error: 'The search has a character that can’t be used.',
  })
  .default('');

/** For a body whose shape decides which schema it is checked against. */
export const anySchema = z.unknown();
