import 'server-only';
import { z } from 'zod';

/** `code` repeats the HTTP status; text is accepted for it, since the platform mixes both elsewhere. */
export const envelopeSchema = z.object({
  status: z.string().transform((text) => text.trim()),
  code: z.union([
    z.number().int(),
    z
      .string()
      .regex(/^\d{3}$/)
      .transform(Number),
  ]),
  message: z.unknown().optional(),
  errors: z.array(z.unknown()).nullish(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

export const errorItemSchema = z.object({ description: z.string() });

export const userListSchema = z.object({ resellerUsersList: z.array(z.unknown()).nullable() });

export const inviteListSchema = z.array(z.unknown());

export const inviteRowSchema = z.object({
  username: z.string(),
  status: z.unknown().optional(),
});

export const autoLoginSchema = z.object({ rpc_redirect_link: z.string().min(1).max(4_096) });
