import { z } from 'zod';
import { momentSchema } from './moments';
import { unavailableAccountSchema } from './accounts';

export const invitedPersonSchema = z
  .object({
    accountId: z.string(),
    email: z.string(),
    status: z
      .enum(['invited', 'already_invited'])
      .describe('`already_invited`: RemotePC had an earlier invitation of theirs open.'),
    seats: z.int(),
    at: momentSchema,
    by: z
      .string()
      .describe(
        'Who invited them, as they are called now; the address of someone who was removed.',
      ),
    batchId: z.string(),
    batchName: z.string().nullable().describe('Null: the batch has no name.'),
  })
  .meta({
    id: 'InvitedPerson',
    description:
      "Someone who was invited and isn't a user of that account yet, with their latest invitation.",
  });
export type InvitedPerson = z.infer<typeof invitedPersonSchema>;

export const invitedPageSchema = z
  .object({
    items: z.array(invitedPersonSchema),
    total: z.int(),
    page: z.int(),
    pageSize: z.int(),
    unavailable: z
      .array(unavailableAccountSchema)
      .optional()
      .describe(
        "Of several accounts, those whose users aren't known: their people are missing here.",
      ),
  })
  .meta({ id: 'InvitedPage' });
export type InvitedPage = z.infer<typeof invitedPageSchema>;
