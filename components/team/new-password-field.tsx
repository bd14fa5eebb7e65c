'use client';

import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { ProgressBar } from '@/components/ui/progress-bar';
import { passwordStrength } from './password-strength';

type NewPasswordFieldProps = {
  id?: string;
  label: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
};

/** A password of one's own that is being chosen, and how good it is. */
export function NewPasswordField({ id, label, value, error, onChange }: NewPasswordFieldProps) {
  const strength = passwordStrength(value);
  return (
    <Field
      id={id}
      label={label}
      error={error}
      help="15 characters or more. A few unrelated words are easy to remember and hard to guess."
      aside={<span aria-live="polite">{value && strength.sentence}</span>}
    >
      {(control) => (
        <>
          <Input
            {...control}
            name="password"
            type="password"
            autoComplete="new-password"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <ProgressBar label="Strength" share={strength.share} tone={strength.tone} />
        </>
      )}
    </Field>
  );
}
