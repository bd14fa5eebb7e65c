import { z } from 'zod';
import { tokenPermissions } from '@/lib/shared/permissions';
import { accountIdSchema, boundedArray, customerIdSchema, lineSchema } from './common';
import { roleSchema } from './staff';

export const TOKEN_DAYS = 90;
export const MOST_TOKEN_DAYS = 365;
/** `rd_` and 32 random bytes in base64url. */
export const API_TOKEN = /^rd_[A-Za-z0-9_-]{43}$/;

const unique = (texts: string[]) => [...new Set(texts)].sort();

/** An API token as its owner sees it: never the token itself. */
export const apiTokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    role: roleSchema,
    roleName: z.string(),
    /** What it may do now: of its role and its scopes, and no more than its owner. */
    permissions: z.array(z.enum(tokenPermissions)),
    /** What it was confined to; null: everything that its role allows. */
    scopes: z.array(z.enum(tokenPermissions)).nullable(),
    accountIds: z.array(z.string()).nullable(),
    customerIds: z.array(z.string()).nullable(),
    addressRanges: z.array(z.string()).nullable(),
    createdAt: z.string(),
    expiresAt: z.string(),
    isExpired: z.boolean(),
    lastUsedAt: z.string().nullable(),
  })
  .meta({ id: 'ApiToken' });
export type ApiToken = z.infer<typeof apiTokenSchema>;

/** One call with a token: the route with names instead of values, and no more of it. */
export const tokenCallSchema = z.object({
  at: z.string(),
  method: z.string(),
  route: z.string(),
  status: z.number().int(),
});
export type TokenCall = z.infer<typeof tokenCallSchema>;

/** `token` is shown this once. */
export const newTokenSchema = z.object({ id: z.string(), token: z.string() });
export type NewToken = z.infer<typeof newTokenSchema>;

export const addTokenInputSchema = z.strictObject({
  name: lineSchema({ max: 60, label: 'The name' }),
  role: roleSchema,
  scopes: boundedArray(z.enum(tokenPermissions, { error: 'No token can have this permission.' }), {
    min: 1,
    max: tokenPermissions.length,
    tooFew: 'Select at least one permission.',
  })
    .nullable()
    .default(null),
  accountIds: boundedArray(accountIdSchema, {
    min: 1,
    max: 1_000,
    tooFew: 'Select at least one account.',
  })
    .transform(unique)
    .nullable()
    .default(null),
  customerIds: boundedArray(customerIdSchema, {
    min: 1,
    max: 1_000,
    tooFew: 'Select at least one customer.',
  })
    .transform(unique)
    .nullable()
    .default(null),
  addressRanges: boundedArray(z.string().trim().toLowerCase().min(1).max(50), { max: 50 })
    .transform((ranges) => (ranges.length === 0 ? null : unique(ranges)))
    .nullable()
    .default(null),
  expiresAt: z.iso
    .datetime({ offset: true, error: 'Enter a time such as 2027-01-31T12:00:00Z.' })
    .optional(),
});
export type AddTokenInput = z.infer<typeof addTokenInputSchema>;
