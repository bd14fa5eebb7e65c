import { z } from 'zod';
import { accountIdSchema, customerIdSchema } from './common';

export type { SeatsChange, SeatsChanges } from './answers/seats-changes';

export const seatsChangesQuerySchema = z.object({
  account: accountIdSchema.optional(),
  customer: customerIdSchema.optional(),
  /** How many days ago is compared with now. */
  days: z.coerce.number().int().min(1).max(366).default(7),
});
export type SeatsChangesQuery = z.infer<typeof seatsChangesQuerySchema>;
