import { z } from 'zod';
import { accountIdSchema } from './common';
import {
  columnIndexSchema,
  keptTextSchema,
  MAX_ROWS_TO_HEADINGS,
  type BatchPreview,
} from './invitations';

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

export type PasswordRow = {
  index: number;
  /** Null if the cell has no address: if the columns are mixed up, it could be a password. */
  username: string | null;
  state: PasswordRowState;
  /** Why the row is skipped, and what to do. */
  message?: string;
};

/**
 * What is returned about a password list: nothing from a cell that is, or might be, a password.
 * There are no rows until the columns are certain.
 */
export type PasswordList = {
  mode: ImportMode;
  columns: {
    username: number | null;
    password: number | null;
    hasHeader: boolean;
    /**
     * Which of the nonempty rows names the columns, if it isn't the first; the rows above it are
     * skipped.
     */
    headerRow?: number;
    /** Names of the columns, if that row certainly consists of names. */
    headers: string[];
    /** False: a person has to select the columns. */
    isSure: boolean;
    /** For each column, how many of the rows examined have an address in it. */
    addresses: number[];
  };
  rows: PasswordRow[];
  counts: Record<PasswordRowState, number>;
  /**
   * When the user list behind `not_customer` was fetched; null: unavailable, so no one is skipped
   * because of it.
   */
  customersAsOf: string | null;
} & Pick<BatchPreview, 'delimiter' | 'encoding' | 'sheets' | 'hiddenSheets' | 'sheet' | 'hidden'>;
