import { z } from 'zod';
import { daySchema } from './moments';

export const seatsPointSchema = z
  .union([
    z.object({
      on: daySchema,
      seats: z.int().nullable(),
      seatsUsed: z.int().nullable(),
      users: z.int().optional(),
    }),
    z.object({
      on: daySchema,
      missing: z.literal(true),
    }),
  ])
  .meta({
    id: 'SeatsPoint',
    description:
      "A day without a reading is missing; it isn't zero. `null`: RemotePC's value can't be read.",
  });
export type SeatsPoint = z.infer<typeof seatsPointSchema>;

export const seatsHistorySchema = z
  .object({
    points: z.array(seatsPointSchema),
  })
  .meta({ id: 'SeatsHistory' });
export type SeatsHistory = z.infer<typeof seatsHistorySchema>;
