import { z } from 'zod';

export const invitationTemplateSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    seats: z.int().describe('For each person whose list has none.'),
    isHeld: z.boolean().describe('Sending waits for a moment, so that it can be undone.'),
  })
  .meta({
    id: 'InvitationTemplate',
    description: 'What many lists of invitations have in common, for the whole team.',
  });
export type InvitationTemplate = z.infer<typeof invitationTemplateSchema>;
