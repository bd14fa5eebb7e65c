import { z } from 'zod';
import { lineSchema, textSchema } from './common';

/** In UTC: `2026-11`. */
export const monthSchema = z
  .string({ error: 'Enter a month such as 2026-11.' })
  .regex(/^(20\d{2})-(0[1-9]|1[0-2])$/, 'Enter a month such as 2026-11.');

export const createStatementInputSchema = z.strictObject({
  month: monthSchema,
  /** Why a month that has a statement gets a new version of it. */
  correction: lineSchema({ max: 500, label: 'The reason' }).optional(),
});
export type CreateStatementInput = z.infer<typeof createStatementInputSchema>;

export const statementQuerySchema = z.object({
  format: z.enum(['json', 'csv', 'xlsx', 'xero']).default('json'),
});
export type StatementFormat = z.infer<typeof statementQuerySchema>['format'];

/**
 * What a customer had in the month. Amounts are decimals as text, `"125.50"`, so that none is ever
 * a rounded binary number. Null: no day was read, or the customer has no price.
 */
export type StatementLine = {
  /** Null: the users without a customer. */
  customer: { id: string; name: string; externalId: string | null } | null;
  /** How many days were read from the first one on which it had a user. */
  daysRead: number;
  /** The last of them: `users`, `seats`, and `seatsUsed` are of that day. */
  asOf: string | null;
  users: number | null;
  seats: number | null;
  seatsUsed: number | null;
  /** The most seats on one day, and the mean of the days read with two decimals. */
  peak: number | null;
  average: string | null;
  pricePerSeat: string | null;
  currency: string | null;
  /** `seats` × `pricePerSeat`, rounded half up to what the currency has. */
  amount: string | null;
  /** From last month's `seats` and `amount`. Null: unknown, or another currency. */
  difference: number | null;
  amountDifference: string | null;
};

export type CurrencyAmount = { currency: string | null; amount: string };

/** As it was frozen. */
export type StatementDocument = {
  month: string;
  version: number;
  correction: string | null;
  createdAt: string;
  createdBy: string;
  /** The last day it covers: earlier than the month's last if it was created before its end. */
  through: string;
  /** Days on which an account’s list wasn’t read: not zero, but unknown. */
  missingDays: string[];
  lines: StatementLine[];
  totals: { seats: number; seatsUsed: number; amounts: CurrencyAmount[] };
};

/**
 * `equal`; `under`: billed less than the seats, or not at all; `over`: billed more. `none`: nothing
 * was billed yet, or no customer to bill.
 */
export type Variance = 'none' | 'equal' | 'under' | 'over';

export type Statement = Omit<StatementDocument, 'lines' | 'totals'> & {
  id: string;
  lines: (StatementLine & {
    /** Null: nothing was imported, or the customer wasn’t in it. */
    billed: number | null;
    /** Billed − seats; a customer that wasn’t billed counts as 0. */
    variance: number | null;
    state: Variance;
  })[];
  totals: StatementDocument['totals'] & { billed: number | null };
  billing: { at: string; by: string } | null;
  acknowledgement: { at: string; by: string; note: string | null } | null;
};

/** One in the list. */
export type StatementSummary = Pick<
  Statement,
  'id' | 'month' | 'version' | 'correction' | 'createdAt' | 'createdBy' | 'through'
> & {
  /** There is no newer version. */
  isLatest: boolean;
  customers: number;
  missingDays: number;
  seats: number;
  amounts: CurrencyAmount[];
  isBilled: boolean;
  /** Lines that were billed differently. */
  variances: number;
  isAcknowledged: boolean;
};

/** The newest month first, and its newest version. */
export type StatementList = { items: StatementSummary[] };

export const acknowledgeStatementInputSchema = z.strictObject({
  note: textSchema({ max: 2_000, label: 'The note' })
    .nullable()
    .default(null)
    .transform((text) => text || null),
});

const dayMessage = 'Choose a day from 1 to 28, which every month has.';

export const statementSettingsSchema = z.strictObject({
  /** The day (UTC) on which last month’s statement is created; null: by hand only. */
  day: z.number().int(dayMessage).min(1, dayMessage).max(28, dayMessage).nullable(),
  /** Of Xero’s chart of accounts, and its tax rate’s display name, for the invoices. */
  accountCode: lineSchema({ max: 10, label: 'The account code' }),
  taxType: lineSchema({ max: 100, label: 'The tax rate' }),
  /** From the invoice’s date. */
  dueDays: z.number().int().min(0, 'From 0 to 365 days.').max(365, 'From 0 to 365 days.'),
});
export type StatementSettings = z.infer<typeof statementSettingsSchema>;

export const accessSheetQuerySchema = z.object({
  month: monthSchema,
  format: z.enum(['json', 'csv']).default('json'),
});
