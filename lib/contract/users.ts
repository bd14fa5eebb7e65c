import { z } from 'zod';
import { boundedArray } from './bounded';
import {
  accountIdSchema,
  emailSchema,
  lineSchema,
  pageSchema,
  pageSizeSchema,
  passwordTextSchema,
  searchSchema,
  seatsSchema,
} from './common';

/** A RemotePC account that the reseller manages, known by its email. `null` is an unreadable upstream value. */
export const customerUserSchema = z.object({
  accountId: z.string(),
  username: z.string(),
  seats: z.number().int().nullable(),
  seatsUsed: z.number().int().nullable(),
  isActive: z.boolean().nullable(),
  createdOn: z.string().nullable(),
  hasStoredPassword: z.boolean(),
  /** `refused` by RemotePC, or `unreadable` for damage: the sign-in asks for it again. */
  storedPassword: z.enum(['none', 'stored', 'refused', 'unreadable']).optional(),
  /** When the stored password was stored, used and last worked; null where none is stored. */
  passwordUse: z
    .object({
      storedAt: z.string(),
      lastUsedAt: z.string().nullable(),
      lastSucceededAt: z.string().nullable(),
      refusedAt: z.string().nullable(),
    })
    .nullable()
    .optional(),
});
export type CustomerUser = z.infer<typeof customerUserSchema>;

/** What the RemotePC adapter knows of a customer user; our own facts are added by `lib/users`. */
export type UpstreamUser = Omit<
  CustomerUser,
  'accountId' | 'hasStoredPassword' | 'storedPassword' | 'passwordUse'
> & {
  /** As RemotePC spells it, where that isn't our key: what a sign-in sends back. */
  listedAs?: string;
};

export const userSortKeys = ['username', 'seats', 'seatsUsed', 'createdOn', 'utilisation'] as const;
export const userSorts = userSortKeys.flatMap((key) => [key, `-${key}`] as const);
export type UserSort = (typeof userSortKeys)[number] | `-${(typeof userSortKeys)[number]}`;

export const userFiltersSchema = z.object({
  account: accountIdSchema.optional(),
  search: searchSchema,
  status: z.enum(['active', 'inactive']).optional(),
  seats: z.enum(['over', 'full', 'idle']).optional(),
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
  /** `txt`: the addresses alone, one a line. */
  format: z.enum(['csv', 'xlsx', 'txt']).default('csv'),
});
export type ExportUsersQuery = z.infer<typeof exportUsersQuerySchema>;

/** Of what matches, the rows that were chosen one by one. */
export const chosenUsersInputSchema = z.strictObject({
  // As the list has them: RemotePC may have names that are no addresses.
  usernames: boundedArray(z.string().min(1).max(1_000), { min: 1, max: 10_000 }),
});

/** `?account=` of the calls about one customer user. */
export const userAccountQuerySchema = z.object({ account: accountIdSchema.optional() });

export type UsersSummary = {
  users: number;
  active: number;
  inactive: number;
  seats: number;
  seatsUsed: number;
  overAllotted: number;
};

export type UsersPage = {
  items: CustomerUser[];
  total: number;
  page: number;
  pageSize: number;
  summary: UsersSummary;
  fetchedAt: string;
  isStale: boolean;
};

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
  /** Made up by the page for each press, so that it can find this sign-in's events among others'. */
  attempt: z
    .string()
    .regex(/^[\w-]{8,64}$/, 'Enter a valid attempt ID.')
    .optional(),
});
export type AutoLoginInput = z.infer<typeof autoLoginInputSchema>;

/** As many as one call may be about. */
const MAX_PASSWORDS = 1_000;

const newPasswordSchema = z.strictObject({ username: emailSchema, password: passwordTextSchema });

export const storePasswordInputSchema = newPasswordSchema.transform((one) => [one]);

/** Several at once, all or none of which are stored. */
export const storePasswordsInputSchema = z
  .strictObject({ passwords: boundedArray(newPasswordSchema, { min: 1, max: MAX_PASSWORDS }) })
  .transform(({ passwords }) => passwords);

export const forgetPasswordInputSchema = z
  .strictObject({ username: emailSchema })
  .transform(({ username }) => [username]);

export const forgetPasswordsInputSchema = z
  .strictObject({ usernames: boundedArray(emailSchema, { min: 1, max: MAX_PASSWORDS }) })
  .transform(({ usernames }) => usernames);
