import { z } from 'zod';
import {
  boundedArray,
  boundedRecord,
  accountIdSchema,
  emailSchema,
  lineSchema,
  pageSchema,
  pageSizeSchema,
  searchSchema,
  seatsSchema,
} from './common';

export type {
  Batch,
  BatchCause,
  BatchCounts,
  BatchPreview,
  BatchRow,
  EditedBatch,
  InvitationDraft,
  PreviewRow,
} from './answers/invitations';

export const MAX_BATCH_ROWS = 50_000;

export const invitationStatuses = [
  'pending',
  'sending',
  'invited',
  'already_invited',
  'exists',
  'rejected',
  'unconfirmed',
  'cancelled',
] as const;
export type InvitationStatus = (typeof invitationStatuses)[number];

export const batchStatuses = ['held', 'running', 'paused', 'cancelled', 'finished'] as const;
export type BatchStatus = (typeof batchStatuses)[number];

/** Text that the database can store. */
export function keptTextSchema(max: number) {
  return z
    .string()
    .max(max)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), {
      error: 'The text contains a character that isn’t allowed.',
    });
}
const originalTextSchema = keptTextSchema(1_000);

export const BATCH_ID = /^bat_[A-Za-z0-9_-]{24}$/;
const batchIdSchema = z.string().regex(BATCH_ID);

export const MAX_BATCH_NAME = 200;

const holdSecondsSchema = z.number().int().min(0).max(86_400).default(0);

export const createBatchInputSchema = z.strictObject({
  name: lineSchema({ min: 0, max: MAX_BATCH_NAME, label: 'The name' }).optional(),
  rows: boundedArray(
    z.strictObject({
      email: emailSchema,
      seats: seatsSchema.default(0),
      /** As in the list, for the results. */
      original: z.strictObject({ email: originalTextSchema, seats: originalTextSchema }).optional(),
    }),
    {
      min: 1,
      max: MAX_BATCH_ROWS,
      tooFew: 'There are no rows to invite.',
      tooMany: `A batch can have at most ${MAX_BATCH_ROWS} rows.`,
    },
  ),
  holdSeconds: holdSecondsSchema,
});
export type CreateBatchInput = z.infer<typeof createBatchInputSchema>;

/** `POST /api/batches/{id}/retry`; without a body the defaults apply. */
export const retryBatchInputSchema = z.strictObject({ holdSeconds: holdSecondsSchema });
export type RetryBatchInput = z.infer<typeof retryBatchInputSchema>;

/** `?account=` of the routes that start, list or check batches. */
export const batchAccountQuerySchema = z.object({ account: accountIdSchema.optional() });

export const listBatchesQuerySchema = batchAccountQuerySchema.extend({
  /** Part of the batch's name, its creator's email, or an address in it. */
  search: searchSchema,
  status: z.enum(batchStatuses).optional(),
  page: pageSchema,
  pageSize: pageSizeSchema,
});

export const listBatchRowsQuerySchema = z.object({
  status: z.enum(invitationStatuses).optional(),
  /** Any part of the address. */
  search: searchSchema,
  /** The `id` of a cause. */
  cause: z
    .string()
    .regex(/^[0-9a-f]{12}$/, 'Enter a cause of this batch.')
    .optional(),
  page: pageSchema,
  pageSize: pageSizeSchema,
});

export const batchResultsQuerySchema = z.object({
  format: z.enum(['csv']).default('csv'),
  only: z.enum(['problems']).optional(),
});

/** The widest table that is read. */
export const MAX_LIST_COLUMNS = 200;
export const columnIndexSchema = z
  .number()
  .int()
  .min(0)
  .max(MAX_LIST_COLUMNS - 1);

/** The header row is one of this many rows. */
export const MAX_ROWS_TO_HEADINGS = 20;

/** Which column holds what, as selected by a person. The first column is 0. */
export const chosenColumnsSchema = z.strictObject({
  email: columnIndexSchema,
  seats: columnIndexSchema.nullable(),
  /** Whether a row names the columns. */
  hasHeader: z.boolean(),
  /** Which one of the rows that aren't empty; the first is 0, and the default. */
  headerRow: z
    .number()
    .int()
    .min(0)
    .max(MAX_ROWS_TO_HEADINGS - 1)
    .optional(),
});
export type ChosenColumns = z.infer<typeof chosenColumnsSchema>;

/** How to read a list; what is left out is guessed. */
export const listReadingSchema = z.strictObject({
  /** For a workbook; if left out, the first sheet. */
  sheet: keptTextSchema(100).min(1).optional(),
  /** Also read what the sheet hides. */
  includeHidden: z.boolean().optional(),
  columns: chosenColumnsSchema.optional(),
  /** For text: a table, or every address in it. */
  shape: z.enum(['table', 'addresses']).optional(),
});
export type ListReading = z.infer<typeof listReadingSchema>;

/** A pasted list. With a file, the reading is JSON in the form field `reading`. */
export function listTextInputSchema<S extends z.ZodType>(readingSchema: S) {
  return z.strictObject({
    text: z
      .string()
      .max(10 * 1024 * 1024)
      .refine((text) => text.isWellFormed(), {
        error: 'The text contains a character that isn’t allowed.',
      }),
    reading: readingSchema.optional(),
  });
}

/** What a person changed in a list since it was read, by row index. */
const rowChangeSchema = z.strictObject({
  email: keptTextSchema(1_000).optional(),
  /** As typed: an invalid number is kept so that it can be fixed. */
  seats: keptTextSchema(1_000).optional(),
  isIncluded: z.boolean().optional(),
});
export const draftChangesSchema = z.strictObject({
  rows: boundedRecord(/^\d{1,5}$/, rowChangeSchema, { max: MAX_BATCH_ROWS }).default({}),
  name: keptTextSchema(MAX_BATCH_NAME).optional(),
  isHeld: z.boolean().optional(),
  step: z.enum(['check', 'review']).optional(),
  /** Of the batch that this becomes, whatever fails on the way. */
  idempotencyKey: keptTextSchema(MAX_BATCH_NAME).min(1).optional(),
});
export type DraftChanges = z.infer<typeof draftChangesSchema>;

/** `PATCH /api/batches/draft`: merged into what is stored, rows key by key. */
export const changeDraftInputSchema = z.strictObject({
  reading: listReadingSchema.optional(),
  changes: draftChangesSchema.optional(),
  /** The list became this batch; the draft is kept for an undo. */
  sentAs: batchIdSchema.optional(),
});
export type ChangeDraftInput = z.infer<typeof changeDraftInputSchema>;

/** `POST /api/batches/{id}/edit`; without a body the defaults apply. */
export const editBatchInputSchema = z.strictObject({
  /** Another draft of the person may be replaced. */
  replace: z.boolean().default(false),
});
export type EditBatchInput = z.infer<typeof editBatchInputSchema>;
