import { z } from 'zod';
import { exportColumnIds } from '@/lib/shared/user-columns';
import {
  boundedArray,
  accountIdSchema,
  customerOfSchema,
  severalCustomersSchema,
  customersFilterSchema,
  emailSchema,
  lineSchema,
  listedNameSchema,
  pageSchema,
  pageSizeSchema,
  passwordTextSchema,
  searchSchema,
  seatsSchema,
  tagsFilterSchema,
} from './common';

export type { UsersPage, UsersSummary } from './answers/users';

/**
 * A RemotePC account that the reseller manages, identified by its email. `null` is an unreadable
 * upstream value.
 */
export const customerUserSchema = z
  .object({
    accountId: z.string(),
    username: z.string(),
    seats: z.number().int().nullable(),
    seatsUsed: z.number().int().nullable(),
    isActive: z.boolean().nullable(),
    createdOn: z.string().nullable(),
    hasStoredPassword: z.boolean(),
    /**
     * `refused` by RemotePC, or `unreadable` because of damage: the sign-in asks for the password
     * again.
     */
    storedPassword: z.enum(['none', 'stored', 'refused', 'unreadable']).optional(),
    /** When the stored password was stored, last used and last worked; null if none is stored. */
    passwordUse: z
      .object({
        storedAt: z.string(),
        lastUsedAt: z.string().nullable(),
        lastSucceededAt: z.string().nullable(),
        refusedAt: z.string().nullable(),
      })
      .nullable()
      .optional(),
    /** Names the user in a path; the same for as long as the address is. */
    key: z.string().optional(),
    /** Our own, in the order in which they were added. */
    tags: z.array(z.string()).optional(),
    hasNote: z.boolean().optional(),
    /** Null: none. */
    customer: customerOfSchema.nullable().optional(),
    /** Someone set the customer, or that there is none, whatever the domain; else left out. */
    isCustomerByHand: z.literal(true).optional(),
    /** Rules of these customers apply, so the user belongs to none of them; else left out. */
    severalCustomers: severalCustomersSchema.optional(),
    /** Who signed in last as them from here, by name; left out if no one is known to have. */
    lastSignIn: z.object({ at: z.string(), by: z.string() }).optional(),
  })
  .meta({ id: 'CustomerUser' });
export type CustomerUser = z.infer<typeof customerUserSchema>;
export type LastSignIn = NonNullable<CustomerUser['lastSignIn']>;

/** What the RemotePC adapter knows of a customer user; our own facts are added by `lib/users`. */
export type UpstreamUser = Pick<
  CustomerUser,
  'username' | 'seats' | 'seatsUsed' | 'isActive' | 'createdOn'
> & {
  /** RemotePC's spelling, if it isn't our key: a sign-in sends it back. */
  listedAs?: string;
};

export const userSortKeys = [
  'username',
  'seats',
  'seatsUsed',
  'unused',
  'createdOn',
  'utilisation',
  'customer',
] as const;
export const userSorts = userSortKeys.flatMap((key) => [key, `-${key}`] as const);
export type UserSort = (typeof userSortKeys)[number] | `-${(typeof userSortKeys)[number]}`;

/** One of these or several, separated by commas; each is one more way to match. */
function anyOf<const Value extends string>(values: readonly Value[]) {
  return z.string().transform((text, context) => {
    const parts = [...new Set(text.split(','))];
    const known = values.filter((value) => parts.includes(value));
    if (known.length === parts.length) return known;
    context.addIssue({ code: 'custom', message: `Use ${values.join(', ')}, or several of them.` });
    return z.NEVER;
  });
}

/** Several of these, separated by commas, each once; or none. */
function inOrder<const Value extends string>(values: readonly Value[]) {
  return z.string().transform((text, context) => {
    const parts = [...new Set(text.split(',').filter((part) => part !== ''))];
    const known = parts.flatMap((part) => values.find((value) => value === part) ?? []);
    if (known.length === parts.length) return known;
    context.addIssue({ code: 'custom', message: `Use some of ${values.join(', ')}.` });
    return z.NEVER;
  });
}

