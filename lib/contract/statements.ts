import { z } from 'zod';
import { boundedArray, lineSchema, textSchema } from './common';

export type {
  CurrencyAmount,
  Statement,
  StatementDocument,
  StatementLine,
  StatementList,
  StatementRecipients,
  StatementSummary,
  Variance,
} from './answers/statements';

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

export const acknowledgeStatementInputSchema = z.strictObject({
  note: textSchema({ max: 2_000, label: 'The note' })
    .nullable()
    .default(null)
    .transform((text) => text || null),
});

const dayMessage = 'Choose a day from 1 to 28, which every month has.';

const settings = {
  /** The day (UTC) on which last month’s statement is created; null: by hand only. */
  day: z.number().int(dayMessage).min(1, dayMessage).max(28, dayMessage).nullable(),
  /** Of Xero’s chart of accounts, and its tax rate’s display name, for the invoices. */
  accountCode: lineSchema({ max: 10, label: 'The account code' }),
  taxType: lineSchema({ max: 100, label: 'The tax rate' }),
  /** From the invoice’s date. */
  dueDays: z.number().int().min(0, 'From 0 to 365 days.').max(365, 'From 0 to 365 days.'),
};

const MOST_RECIPIENTS = 100;
const staffIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'Enter the ID of a team member.');

/** `mailTo`: the team members who get each new statement by email. */
export const statementSettingsSchema = z.object({ ...settings, mailTo: z.array(z.string()) });

/** Left out, `mailTo` stays as it is. */
export const changeStatementSettingsInputSchema = z.strictObject({
  ...settings,
  mailTo: boundedArray(staffIdSchema, {
    max: MOST_RECIPIENTS,
    tooMany: `At most ${MOST_RECIPIENTS} people can get it.`,
  })
    .transform((ids) => [...new Set(ids)])
    .optional(),
});
export type ChangeStatementSettingsInput = z.infer<typeof changeStatementSettingsInputSchema>;

export type StatementSettings = z.infer<typeof statementSettingsSchema>;

export const accessSheetQuerySchema = z.object({
  month: monthSchema,
  format: z.enum(['json', 'csv']).default('json'),
});
