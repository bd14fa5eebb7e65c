'use client';

import { Field } from '@/components/ui/field';
import { PasswordInput } from '@/components/ui/password-input';
import { ProgressBar } from '@/components/ui/progress-bar';
import { MIN_PASSWORD_LENGTH_WITH_FACTOR, MIN_STAFF_PASSWORD_LENGTH } from '@/lib/shared/wire';

type NewPasswordFieldProps = {
  id?: string;
  label: string;
  /** Beside a second factor it may be shorter. */
  hasFactor: boolean;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
};

/** A new password of the signed-in person, and whether it is long enough. */
export function NewPasswordField(props: NewPasswordFieldProps) {
  const { id, label, hasFactor, value, error, onChange } = props;
  const minLength = hasFactor ? MIN_PASSWORD_LENGTH_WITH_FACTOR : MIN_STAFF_PASSWORD_LENGTH;
  const strength = passwordStrength(value, minLength);
  return (
    <Field
      id={id}
      label={label}
      error={error}
      help={`At least ${minLength} characters. A few unrelated words are easy to remember and hard to guess.`}
      aside={<span aria-live="polite">{value && strength.sentence}</span>}
    >
      {(control) => (
        <>
          <PasswordInput
            {...control}
            isOwn
            what="characters"
            name="password"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <ProgressBar label="Strength" share={strength.share} tone={strength.tone} />
        </>
      )}
    </Field>
  );
}

type PasswordStrength = { share: number; tone: 'bad' | 'accent' | 'good'; sentence: string };

/**
 * The progress of a password as it is typed, by length and variety of characters. Only the server
 * can tell how easy it is to guess, so no text here calls it strong.
 */
function passwordStrength(password: string, minLength: number): PasswordStrength {
  const text = password.normalize('NFKC');
  const length = [...text].length;
  const variety = new Set(text.toLowerCase()).size;
  const missing = minLength - length;
  if (missing > 0) {
    const share = Math.min(0.5, length / (minLength * 2));
    return {
      share,
      tone: 'bad',
      sentence: `${missing} more ${missing === 1 ? 'character' : 'characters'}`,
    };
  }
  if (variety < 8) return { share: 0.6, tone: 'accent', sentence: 'Long enough, but repetitive' };
  return { share: 1, tone: 'good', sentence: 'Long enough. Checked when you save.' };
}
