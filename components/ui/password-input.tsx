'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useState, type ComponentProps } from 'react';
import { IconButton } from './icon-button';
import { Input } from './inputs';

type PasswordInputProps = Omit<ComponentProps<typeof Input>, 'type'> & {
  /** What it is, as in "Show password". */
  what?: string;
  /** The person's own: password managers may offer one, and save it. */
  isOwn?: boolean;
  /** Whether it is visible, if the parent controls it. */
  isShown?: boolean;
  onShownChange?: (isShown: boolean) => void;
};

const notToBeSaved = {
  'data-1p-ignore': '',
  'data-lpignore': 'true',
  'data-bwignore': 'true',
  'data-form-type': 'other',
};

/** A password or key that can be shown. Unless it is one's own, the browser must not save it. */
export function PasswordInput({
  what = 'password',
  isOwn = false,
  isShown,
  onShownChange,
  ...rest
}: PasswordInputProps) {
  const [isShownHere, setIsShownHere] = useState(false);
  const isReadable = isShown ?? isShownHere;
  return (
    <span className="relative block">
      <Input
        {...rest}
        type={isReadable ? 'text' : 'password'}
        autoComplete="new-password"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        {...(!isOwn && notToBeSaved)}
        className={isReadable ? 'pr-9 font-mono touch:pr-12' : 'pr-9 touch:pr-12'}
      />
      <span className="absolute inset-y-0 right-0.5 flex items-center">
        <IconButton
          label={`${isReadable ? 'Hide' : 'Show'} ${what}`}
          size="icon-sm"
          aria-pressed={isReadable}
          onClick={() => {
            setIsShownHere(!isReadable);
            onShownChange?.(!isReadable);
          }}
        >
          {isReadable ? <EyeOff /> : <Eye />}
        </IconButton>
      </span>
    </span>
  );
}
