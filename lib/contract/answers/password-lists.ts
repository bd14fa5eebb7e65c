import { z } from 'zod';
import { passwordRowStates } from '../password-lists';
import { batchPreviewSchema } from './invitations';

export const passwordRowSchema = z
  .object({
    index: z.int(),
    username: z
      .string()
      .nullable()
      .describe(
        'Null if the cell has no address: if the columns are mixed up, it could be a password.',
      ),
    state: z.enum(passwordRowStates),
    message: z.string().optional().describe('Why the row is skipped, and what to do.'),
  })
  .meta({ id: 'PasswordRow' });
export type PasswordRow = z.infer<typeof passwordRowSchema>;

export const passwordListSchema = z
  .object({
    mode: z.enum(['check', 'store']),
    columns: z.object({
      username: z.int().nullable(),
      password: z.int().nullable(),
      hasHeader: z.boolean(),
      headerRow: z
        .int()
        .optional()
        .describe(
          "Which of the nonempty rows names the columns, if it isn't the first; the rows above it are skipped.",
        ),
      headers: z
        .array(z.string())
        .describe('Names of the columns, if that row certainly consists of names.'),
      isSure: z.boolean().describe('False: a person has to select the columns.'),
      addresses: z
        .array(z.int())
        .describe('For each column, how many of the rows examined have an address in it.'),
    }),
    rows: z.array(passwordRowSchema),
    counts: z.record(z.enum(passwordRowStates), z.int()),
    customersAsOf: z
      .string()
      .nullable()
      .describe(
        'When the user list behind `not_customer` was fetched; null: unavailable, so no one is skipped because of it.',
      ),
  })
  .extend(
    batchPreviewSchema.pick({
      delimiter: true,
      encoding: true,
      sheets: true,
      hiddenSheets: true,
      sheet: true,
      hidden: true,
    }).shape,
  )
  .meta({
    id: 'PasswordList',
    description:
      'What is returned about a password list: nothing from a cell that is, or might be, a password. There are no rows until the columns are certain.',
  });
export type PasswordList = z.infer<typeof passwordListSchema>;
