import { z } from 'zod';
import { momentSchema } from './moments';

export const mailStatusSchema = z
  .union([
    z.object({
      isSet: z.literal(false),
    }),
    z.object({
      isSet: z.literal(true),
      server: z.string(),
      security: z.enum(['tls', 'starttls', 'none']),
      from: z.string(),
      waiting: z.int(),
      waitingSince: momentSchema.nullable(),
      failed: z.int().describe('Given up.'),
      unconfirmed: z.int().describe('Handed over twice without an answer.'),
      lastFault: z.string().nullable().describe("Why the last one wasn't sent, and what to do."),
    }),
  ])
  .meta({
    id: 'MailStatus',
    description:
      'How outgoing email is set up and how it is going. Numbers are of the last seven days.',
  });
export type MailStatus = z.infer<typeof mailStatusSchema>;

export const mailTestSchema = z
  .object({
    ok: z.boolean(),
    to: z.string(),
    detail: z.string(),
  })
  .meta({ id: 'MailTest', description: 'The outcome of *Send a test*.' });
export type MailTest = z.infer<typeof mailTestSchema>;
