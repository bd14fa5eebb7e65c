'use client';

import { useId, useState } from 'react';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { ApiProblem } from '@/lib/client/fetch-api';
import { useAddPasskey, useRenamePasskey } from './factor-queries';

type PasskeyDialogProps = {
  /** The one to rename; left out: a new one. */
  passkey?: { id: string; name: string };
  onDone: () => void;
  onClose: () => void;
};

/** Names a passkey, and makes it in this browser if it is new. */
export function PasskeyDialog({ passkey, onDone, onClose }: PasskeyDialogProps) {
  const formId = useId();
  const add = useAddPasskey();
  const rename = useRenamePasskey();
  const [name, setName] = useState(passkey?.name ?? '');
  const error: Error | null = add.error ?? rename.error;
  const fault = error instanceof ApiProblem ? error.errorAt('name') : undefined;
  const isPending = add.isPending || rename.isPending;
  const submit = () => {
    if (isPending) return;
    if (passkey) rename.mutate({ id: passkey.id, name }, { onSuccess: onDone });
    else add.mutate(name.trim() || 'Passkey', { onSuccess: onDone });
  };
  return (
    <FormDialog
      formId={formId}
      title={passkey ? 'Rename passkey' : 'Add a passkey'}
      description={passkey ? undefined : 'Your browser asks where to save it.'}
      submit={passkey ? 'Save' : 'Continue'}
      isPending={isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label="Name"
        help="To tell it apart from others, such as “Work laptop”."
        error={fault}
        isOptional={!passkey}
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {error && !fault && (
        <Notice
          tone="bad"
          title={passkey ? 'Couldn’t rename the passkey' : 'Couldn’t add the passkey'}
          isLive
        >
          {error instanceof ApiProblem ? error.detail : error.message}
        </Notice>
      )}
    </FormDialog>
  );
}
