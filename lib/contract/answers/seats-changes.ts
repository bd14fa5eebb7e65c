import { z } from 'zod';
import { daySchema } from './moments';

const usedSeatsSchema = z.object({ seats: z.int().nullable(), seatsUsed: z.int().nullable() });

export const seatsChangeSchema = z
  .object({
    accountId: z.string(),
    username: z.string(),
    key: z.string().describe('Names the user in `/api/users/{key}`.'),
    kind: z.enum(['joined', 'left', 'more', 'less']),
    before: usedSeatsSchema.nullable().describe('null: not a user then.'),
    after: usedSeatsSchema.nullable().describe('null: not a user any more.'),
  })
  .meta({ id: 'SeatsChange', description: 'What changed for one user between two days.' });
export type SeatsChange = z.infer<typeof seatsChangeSchema>;

export const seatsChangesSchema = z
  .object({
    since: daySchema
      .nullable()
      .describe('The day that is compared with now; later if less is known. null: nothing is.'),
    items: z
      .array(seatsChangeSchema)
      .describe('The largest changes in seats first, at most 500 of them.'),
    counts: z.object({ joined: z.int(), left: z.int(), more: z.int(), less: z.int() }),
    seats: z.int().describe('By how much the seats of all of them together changed.'),
  })
  .meta({ id: 'SeatsChanges' });
export type SeatsChanges = z.infer<typeof seatsChangesSchema>;
