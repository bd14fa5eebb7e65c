import { MIN_STAFF_PASSWORD_LENGTH } from '@/lib/schemas/password-length';

export type PasswordStrength = { share: number; tone: 'bad' | 'accent' | 'good'; sentence: string };

/**
 * How good a password is while it is typed: by its length and how many different characters it has.
 * The server has the last word and also knows the common ones.
 */
export function passwordStrength(password: string): PasswordStrength {
  const length = [...password].length;
  const variety = new Set(password.toLowerCase()).size;
  const missing = MIN_STAFF_PASSWORD_LENGTH - length;
  if (missing > 0) {
    const share = Math.min(0.5, length / (MIN_STAFF_PASSWORD_LENGTH * 2));
    return { share, tone: 'bad', sentence: `${missing} more to go` };
  }
  if (variety < 8)
    return { share: 0.6, tone: 'accent', sentence: 'Long enough, but it repeats itself' };
  if (length < 20) return { share: 0.8, tone: 'good', sentence: 'Good' };
  return { share: 1, tone: 'good', sentence: 'Very good' };
}
