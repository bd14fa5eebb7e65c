import { z } from 'zod';
import { daySchema, momentSchema } from './moments';

export const statementLineSchema = z
  .object({
    customer: z
      .object({
        id: z.string(),
        name: z.string(),
        externalId: z.string().nullable(),
      })
      .nullable()
      .describe('Null: the users without a customer.'),
    daysRead: z
      .int()
      .describe('How many days were read from the first one on which it had a user.'),
    asOf: daySchema
      .nullable()
      .describe('The last of them: `users`, `seats`, and `seatsUsed` are of that day.'),
    users: z.int().nullable(),
    seats: z.int().nullable(),
    seatsUsed: z.int().nullable(),
    peak: z.int().nullable().describe('The most seats on one day.'),
    average: z.string().nullable().describe('The mean of the days read, with two decimals.'),
    pricePerSeat: z.string().nullable(),
    currency: z.string().nullable(),
    amount: z
      .string()
      .nullable()
      .describe('`seats` × `pricePerSeat`, rounded half up to what the currency has.'),
    difference: z.int().nullable().describe("From last month's `seats`; null: unknown."),
    amountDifference: z
      .string()
      .nullable()
      .describe("From last month's `amount`; null: unknown, or another currency."),
  })
  .meta({
    id: 'StatementLine',
    description:
      'What a customer had in the month. Amounts are decimals as text, `"125.50"`, so that none is ever a rounded binary number. Null: no day was read, or the customer has no price.',
  });
export type StatementLine = z.infer<typeof statementLineSchema>;

export const currencyAmountSchema = z
  .object({
    currency: z.string().nullable(),
    amount: z.string(),
  })
  .meta({ id: 'CurrencyAmount' });
export type CurrencyAmount = z.infer<typeof currencyAmountSchema>;

export const statementDocumentSchema = z
  .object({
    month: z.string(),
    version: z.int(),
    correction: z.string().nullable(),
    createdAt: momentSchema,
    createdBy: z.string(),
    through: daySchema.describe(
      "The last day it covers: earlier than the month's last if it was created before its end.",
    ),
    missingDays: z
      .array(z.string())
      .describe('Days on which an account’s list wasn’t read: not zero, but unknown.'),
    lines: z.array(statementLineSchema),
    totals: z.object({
      seats: z.int(),
      seatsUsed: z.int(),
      amounts: z.array(currencyAmountSchema),
    }),
  })
  .meta({ id: 'StatementDocument', description: 'As it was frozen.' });
export type StatementDocument = z.infer<typeof statementDocumentSchema>;

export const varianceSchema = z.enum(['none', 'equal', 'under', 'over']).meta({
  id: 'Variance',
  description:
    '`equal`; `under`: billed less than the seats, or not at all; `over`: billed more. `none`: nothing was billed yet, or no customer to bill.',
});
export type Variance = z.infer<typeof varianceSchema>;

export const statementSchema = statementDocumentSchema
  .extend({
    id: z.string(),
    lines: z.array(
      statementLineSchema.extend({
        billed: z
          .int()
          .nullable()
          .describe('Null: nothing was imported, or the customer wasn’t in it.'),
        variance: z
          .int()
          .nullable()
          .describe('Billed − seats; a customer that wasn’t billed counts as 0.'),
        state: varianceSchema,
      }),
    ),
    totals: statementDocumentSchema.shape.totals.extend({ billed: z.int().nullable() }),
    billing: z.object({ at: momentSchema, by: z.string() }).nullable(),
    acknowledgement: z
      .object({ at: momentSchema, by: z.string(), note: z.string().nullable() })
      .nullable(),
  })
  .meta({ id: 'Statement' });
export type Statement = z.infer<typeof statementSchema>;

export const statementSummarySchema = statementSchema
  .pick({
    id: true,
    month: true,
    version: true,
    correction: true,
    createdAt: true,
    createdBy: true,
    through: true,
  })
  .extend({
    isLatest: z.boolean().describe('There is no newer version.'),
    customers: z.int(),
    missingDays: z.int(),
    seats: z.int(),
    amounts: z.array(currencyAmountSchema),
    isBilled: z.boolean(),
    variances: z.int().describe('Lines that were billed differently.'),
    isAcknowledged: z.boolean(),
  })
  .meta({ id: 'StatementSummary', description: 'One in the list.' });
export type StatementSummary = z.infer<typeof statementSummarySchema>;

export const statementListSchema = z
  .object({
    items: z.array(statementSummarySchema),
  })
  .meta({ id: 'StatementList', description: 'The newest month first, and its newest version.' });
export type StatementList = z.infer<typeof statementListSchema>;

export const statementRecipientsSchema = z
  .object({
    items: z.array(z.object({ id: z.string(), name: z.string(), email: z.string() })),
    sendsMail: z.boolean().describe('Whether this server sends email at all.'),
  })
  .meta({
    id: 'StatementRecipients',
    description: 'The team members who may read statements, by name.',
  });
export type StatementRecipients = z.infer<typeof statementRecipientsSchema>;
