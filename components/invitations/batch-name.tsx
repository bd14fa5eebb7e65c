import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

type BatchNameProps = { name: string; error: string | undefined; onName: (name: string) => void };

export function BatchName({ name, error, onName }: BatchNameProps) {
  return (
    <Field
      label="Name of the batch"
      id="batch-name"
      isOptional
      help="So that you find it again in the list."
      error={error}
    >
      {(control) => (
        <Input
          {...control}
          value={name}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => onName(event.target.value)}
        />
      )}
    </Field>
  );
}
