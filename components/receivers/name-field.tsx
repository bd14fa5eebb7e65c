import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';

type NameFieldProps = {
  id: string;
  value: string;
  error: string | undefined;
  onChange: (name: string) => void;
};

/** What a receiver is called here. */
export function NameField({ id, value, error, onChange }: NameFieldProps) {
  return (
    <Field id={id} label="Name" isRequired error={error}>
      {(control) => (
        <Input
          {...control}
          maxLength={60}
          autoComplete="off"
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
