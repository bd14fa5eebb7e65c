import 'server-only';
import { generateSecret, generateURI, verify } from 'otplib';

const ISSUER = 'Reseller Desk';
/** RFC 6238: one step of delay, and as much for a clock that is ahead. */
const TOLERANCE_SECONDS = 30;

/** A secret for an authenticator app: 160 random bits in base32. */
export function newTotpSeed(): string {
  return generateSecret();
}

/** What an authenticator app reads from the QR code. */
export function totpUri(email: string, secret: string): string {
  return generateURI({ issuer: ISSUER, label: email, secret });
}

/**
 * The time step that a code of six digits is for, by the server's clock; null if it is wrong, or
 * for no later step than one that was accepted before.
 */
export async function stepOf(
  code: string,
  { seed, lastStep }: { seed: string; lastStep: number | null },
): Promise<number | null> {
  if (!/^\d{6}$/.test(code)) return null;
  const found = await verify({
    secret: seed,
    token: code,
    epochTolerance: TOLERANCE_SECONDS,
  });
  if (!found.valid || !('timeStep' in found)) return null;
  return lastStep !== null && found.timeStep <= lastStep ? null : found.timeStep;
}
