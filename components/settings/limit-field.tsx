import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';

type LimitFieldProps = {
  id: string;
  label: string;
  help: string;
  error: string | undefined;
  text: string;
  onType: (text: string) => void;
};

/** A whole number, or nothing for no limit: `limit-text.ts` reads it. */
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

/** How a limit stands in a field: empty where there is none. */
export function limitText(limit: number | null): string {
  return limit === null ? '' : String(limit);
}

/**
 * What a field says, in a range as the server has it; written out where it is used, because the
 * server's schemas would bring zod into the page. null: no limit; `undefined`: neither that nor a
 * number that can be one.
 */
export function readLimit(text: string, [least, most]: readonly [number, number]) {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const limit = /^\d{1,6}$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  return limit >= least && limit <= most ? limit : undefined;
}
