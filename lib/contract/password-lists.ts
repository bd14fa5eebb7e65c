import { z } from 'zod';
import { accountIdSchema } from './common';
import { columnIndexSchema, keptTextSchema, MAX_ROWS_TO_HEADINGS } from './invitations';

export type { PasswordList, PasswordRow } from './answers/password-lists';

/** Which column of a password list holds what, as selected by a person. The first column is 0. */
export const passwordColumnsSchema = z
  .strictObject({
    username: columnIndexSchema,
    password: columnIndexSchema,
    /** Whether a row names the columns. */
    hasHeader: z.boolean(),
    /** Which one of the rows that aren't empty; the first is 0, and the default. */
    headerRow: z
      .number()
      .int()
      .min(0)
      .max(MAX_ROWS_TO_HEADINGS - 1)
      .optional(),
  })
  .refine(({ username, password }) => username !== password, {
    path: ['password'],
    error: 'Email addresses and passwords can’t be in the same column.',
  });
export type PasswordColumns = z.infer<typeof passwordColumnsSchema>;

/** How to read a password list; what is left out is guessed. */
export const passwordReadingSchema = z.strictObject({
  /** For a workbook; if left out, the first sheet. */
  sheet: keptTextSchema(100).min(1).optional(),
  /** Also read what a workbook's sheet hides. */
  includeHidden: z.boolean().optional(),
  columns: passwordColumnsSchema.optional(),
});
export type PasswordReading = z.infer<typeof passwordReadingSchema>;

export const importPasswordsQuerySchema = z.object({
  account: accountIdSchema.optional(),
  /** `check` only reports what `store` would do. */
  mode: z.enum(['check', 'store']).default('check'),
});
export type ImportMode = z.infer<typeof importPasswordsQuerySchema>['mode'];

/** The result for a row: the first two when a list is checked, the next two when it is stored. */
export const passwordRowStates = [
  'new',
  'replaces',
  'stored',
  'replaced',
  'not_customer',
  'repeated',
  'fix',
] as const;
export type PasswordRowState = (typeof passwordRowStates)[number];
