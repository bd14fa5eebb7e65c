import { z } from 'zod';
import { accountIdSchema, customerIdSchema, listedNameSchema } from './common';

export type { SeatsHistory, SeatsPoint } from './answers/seats-history';

const DAY_MS = 86_400_000;
const MAX_DAYS = 1_100;

export const seatsHistoryQuerySchema = z
  .object({
    account: accountIdSchema.optional(),
    /** A customer user; left out: the account as a whole. */
    user: listedNameSchema
      .refine((text) => text.isWellFormed() && !text.includes('\0'), {
        error: 'The user’s name contains a character that isn’t allowed.',
      })
      .optional(),
    /** All users of a customer together, in all accounts unless one is given. */
    customer: customerIdSchema.optional(),
    /** Days in UTC, both included. Left out: the last 90, from the first that is known. */
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    format: z.enum(['json', 'csv']).default('json'),
  })
  .refine(({ user, customer }) => user === undefined || customer === undefined, {
    error: 'Ask for a user or for a customer.',
    path: ['customer'],
  })
  .refine(({ from, to }) => spanOf(from, to) >= 1, {
    error: 'The first day must not be after the last.',
    path: ['from'],
  })
  .refine(({ from, to }) => spanOf(from, to) <= MAX_DAYS, {
    error: 'At most three years at once.',
    path: ['from'],
  });
export type SeatsHistoryQuery = z.infer<typeof seatsHistoryQuerySchema>;

function spanOf(from: string | undefined, to: string | undefined): number {
  const end = to === undefined ? Date.now() : Date.parse(to);
  return from === undefined ? 1 : Math.floor((end - Date.parse(from)) / DAY_MS) + 1;
}
