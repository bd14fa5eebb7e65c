import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

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
