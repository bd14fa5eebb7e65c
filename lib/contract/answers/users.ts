import { z } from 'zod';
import { momentSchema } from './moments';
import { customerUserSchema } from '../users';
import { unavailableAccountSchema } from './accounts';

export const usersSummarySchema = z
  .object({
    users: z.int(),
    active: z.int(),
    inactive: z.int(),
    seats: z.int(),
    seatsUsed: z.int(),
    overAllotted: z.int(),
  })
  .meta({ id: 'UsersSummary' });
export type UsersSummary = z.infer<typeof usersSummarySchema>;

export const usersPageSchema = z
  .object({
    items: z.array(customerUserSchema),
    total: z.int(),
    page: z.int(),
    pageSize: z.int(),
    summary: usersSummarySchema.describe('Of all users of the accounts.'),
    filtered: usersSummarySchema.describe('Of those that match.'),
    fetchedAt: momentSchema,
    isStale: z.boolean(),
    unavailable: z
      .array(unavailableAccountSchema)
      .optional()
      .describe('Of several accounts, those that are missing here; left out if none is.'),
  })
  .meta({ id: 'UsersPage' });
export type UsersPage = z.infer<typeof usersPageSchema>;
