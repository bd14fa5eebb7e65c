'use client';

import { useId, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
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
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    if (passkey) rename.mutate({ id: passkey.id, name }, { onSuccess: onDone });
    else add.mutate(name.trim() || 'Passkey', { onSuccess: onDone });
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={passkey ? 'Rename passkey' : 'Add a passkey'}
      description={passkey ? undefined : 'Your browser asks where to save it.'}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} isPending={isPending}>
            {passkey ? 'Save' : 'Continue'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
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
      </form>
    </Dialog>
  );
}
