import { z } from 'zod';
import { momentSchema } from './moments';
import { customerUserSchema } from '../users';

export const userInvitationSchema = z
  .object({
    batchId: z.string(),
    batchName: z.string().nullable().describe('Null: the batch has no name.'),
    at: momentSchema,
    by: z
      .string()
      .describe(
        'Who invited them, as they are called now; the address of someone who was removed.',
      ),
  })
  .meta({ id: 'UserInvitation' });
export type UserInvitation = z.infer<typeof userInvitationSchema>;

export const sameDomainSchema = z
  .object({
    domain: z.string(),
    others: z.int().describe('How many others there are; `users` are the first of them by name.'),
    users: z.array(z.object({ key: z.string(), username: z.string() })),
  })
  .meta({ id: 'SameDomain' });
export type SameDomain = z.infer<typeof sameDomainSchema>;

export const userDetailsSchema = z
  .object({
    user: customerUserSchema,
    note: z.string().nullable(),
    invitation: userInvitationSchema
      .nullable()
      .optional()
      .describe(
        "The last time their address was invited from here; left out for anyone who can't see batches.",
      ),
    sameDomain: sameDomainSchema
      .nullable()
      .describe(
        "Others with the same mail domain; null: it's a public one, or no one else has it.",
      ),
  })
  .meta({ id: 'UserDetails', description: "One customer user, with what the list doesn't show." });
export type UserDetails = z.infer<typeof userDetailsSchema>;
