import { z } from 'zod';
import { customerListColumnsSchema, customerRowStates } from '../customer-lists';
import { batchPreviewSchema } from './invitations';

export const customerRowSchema = z
  .object({
    index: z.int().describe('Of the list without its header; the first is 0.'),
    name: z.string().describe('As in the list.'),
    state: z.enum(customerRowStates),
    message: z.string().optional().describe('What has to be fixed, or what changes.'),
    customerId: z.string().optional().describe('Of the customer that there is.'),
  })
  .meta({ id: 'CustomerRow' });
export type CustomerRow = z.infer<typeof customerRowSchema>;

export const customerListSchema = z
  .object({
    columns: customerListColumnsSchema.extend({
      isSure: z.boolean().describe('False: a person has to select the columns.'),
      headers: z.array(z.string()).describe('Of each column; empty without a header row.'),
      samples: z
        .array(z.array(z.string()))
        .describe("The first cells of each column that aren't empty."),
      firstRows: z
        .array(z.array(z.string()))
        .describe('The first rows of the list, each cell cut.'),
    }),
    rows: z.array(customerRowSchema),
    counts: z.record(z.enum(customerRowStates), z.int()),
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
  .meta({ id: 'CustomerList', description: 'There are no rows until the columns are certain.' });
export type CustomerList = z.infer<typeof customerListSchema>;
