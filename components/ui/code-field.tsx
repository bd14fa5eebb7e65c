'use client';

import { useState, type Ref } from 'react';
import { Field } from './field';
import { Input } from './inputs';

type CodeFieldProps = {
  id?: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  ref?: Ref<HTMLInputElement>;
};

/** The six digits of an authenticator app, or one of the recovery codes that stand in for them. */
export function CodeField({ id, value, onChange, error, ref }: CodeFieldProps) {
  const [isRecovery, setIsRecovery] = useState(false);
  return (
    <div className="flex flex-col gap-2">
      <Field
        id={id}
        label={isRecovery ? 'Recovery code' : 'Code from your authenticator app'}
        help={isRecovery ? 'Each recovery code works once.' : 'Six digits. Spaces don’t matter.'}
        error={error}
        isRequired
      >
        {(control) => (
          <Input
            {...control}
            ref={ref}
            name="code"
            type="text"
            inputMode={isRecovery ? 'text' : 'numeric'}
            // A password manager or the keyboard of a phone can fill it in.
            autoComplete={isRecovery ? 'off' : 'one-time-code'}
            autoCapitalize={isRecovery ? 'characters' : 'none'}
            spellCheck={false}
            maxLength={100}
            className="font-mono tracking-wide"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      <button
        type="button"
        className="self-start text-12 text-accent-text underline underline-offset-2 touch:min-h-9"
        onClick={() => {
          setIsRecovery(!isRecovery);
          onChange('');
        }}
      >
        {isRecovery ? 'Use your authenticator app instead' : 'Use a recovery code instead'}
      </button>
    </div>
  );
}
