import { z } from 'zod';
import { accountIdSchema } from './common';
import {
  columnIndexSchema,
  keptTextSchema,
  MAX_ROWS_TO_HEADINGS,
  type BatchPreview,
} from './invitations';

/** Which column of a list of passwords holds what, as a person chose it; the first is 0. */
export const passwordColumnsSchema = z
  .strictObject({
    username: columnIndexSchema,
    password: columnIndexSchema,
    /** A row names the columns. */
    hasHeader: z.boolean(),
    /** Which one, of the rows that hold anything; the first is 0, and is meant if this is left out. */
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

/** How a list of passwords is to be read; what is left out is guessed. */
export const passwordReadingSchema = z.strictObject({
  /** Of a workbook; left out: the first one. */
  sheet: keptTextSchema(100).min(1).optional(),
  /** What a workbook's sheet hides is read as well. */
  includeHidden: z.boolean().optional(),
  columns: passwordColumnsSchema.optional(),
});
export type PasswordReading = z.infer<typeof passwordReadingSchema>;

export const importPasswordsQuerySchema = z.object({
  account: accountIdSchema.optional(),
  /** `check` only says what `store` would do. */
  mode: z.enum(['check', 'store']).default('check'),
});
export type ImportMode = z.infer<typeof importPasswordsQuerySchema>['mode'];

/** What becomes of a row: the first two where a list is checked, the next two where it is stored. */
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

export type PasswordRow = {
  index: number;
  /** Null where the cell holds no address: were the columns mixed up, it could be a password. */
  username: string | null;
  state: PasswordRowState;
  /** Why the row is left out, with what to do. */
  message?: string;
};

/**
 * What is told of a list of passwords: nothing of any cell that is, or might be, a password. Where
 * the columns aren't sure there are no rows yet.
 */
export type PasswordList = {
  mode: ImportMode;
  columns: {
    username: number | null;
    password: number | null;
    hasHeader: boolean;
    /** Which of the rows that hold anything names the columns, where it isn't the first; those above are left out. */
    headerRow?: number;
    /** Names of the columns, where that row is surely made of names. */
    headers: string[];
    /** False: a person has to say which column is which. */
    isSure: boolean;
    /** For each column, in how many of the rows looked at it holds an address. */
    addresses: number[];
  };
  rows: PasswordRow[];
  counts: Record<PasswordRowState, number>;
  /** Of the user list that `not_customer` rests on; null: it couldn't be had, so nobody is left out for it. */
  customersAsOf: string | null;
} & Pick<BatchPreview, 'delimiter' | 'encoding' | 'sheets' | 'hiddenSheets' | 'sheet' | 'hidden'>;