export const userFiltersSchema = z.object({
  account: accountIdSchema.optional(),
  search: searchSchema,
  status: z.enum(['active', 'inactive']).optional(),
  seats: anyOf(['over', 'full', 'idle']).optional(),
  /** `refused`: RemotePC rejected the stored one, or it can't be read. */
  password: anyOf(['stored', 'none', 'refused']).optional(),
  /** Any of these tags, however they are capitalized. */
  tag: tagsFilterSchema.optional(),
  /** Of any of these customers, or of `none`. */
  customer: customersFilterSchema.optional(),
  /** Days, both included. Someone whose day is unknown matches neither. */
  createdFrom: z.iso.date().optional(),
  createdTo: z.iso.date().optional(),
  /** Whether the account's sign-in policy blocks signing in as them. */
  blocked: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  sort: z.enum(userSorts as [UserSort, ...UserSort[]]).default('username'),
});
export type UserFilters = z.infer<typeof userFiltersSchema>;

export const listUsersQuerySchema = userFiltersSchema.extend({
  page: pageSchema,
  pageSize: pageSizeSchema,
  refresh: z.enum(['0', '1']).optional(),
});
export type ListUsersQuery = z.infer<typeof listUsersQuerySchema>;

export const exportUsersQuerySchema = userFiltersSchema.extend({
  /** `txt`: only the addresses, one per line. */
  format: z.enum(['csv', 'xlsx', 'txt']).default('csv'),
  /** In this order, after the address; left out: those of the first version of this file. */
  columns: inOrder(['username', ...exportColumnIds]).optional(),
});
export type ExportUsersQuery = z.infer<typeof exportUsersQuerySchema>;

export const chosenBounds = { min: 1, max: 10_000 };

/** Which user: the same address in two accounts is two users. */
export const userKeySchema = z.strictObject({
  accountId: accountIdSchema,
  username: listedNameSchema,
});

/** Of the matches, the individually selected rows: of one account, or of several. */
export const chosenUsersInputSchema = z
  .strictObject({
    usernames: boundedArray(listedNameSchema, chosenBounds).optional(),
    users: boundedArray(userKeySchema, chosenBounds).optional(),
  })
  .refine(({ usernames, users }) => (usernames === undefined) !== (users === undefined), {
    error: 'Select users, either by username or by account and username.',
    path: ['usernames'],
  });
export type ChosenUsersInput = z.infer<typeof chosenUsersInputSchema>;

/** `?account=` of the calls about one customer user. */
export const userAccountQuerySchema = z.object({ account: accountIdSchema.optional() });

export const addUserInputSchema = z.strictObject({
  firstName: lineSchema({ max: 100, label: 'The first name' }),
  lastName: lineSchema({ max: 100, label: 'The last name' }),
  email: emailSchema,
  password: passwordTextSchema,
  seats: seatsSchema.default(0),
  notifyUser: z.boolean().default(false),
  storePassword: z.boolean().default(false),
});
export type AddUserInput = z.infer<typeof addUserInputSchema>;

export const autoLoginInputSchema = z.strictObject({
  username: emailSchema,
  account: accountIdSchema.optional(),
  reason: lineSchema({ min: 0, max: 1_000, label: 'The reason' }).optional(),
  ticket: lineSchema({ min: 0, max: 200, label: 'The ticket' }).optional(),
  password: passwordTextSchema.optional(),
  storePassword: z.boolean().default(false),
  /**
   * Generated by the page for each click, so that it can find this sign-in's events among others.
   */
  attempt: z
    .string()
    .regex(/^[\w-]{8,64}$/, 'Enter a valid attempt ID.')
    .optional(),
});
export type AutoLoginInput = z.infer<typeof autoLoginInputSchema>;

/** The maximum per call. */
const MAX_PASSWORDS = 1_000;

const newPasswordSchema = z.strictObject({ username: emailSchema, password: passwordTextSchema });

export const storePasswordInputSchema = newPasswordSchema.transform((one) => [one]);

/** Several at once: all are stored, or none. */
export const storePasswordsInputSchema = z
  .strictObject({ passwords: boundedArray(newPasswordSchema, { min: 1, max: MAX_PASSWORDS }) })
  .transform(({ passwords }) => passwords);

export const forgetPasswordInputSchema = z
  .strictObject({ username: emailSchema })
  .transform(({ username }) => [username]);

export const forgetPasswordsInputSchema = z
  .strictObject({ usernames: boundedArray(emailSchema, { min: 1, max: MAX_PASSWORDS }) })
  .transform(({ usernames }) => usernames);
