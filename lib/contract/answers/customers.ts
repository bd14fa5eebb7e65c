import { z } from 'zod';
import { momentSchema } from './moments';
import { unavailableAccountSchema } from './accounts';

export const customerRuleSchema = z
  .object({
    of: z.enum(['users', 'devices']),
    kind: z.enum(['tag', 'name']),
    value: z.string(),
  })
  .meta({
    id: 'CustomerRule',
    description:
      "A rule by which users or devices belong to a customer: those that have a tag, or whose name (of a user: the address) contains a text. With a `*` in it, which stands for anything, the text has to be the whole name: `north-*` finds the names that begin with `north-`. Capitals don't matter.",
  });
export type CustomerRule = z.infer<typeof customerRuleSchema>;

export const ownFieldSchema = z
  .object({
    name: z.string(),
    value: z.string(),
  })
  .meta({
    id: 'OwnField',
    description: `A field of the reseller's own, such as "Account manager". Names differ in more than capitals.`,
  });
export type OwnField = z.infer<typeof ownFieldSchema>;

export const customerFieldsSchema = z
  .object({
    name: z.string(),
    domains: z
      .array(z.string())
      .describe(
        'In lower case; one with other letters as in the DNS, `xn--…`. In order of the alphabet.',
      ),
    externalId: z.string().nullable().describe('Its number in the PSA or accounting system.'),
    tags: z.array(z.string()),
    note: z.string().nullable(),
    pricePerSeat: z.number().nullable().describe('In `currency`, with at most four decimals.'),
    currency: z.string().nullable().describe('ISO 4217, such as `EUR`.'),
    rules: z.array(customerRuleSchema),
    ownFields: z.array(ownFieldSchema),
  })
  .meta({
    id: 'CustomerFields',
    description: 'What the reseller keeps of a company that buys from them.',
  });
export type CustomerFields = z.infer<typeof customerFieldsSchema>;

export const storedCustomerSchema = customerFieldsSchema
  .extend({
    id: z.string(),
    version: z.int(),
  })
  .meta({
    id: 'StoredCustomer',
    description:
      '`version` is one more with each change: what the `version` of a change is compared with. Creating, changing and merging answer with this; the sums are read again.',
  });
export type StoredCustomer = z.infer<typeof storedCustomerSchema>;

export const customerSchema = storedCustomerSchema
  .extend({
    users: z.int().nullable(),
    seats: z.int().nullable(),
    seatsUsed: z.int().nullable(),
    devices: z.int().nullable(),
    createdAt: momentSchema,
    updatedAt: momentSchema,
  })
  .meta({
    id: 'Customer',
    description:
      'A company that buys from the reseller. The sums are of the accounts that the person may see; null: no list could be read, or the person may not see devices.',
  });
export type Customer = z.infer<typeof customerSchema>;

export const customerSumsSchema = customerSchema
  .pick({ users: true, seats: true, seatsUsed: true, devices: true })
  .meta({ id: 'CustomerSums' });
export type CustomerSums = z.infer<typeof customerSumsSchema>;

export const customersPageSchema = z
  .object({
    items: z.array(customerSchema),
    total: z.int(),
    page: z.int(),
    pageSize: z.int(),
    summary: customerSumsSchema
      .extend({
        customers: z.int(),
      })
      .describe('Of all customers, and of those that match.'),
    filtered: customerSumsSchema.extend({
      customers: z.int(),
    }),
    withoutCustomer: customerSumsSchema.describe('Users and devices that belong to no customer.'),
    isStale: z.boolean(),
    unavailable: z
      .array(unavailableAccountSchema)
      .optional()
      .describe('Accounts that the sums lack; left out if none does.'),
  })
  .meta({ id: 'CustomersPage' });
export type CustomersPage = z.infer<typeof customersPageSchema>;

export const customerSuggestionSchema = z
  .object({
    domain: z.string(),
    name: z.string().describe('No customer and no other suggestion has it.'),
    users: z.int().describe('Users and seats that would come to it.'),
    seats: z.int(),
  })
  .meta({ id: 'CustomerSuggestion', description: 'A domain of users without a customer.' });
export type CustomerSuggestion = z.infer<typeof customerSuggestionSchema>;

export const customerSuggestionsSchema = z
  .object({
    items: z.array(customerSuggestionSchema),
    total: z.int(),
  })
  .meta({
    id: 'CustomerSuggestions',
    description: 'Those with the most users first; `total` may be more than are listed.',
  });
export type CustomerSuggestions = z.infer<typeof customerSuggestionsSchema>;

export const acceptedSuggestionsSchema = z
  .object({
    created: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        domain: z.string(),
      }),
    ),
    skipped: z.array(z.string()),
  })
  .meta({
    id: 'AcceptedSuggestions',
    description: "`skipped`: these aren't suggested, or not any more.",
  });
export type AcceptedSuggestions = z.infer<typeof acceptedSuggestionsSchema>;

export const splitPreviewSchema = z
  .object({
    version: z.int(),
    users: z.int(),
    moved: z.int(),
    domains: z.array(z.object({ domain: z.string(), users: z.int() })),
    rules: z.array(customerRuleSchema.extend({ users: z.int() })),
  })
  .meta({
    id: 'SplitPreview',
    description:
      'What splitting a customer would move: how many of its `users`, and how many are at each of its domains and found by each of its rules about users.',
  });
export type SplitPreview = z.infer<typeof splitPreviewSchema>;

export const splitCustomerSchema = z
  .object({
    from: storedCustomerSchema,
    into: storedCustomerSchema,
    moved: z.int(),
    skipped: z.array(z.string()),
    skippedCount: z.int(),
  })
  .meta({
    id: 'SplitCustomer',
    description:
      'Both customers as they are now. `moved`: how many users went over; `skipped`: the first hundred of those selected that don’t belong to the customer, or not any more.',
  });
export type SplitCustomer = z.infer<typeof splitCustomerSchema>;

export const assignedSchema = z
  .object({
    changed: z.int(),
    unchanged: z.int(),
    notListed: z.array(z.string()),
    notListedCount: z.int(),
  })
  .meta({
    id: 'Assigned',
    description:
      "`unchanged` were so already; `notListed`: the first hundred that the vendor doesn't list.",
  });
export type Assigned = z.infer<typeof assignedSchema>;
