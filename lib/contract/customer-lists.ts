import { z } from 'zod';
import { boundedArray } from './common';
import { keptTextSchema, MAX_LIST_COLUMNS, MAX_ROWS_TO_HEADINGS } from './invitations';

export type { CustomerList, CustomerRow } from './answers/customer-lists';

/** More customers than any reseller has; all are written in one transaction. */
export const MOST_IMPORTED = 5_000;

/** What a column of a list of customers may hold. */
export const customerColumns = [
  'name',
  'domains',
  'externalId',
  'pricePerSeat',
  'currency',
  'tags',
  'note',
  'ownField',
] as const;
export type CustomerColumn = (typeof customerColumns)[number];

/** These may be in several columns, such as "Domain 1" and "Domain 2". */
const severalTimes: readonly (CustomerColumn | null)[] = [null, 'domains', 'tags', 'ownField'];

/** What each column holds, as selected by a person; null: nothing that is read. */
export const customerListColumnsSchema = z
  .strictObject({
    kinds: boundedArray(z.enum(customerColumns).nullable(), { max: MAX_LIST_COLUMNS }),
    /** Which of the nonempty rows names the columns; null: none does. Rows above it are skipped. */
    headerRow: z
      .number()
      .int()
      .min(0)
      .max(MAX_ROWS_TO_HEADINGS - 1)
      .nullable(),
  })
  .refine(({ kinds }) => kinds.includes('name'), {
    path: ['kinds'],
    error: 'Select the column with the names of the customers.',
  })
  .refine(({ kinds }) => kinds.every((kind, at) => isFree(kinds, kind, at)), {
    path: ['kinds'],
    error: 'Two columns can’t both be the same field.',
  })
  .refine(({ kinds, headerRow }) => headerRow !== null || !kinds.includes('ownField'), {
    path: ['kinds'],
    error: 'A field of your own takes its name from the header row: select that row.',
  });
export type CustomerListColumns = z.infer<typeof customerListColumnsSchema>;

function isFree(
  kinds: readonly (CustomerColumn | null)[],
  kind: CustomerColumn | null,
  at: number,
): boolean {
  return severalTimes.includes(kind) || kinds.indexOf(kind) === at;
}

/** How to read a list of customers; what is left out is guessed. */
export const customerListReadingSchema = z.strictObject({
  /** For a workbook; if left out, the first sheet. */
  sheet: keptTextSchema(100).min(1).optional(),
  /** Also read what a workbook's sheet hides. */
  includeHidden: z.boolean().optional(),
  columns: customerListColumnsSchema.optional(),
});
export type CustomerListReading = z.infer<typeof customerListReadingSchema>;

/** What becomes of customers that are there already. */
export const importCustomersQuerySchema = z.object({
  existing: z.enum(['update', 'skip']).default('update'),
});
export type ExistingCustomers = z.infer<typeof importCustomersQuerySchema>['existing'];

/** What happens to a row: the first two when a list is checked, the next three when it is saved. */
export const customerRowStates = [
  'new',
  'update',
  'created',
  'updated',
  'skipped',
  'unchanged',
  'repeated',
  'fix',
] as const;
export type CustomerRowState = (typeof customerRowStates)[number];
