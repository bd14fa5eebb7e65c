import { z } from 'zod';
import { momentSchema } from './moments';

export const factorsSchema = z
  .object({
    totp: z
      .object({
        confirmedAt: momentSchema,
      })
      .nullable(),
    passkeys: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        createdAt: momentSchema,
        lastUsedAt: momentSchema.nullable(),
      }),
    ),
    recoveryCodesLeft: z.int(),
    requiredBy: z
      .string()
      .nullable()
      .describe("By when the person's role requires one, while they have none."),
    confirmsWith: z
      .array(z.enum(['passkey', 'code', 'single_sign_on', 'password']))
      .describe('With what the person can confirm sensitive work, the strongest first.'),
  })
  .meta({ id: 'Factors', description: "A person's second factors as they see them." });
export type Factors = z.infer<typeof factorsSchema>;

export const newTotpSchema = z
  .object({
    secret: z.string(),
    uri: z.string(),
  })
  .meta({
    id: 'NewTotp',
    description: 'The secret of an authenticator app, shown until it is confirmed.',
  });
export type NewTotp = z.infer<typeof newTotpSchema>;

export const recoveryCodesSchema = z
  .object({
    recoveryCodes: z.array(z.string()),
  })
  .meta({ id: 'RecoveryCodes', description: 'Shown once.' });
export type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;
