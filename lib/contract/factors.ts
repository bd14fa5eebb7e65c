import { z } from 'zod';
import { lineSchema } from './common';

export type { Factors, NewTotp, RecoveryCodes } from './answers/factors';

/** Six digits of an authenticator app, or a recovery code; with spaces and dashes as pasted. */
export const codeSchema = z
  .string({ error: 'The code is missing.' })
  .min(1, { error: 'The code is missing.' })
  .max(100, { error: 'The code is too long.' });

export const confirmTotpInputSchema = z.strictObject({ code: codeSchema });

const base64urlSchema = z
  .string()
  .max(20_000)
  .regex(/^[A-Za-z0-9_-]*$/);

const transports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;

/** How a passkey may be reached. Kinds that browsers invent later are left out. */
export const passkeyTransportsSchema = z
  .array(z.string().max(50))
  .max(20)
  .transform((given) => transports.filter((known) => given.includes(known)));

/** Common to both answers of a browser; what it adds later is left out. */
const credentialSchema = z.object({
  id: base64urlSchema.min(1).max(2_000),
  rawId: base64urlSchema.min(1).max(2_000),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).optional(),
  clientExtensionResults: z.object({}).default({}),
});

const passkeyNameSchema = lineSchema({ max: 100, label: 'The name' });

/** `RegistrationResponseJSON` of WebAuthn, and a name for the passkey. */
export const addPasskeyInputSchema = credentialSchema.extend({
  name: passkeyNameSchema.optional(),
  response: z.object({
    clientDataJSON: base64urlSchema.min(1),
    attestationObject: base64urlSchema.min(1),
    transports: passkeyTransportsSchema.optional(),
  }),
});

/** `AuthenticationResponseJSON` of WebAuthn. */
export const passkeyAnswerSchema = credentialSchema.extend({
  response: z.object({
    clientDataJSON: base64urlSchema.min(1),
    authenticatorData: base64urlSchema.min(1),
    signature: base64urlSchema.min(1),
    userHandle: base64urlSchema.optional(),
  }),
});

export const renamePasskeyInputSchema = z.strictObject({ name: passkeyNameSchema });
