import { z } from 'zod';
import { momentSchema } from './moments';
import { searchedParts } from '../search';

export const foundSchema = z
  .object({
    users: z.array(
      z.object({
        accountId: z.string(),
        username: z.string(),
        key: z.string(),
      }),
    ),
    invited: z
      .array(
        z.object({
          accountId: z.string(),
          email: z.string(),
        }),
      )
      .describe('Invited, and not a user yet.'),
    customers: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
      }),
    ),
    devices: z.array(
      z.object({
        accountId: z.string(),
        id: z.string(),
        name: z.string(),
        key: z.string(),
      }),
    ),
    batches: z.array(
      z.object({
        id: z.string(),
        name: z.string().nullable(),
        total: z.int(),
        createdAt: momentSchema,
      }),
    ),
    members: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        email: z.string(),
      }),
    ),
    failed: z.array(z.enum(searchedParts)).describe("What couldn't be searched this time."),
  })
  .meta({
    id: 'Found',
    description:
      'The first few of each that match. What the person may not see is empty, and nothing says that there is any.',
  });
export type Found = z.infer<typeof foundSchema>;
