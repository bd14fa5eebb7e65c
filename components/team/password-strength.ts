import { MIN_STAFF_PASSWORD_LENGTH } from '@/lib/shared/password-length';

export type PasswordStrength = { share: number; tone: 'bad' | 'accent' | 'good'; sentence: string };

/**
 * How far a password is while it is typed: its length and how many different characters it has.
 * How easy it is to guess only the server knows, so nothing here calls it good.
 */
export function passwordStrength(password: string): PasswordStrength {
  const text = password.normalize('NFKC');
  const length = [...text].length;
  const variety = new Set(text.toLowerCase()).size;
  const missing = MIN_STAFF_PASSWORD_LENGTH - length;
  if (missing > 0) {
    const share = Math.min(0.5, length / (MIN_STAFF_PASSWORD_LENGTH * 2));
    return { share, tone: 'bad', sentence: `${missing} more to go` };
  }
  if (variety < 8)
    return { share: 0.6, tone: 'accent', sentence: 'Long enough, but it repeats itself' };
  return { share: 1, tone: 'good', sentence: 'Long enough; checked when you save' };
}
