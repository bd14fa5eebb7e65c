import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import type { Connection } from '@/lib/contract/devices';
import { useSetLoginName } from './queries';

type LoginNameProps = { connection: Connection; onChanged: (connection: Connection) => void };

/** The person's own name on the device: remembered, and in the command from then on. */
export function LoginName({ connection, onChanged }: LoginNameProps) {
  const [name, setName] = useState(connection.loginName ?? '');
  const { mutate, isPending, error } = useSetLoginName();
  const save = (event: FormEvent) => {
    event.preventDefault();
    mutate({ id: connection.id, name: name.trim() }, { onSuccess: onChanged });
  };
  return (
    <form onSubmit={save} noValidate>
      <Field
        label="Your login name on this device"
        help="Remembered for you, for the next time."
        error={error ? (error.errorAt('name') ?? error.detail) : undefined}
      >
        {(control) => (
          <div className="flex gap-2">
            <Input
              {...control}
              value={name}
              onChange={(event) => setName(event.target.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={64}
              className="max-w-56 font-mono"
            />
            <Button
              type="submit"
              isPending={isPending}
              disabled={name.trim() === (connection.loginName ?? '')}
            >
              Use
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}
