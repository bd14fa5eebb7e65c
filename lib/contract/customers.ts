import { z } from 'zod';
import { isPublicDomain } from '@/lib/shared/email/public-domains';
import { readHost, trimUnseen } from '@/lib/shared/email/normalize-email';
import { tagKeyOf } from '@/lib/shared/tags';
import type { CustomerRule } from './answers/customers';
import { tagSchema, tagsSchema } from './annotations';
import {
  boundedArray,
  customerIdSchema,
  lineSchema,
  listedNameSchema,
  pageSchema,
  pageSizeSchema,
  searchSchema,
  tagsFilterSchema,
  textSchema,
} from './common';
import { deviceRefSchema } from './devices';
import { chosenBounds, userFiltersSchema, userKeySchema } from './users';

export type {
  AcceptedSuggestions,
  Assigned,
  Customer,
  CustomerFields,
  CustomerRule,
  CustomerSuggestion,
  CustomerSuggestions,
  CustomerSums,
  CustomersPage,
  OwnField,
  SplitCustomer,
  SplitPreview,
  StoredCustomer,
} from './answers/customers';

export const MAX_NOTE = 5_000;
export const MAX_DOMAINS = 100;
export const MAX_RULES = 50;
export const MAX_OWN_FIELDS = 20;
/** The most users that one call assigns. */
export const MOST_ASSIGNED = 50_000;

export const customerSortKeys = [
  'name',
  'externalId',
  'users',
  'seats',
  'seatsUsed',
  'unused',
  'devices',
  'createdAt',
] as const;
const customerSorts = customerSortKeys.flatMap((key) => [key, `-${key}`] as const);
export type CustomerSort =
  (typeof customerSortKeys)[number] | `-${(typeof customerSortKeys)[number]}`;

export const customerFiltersSchema = z.object({
  /** Any part of the name, a domain, the external number, a tag or an own field. */
  search: searchSchema,
  tag: tagsFilterSchema.optional(),
  sort: z.enum(customerSorts as [CustomerSort, ...CustomerSort[]]).default('name'),
});
export type CustomerFilters = z.infer<typeof customerFiltersSchema>;

export const listCustomersQuerySchema = customerFiltersSchema.extend({
  page: pageSchema,
  pageSize: pageSizeSchema,
});
export type ListCustomersQuery = z.infer<typeof listCustomersQuerySchema>;

export const exportCustomersQuerySchema = customerFiltersSchema.extend({
  format: z.enum(['csv', 'xlsx']).default('csv'),
});
export type ExportCustomersQuery = z.infer<typeof exportCustomersQuerySchema>;

/** A domain as people write it: `@Acme.Example`, `bücher.example`. */
export const customerDomainSchema = z
  .string({ error: 'The domain is missing.' })
  .max(1_000)
  .transform((text, context) => {
    const host = readHost(trimUnseen(text).replace(/^@/, ''));
    const fault =
      'fault' in host
        ? `The domain ${host.fault}`
        : isPublicDomain(host.ascii)
          ? `Anyone can have an address at ${host.shown}, so it can’t be a customer’s domain. Assign those users by hand.`
          : null;
    if ('ascii' in host && fault === null) return host.ascii;
    context.addIssue({ code: 'custom', message: fault ?? 'Enter a domain.' });
    return z.NEVER;
  });

const domainsSchema = boundedArray(customerDomainSchema, {
  max: MAX_DOMAINS,
  tooMany: `A customer can have at most ${MAX_DOMAINS} domains.`,
}).transform((domains) => [...new Set(domains)].sort());

const currencySchema = z
  .string()
  .transform((text) => text.trim().toUpperCase())
  .refine((code) => Intl.supportedValuesOf('currency').includes(code), {
    error: 'Enter a currency’s code, such as EUR.',
  });

const priceSchema = z
  .number({ error: 'The price must be a number.' })
  .min(0, 'The price can’t be negative.')
  .max(1_000_000, 'The price can’t be more than 1,000,000.')
  .refine((price) => Number(price.toFixed(4)) === price, {
    error: 'The price can have at most four decimals.',
  });

/** Fewer characters would find nearly everything. */
const LEAST_OF_A_NAME = 2;

const ruleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ of: z.enum(['users', 'devices']), kind: z.literal('tag'), value: tagSchema }),
  z.strictObject({
    of: z.enum(['users', 'devices']),
    kind: z.literal('name'),
    value: lineSchema({ max: 100, label: 'The text' }).refine(
      (text) => text.split('*').some((part) => part.trim().length >= LEAST_OF_A_NAME),
      { error: `Enter at least ${LEAST_OF_A_NAME} characters beside the asterisk.` },
    ),
  }),
]);

const rulesSchema = boundedArray(ruleSchema, {
  max: MAX_RULES,
  tooMany: `A customer can have at most ${MAX_RULES} rules.`,
}).transform((rules) => uniqueBy(rules, ruleKeyOf));

/** Rules with the same key find the same. */
export function ruleKeyOf({ of, kind, value }: CustomerRule): string {
  return `${of} ${kind} ${tagKeyOf(value)}`;
}

const ownFieldSchema = z.strictObject({
  name: lineSchema({ max: 60, label: 'The name of the field' }),
  value: lineSchema({ min: 0, max: 500, label: 'The field' }),
});

const ownFieldsSchema = boundedArray(ownFieldSchema, {
  max: MAX_OWN_FIELDS,
  tooMany: `A customer can have at most ${MAX_OWN_FIELDS} fields of your own.`,
})
  // An empty one is none.
  .transform((all) => all.filter(({ value }) => value !== ''))
  .refine((all) => uniqueBy(all, ({ name }) => tagKeyOf(name)).length === all.length, {
    error: 'Two fields have the same name.',
  });

function uniqueBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const keys = items.map(keyOf);
  return items.filter((_, place) => keys.indexOf(keys[place] ?? '') === place);
}

/** An empty text is none. */
const emptyIsNull = (text: string | null) => text || null;

const fields = {
  name: lineSchema({ max: 200, label: 'The name' }),
  domains: domainsSchema,
  externalId: lineSchema({ min: 0, max: 100, label: 'The external number' })
    .nullable()
    .transform(emptyIsNull),
  tags: tagsSchema('customer'),
  note: textSchema({ max: MAX_NOTE, label: 'The note' }).nullable().transform(emptyIsNull),
  pricePerSeat: priceSchema.nullable(),
  currency: currencySchema.nullable(),
  rules: rulesSchema,
  ownFields: ownFieldsSchema,
};

export const addCustomerInputSchema = z.strictObject({
  name: fields.name,
  domains: fields.domains.default([]),
  externalId: fields.externalId.default(null),
  tags: fields.tags.default([]),
  note: fields.note.default(null),
  pricePerSeat: fields.pricePerSeat.default(null),
  currency: fields.currency.default(null),
  rules: fields.rules.default([]),
  ownFields: fields.ownFields.default([]),
});
export type AddCustomerInput = z.infer<typeof addCustomerInputSchema>;

/** What is left out stays as it is; null removes it. */
export const changeCustomerInputSchema = z
  .strictObject({
    name: fields.name.optional(),
    domains: fields.domains.optional(),
    externalId: fields.externalId.optional(),
    tags: fields.tags.optional(),
    note: fields.note.optional(),
    pricePerSeat: fields.pricePerSeat.optional(),
    currency: fields.currency.optional(),
    rules: fields.rules.optional(),
    ownFields: fields.ownFields.optional(),
    /** The one that was edited: if it isn't the latest any more, nothing is saved. */
    version: z.number().int().min(1).optional(),
  })
  .refine(({ version: _, ...change }) => Object.values(change).some((one) => one !== undefined), {
    error: 'Specify what to change.',
  });
export type ChangeCustomerInput = z.infer<typeof changeCustomerInputSchema>;

/** Which customer gets the domains, users, devices, tags and note, and stays. */
export const mergeCustomerInputSchema = z.strictObject({ into: customerIdSchema });

/** Which of a customer's domains, rules about users, and users. */
const part = {
  domains: fields.domains.default([]),
  rules: fields.rules.default([]),
  users: boundedArray(userKeySchema, { max: chosenBounds.max }).default([]),
};

export const previewSplitInputSchema = z.strictObject(part);
export type PreviewSplitInput = z.infer<typeof previewSplitInputSchema>;

/** What of a customer goes to an existing one, or to a new one of this name. */
export const splitCustomerInputSchema = z
  .strictObject({
    into: customerIdSchema.optional(),
    name: fields.name.optional(),
    ...part,
    /** The one that was looked at: if it isn't the latest any more, nothing is split. */
    version: z.number().int().min(1).optional(),
  })
  .refine(({ into, name }) => (into === undefined) !== (name === undefined), {
    error: 'Select a customer, or enter the name of a new one.',
    path: ['into'],
  })
  .refine(({ domains, rules, users }) => domains.length + rules.length + users.length > 0, {
    error: 'Select domains, rules, or users.',
    path: ['users'],
  });
export type SplitCustomerInput = z.infer<typeof splitCustomerInputSchema>;

/**
 * `POST /api/customers/suggestions`: some of the suggested domains, or all. `all` has to be said: a
 * call that lost its list creates none.
 */
export const acceptSuggestionsInputSchema = z
  .strictObject({
    domains: boundedArray(customerDomainSchema, { min: 1, max: 10_000 }).optional(),
    all: z.literal(true).optional(),
  })
  .refine(({ domains, all }) => (domains === undefined) !== (all === undefined), {
    error: 'Select domains, or all.',
    path: ['domains'],
  });
export type AcceptSuggestionsInput = z.infer<typeof acceptSuggestionsInputSchema>;

/**
 * To which customer; null: to none, even if their domain is a customer's. `byDomain`: as their
 * rules and domain say, without an assignment by hand.
 */
const target = {
  customerId: customerIdSchema.nullable().optional(),
  byDomain: z.literal(true).optional(),
};
const hasOneTarget = (one: {
  customerId?: string | null | undefined;
  byDomain?: true | undefined;
}) => (one.customerId === undefined) !== (one.byDomain === undefined);
const noTarget = { error: 'Select a customer, none, or by domain.', path: ['customerId'] };

/** `PUT /api/users/customer`: users by name, by account and name, or all that match a filter. */
export const assignUsersInputSchema = z
  .strictObject({
    usernames: boundedArray(listedNameSchema, chosenBounds).optional(),
    users: boundedArray(userKeySchema, chosenBounds).optional(),
    /** As in the URL of the list; empty: every user of the account. */
    filter: userFiltersSchema.strict().optional(),
    ...target,
  })
  .refine((one) => [one.usernames, one.users, one.filter].filter(Boolean).length === 1, {
    error: 'Select users by username, by account and username, or by a filter.',
    path: ['usernames'],
  })
  .refine(hasOneTarget, noTarget);
export type AssignUsersInput = z.infer<typeof assignUsersInputSchema>;

/** `PUT /api/devices/customer`: all are assigned, or none. */
export const assignDevicesInputSchema = z
  .strictObject({
    devices: boundedArray(deviceRefSchema, { min: 1, max: 10_000 }),
    ...target,
  })
  .refine(hasOneTarget, noTarget);
export type AssignDevicesInput = z.infer<typeof assignDevicesInputSchema>;
