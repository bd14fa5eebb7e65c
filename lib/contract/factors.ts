import { z } from 'zod';

/** A person's second factors as they see them. */
export type Factors = {
  totp: { confirmedAt: string } | null;
  passkeys: { id: string; name: string; createdAt: string; lastUsedAt: string | null }[];
  recoveryCodesLeft: number;
  /** By when the person's role requires one, while they have none. */
  requiredBy: string | null;
  /** With what the person can confirm sensitive work, the strongest first. */
  confirmsWith: ('passkey' | 'code' | 'password')[];
};

/** The secret of an authenticator app, shown until it is confirmed. */
export type NewTotp = { secret: string; uri: string };

/** Shown once. */
export type RecoveryCodes = { recoveryCodes: string[] };

/** Six digits of an authenticator app, or a recovery code; with spaces and dashes as pasted. */
export const codeSchema = z
  .string({ error: 'The code is missing.' })
  .min(1, { error: 'The code is missing.' })
  .max(100, { error: 'The code is too long.' });

export const confirmTotpInputSchema = z.strictObject({ code: codeSchema });
