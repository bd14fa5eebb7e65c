import { z } from 'zod';
import { momentSchema } from './moments';
import {
  batchStatuses,
  draftChangesSchema,
  invitationStatuses,
  listReadingSchema,
} from '../invitations';

export const batchCountsSchema = z
  .record(z.enum(invitationStatuses), z.int())
  .meta({ id: 'BatchCounts' });
export type BatchCounts = z.infer<typeof batchCountsSchema>;

export const batchSchema = z
  .object({
    id: z.string(),
    accountId: z.string(),
    name: z.string().nullable(),
    status: z.enum(batchStatuses),
    createdAt: momentSchema,
    createdBy: z.string().describe('The address of who created it.'),
    createdByName: z.string().nullable().describe('Null: they were removed from the team.'),
    holdUntil: momentSchema.nullable(),
    finishedAt: momentSchema.nullable(),
    pausedReason: z.string().nullable().describe('Why a batch is paused, as a sentence.'),
    waitingUntil: momentSchema
      .nullable()
      .describe(
        'For a running batch: no call before this moment, because the upstream asked for it or failed.',
      ),
    waitingReason: z.string().nullable().describe('Why, as a sentence.'),
    parentId: z.string().nullable(),
    childIds: z
      .array(z.string())
      .describe("Batches that retried this one's problems, oldest first."),
    counts: batchCountsSchema,
    total: z.int(),
  })
  .meta({ id: 'Batch' });
export type Batch = z.infer<typeof batchSchema>;

export const batchRowSchema = z
  .object({
    index: z.int(),
    email: z.string(),
    seats: z.int(),
    status: z.enum(invitationStatuses),
    upstreamCode: z.string().optional(),
    message: z.string().optional(),
    attempts: z.int(),
    updatedAt: momentSchema,
  })
  .meta({ id: 'BatchRow' });
export type BatchRow = z.infer<typeof batchRowSchema>;

export const batchCauseSchema = z
  .object({
    id: z.string(),
    status: z.enum(['rejected', 'unconfirmed']),
    upstreamCode: z.string().optional(),
    message: z.string().optional(),
    rows: z.int(),
  })
  .meta({
    id: 'BatchCause',
    description: 'Rows of a batch that need attention for one and the same reason.',
  });
export type BatchCause = z.infer<typeof batchCauseSchema>;

export const previewRowSchema = z
  .object({
    index: z.int(),
    email: z.string(),
    seats: z.int(),
    original: z
      .object({
        email: z.string(),
        seats: z.string(),
      })
      .describe('As in the list.'),
    verdict: z.enum(['ready', 'fix', 'already_customer', 'duplicate']),
    problems: z.array(
      z.object({
        path: z.enum(['email', 'seats']),
        code: z.string(),
        message: z.string(),
      }),
    ),
    notes: z
      .array(
        z.object({
          code: z.string(),
          message: z.string(),
        }),
      )
      .describe(
        'Worth knowing but blocks nothing, such as "has a +tag: another mailbox name of …".',
      ),
  })
  .meta({ id: 'PreviewRow' });
export type PreviewRow = z.infer<typeof previewRowSchema>;

export const batchPreviewSchema = z
  .object({
    columns: z
      .object({
        email: z.int().nullable(),
        seats: z.int().nullable(),
        headers: z.array(z.string()),
        headerRow: z
          .int()
          .nullable()
          .describe('Which of the nonempty rows names the columns; null if none does.'),
        isSure: z
          .boolean()
          .describe(
            'False: more than one reading is likely, so a person should select the columns.',
          ),
        candidates: z.array(z.int()).describe('Columns with addresses in them.'),
        samples: z
          .array(z.array(z.string()))
          .describe('Up to three nonempty cells of each column. Empty for address lines.'),
        firstRows: z
          .array(z.array(z.string()))
          .describe(
            'The first twenty rows, so that a person can select the header row. Empty for address lines.',
          ),
      })
      .describe('Positions in the file; `headers` is empty if it has none, and for address lines.'),
    rows: z.array(previewRowSchema),
    counts: z.record(previewRowSchema.shape.verdict, z.int()),
    seatsTotal: z.int().describe('Of the rows that are ready.'),
    delimiter: z
      .enum([',', ';', '\t', '|'])
      .nullable()
      .describe('Null for address lines and workbooks.'),
    encoding: z
      .enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])
      .nullable()
      .describe('Null for workbooks.'),
    sheets: z.array(z.string()).describe('Of a workbook, in its order; otherwise empty.'),
    hiddenSheets: z.array(z.string()).optional().describe('The hidden ones among `sheets`.'),
    sheet: z.string().nullable().describe('The sheet that was read.'),
    hidden: z
      .object({
        rows: z.int(),
        columns: z.int(),
        isIncluded: z.boolean(),
      })
      .optional()
      .describe('Nonempty rows and columns that the sheet hides; left out if there are none.'),
    maxSeats: z.int().nullable().describe("From the account's policy."),
    holdAbove: z
      .int()
      .nullable()
      .describe("From the account's policy: a batch of more people waits before sending."),
    customersAsOf: z
      .string()
      .nullable()
      .describe(
        'When the user list behind `already_customer` was fetched; null: unavailable, so no users were recognized.',
      ),
  })
  .meta({ id: 'BatchPreview' });
export type BatchPreview = z.infer<typeof batchPreviewSchema>;

export const editedBatchSchema = z
  .object({
    isEditable: z.boolean(),
  })
  .meta({
    id: 'EditedBatch',
    description:
      "`isEditable`: the batch's list is now the person's draft. Otherwise another draft was kept.",
  });
export type EditedBatch = z.infer<typeof editedBatchSchema>;

export const invitationDraftSchema = z
  .object({
    source: z
      .union([
        z.object({
          kind: z.literal('text'),
          text: z.string(),
        }),
        z.object({
          kind: z.literal('file'),
          name: z.string(),
        }),
      ])
      .describe('`text` only if it was pasted.'),
    reading: listReadingSchema,
    preview: batchPreviewSchema,
    changes: draftChangesSchema,
    updatedAt: momentSchema,
  })
  .meta({
    id: 'InvitationDraft',
    description:
      '`GET /api/batches/draft`: the list that the person is preparing, with their changes applied in `preview`.',
  });
export type InvitationDraft = z.infer<typeof invitationDraftSchema>;
