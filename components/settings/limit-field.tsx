import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { formatNumber } from '@/lib/shared/format';

type Range = readonly [least: number, most: number];

type LimitFieldProps = {
  id: string;
  label: string;
  help: string;
  error: string | undefined;
  text: string;
  onType: (text: string) => void;
};

/** A whole number, or empty for no limit. `useLimit` holds what is typed. */
export function LimitField({ id, label, help, error, text, onType }: LimitFieldProps) {
  return (
    <Field id={id} label={label} isOptional help={help} error={error}>
      {(control) => (
        <Input
          {...control}
          value={text}
          inputMode="numeric"
          autoComplete="off"
          className="max-w-32 tabular-nums"
          onChange={(event) => onType(event.target.value)}
        />
      )}
    </Field>
  );
}

/** The state of a `LimitField`: its `field` to spread, and ways to read and replace it. */
export function useLimit(id: string, saved: number | null, range: Range) {
  const [text, setText] = useState(limitText(saved));
  const [error, setError] = useState<string>();
  return {
    field: {
      id,
      text,
      error,
      onType: (typed: string) => {
        setText(typed);
        setError(undefined);
      },
    },
    /** The limit, null for none. `undefined` if it isn't valid: the field then shows why. */
    read: () => {
      const limit = readLimit(text, range);
      const isValid = limit !== undefined;
      setError(isValid ? undefined : `${rangeMessage(range)}, or leave it empty.`);
      if (!isValid) document.getElementById(id)?.focus();
      return limit;
    },
    show: (limit: number | null) => {
      setText(limitText(limit));
      setError(undefined);
    },
    isChanged: text.trim() !== limitText(saved),
  };
}

function limitText(limit: number | null): string {
  return limit === null ? '' : String(limit);
}

/** Without a final period, so that a field can add what else it takes. */
export function rangeMessage([least, most]: Range): string {
  return `Enter a whole number from ${least} to ${formatNumber(most)}`;
}

/**
 * A limit as typed. Callers write out the server's ranges: its schemas would bring zod into the
 * page.
 * @returns null for no limit; `undefined` for anything that isn't a whole number in `range`
 */
export function readLimit(text: string, [least, most]: Range): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const limit = /^\d{1,6}$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  return limit >= least && limit <= most ? limit : undefined;
}
