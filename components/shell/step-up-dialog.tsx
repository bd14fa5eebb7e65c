'use client';

import { useId, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { useFocusOnOpen, useReturnFocus } from '@/components/ui/use-focus';
import { useWrite } from '@/components/ui/use-write';
import { confirmStepUp } from '@/lib/client/admission';

type StepUpDialogProps = { onEnd: (isDone: boolean) => void };

/** Asks for the signed-in person's password; their action waits and continues afterwards. */
export function StepUpDialog({ onEnd }: StepUpDialogProps) {
  useReturnFocus();
  const formId = useId();
  const field = useFocusOnOpen();
  const stepUp = useWrite({ mutationFn: confirmStepUp });
  const [password, setPassword] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const fault = isMissing ? 'Enter your password.' : stepUp.error?.errorAt('password');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsMissing(password === '');
    const focusField = () => field.current?.focus();
    if (password === '') return focusField();
    if (stepUp.isPending) return;
    stepUp.mutate(password, { onSuccess: () => onEnd(true), onError: focusField });
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onEnd(false)}
      title="Confirm your password"
      description="Your administrator requires this before you continue. A confirmation lasts 10 minutes."
      footer={
        <>
          <Button variant="ghost" onClick={() => onEnd(false)}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} isPending={stepUp.isPending}>
            Confirm
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-3">
        <Field
          label="Your password"
          help="The password you use to sign in to Reseller Desk."
          error={fault}
          isRequired
        >
          {(control) => (
            <Input
              {...control}
              type="password"
              ref={field}
              autoComplete="current-password"
              value={password}
              onChange={(event) => {
                setPassword(event.target.value);
                setIsMissing(false);
              }}
            />
          )}
        </Field>
        {stepUp.error && !fault && (
          <Notice tone="bad" title="Couldn’t check your password" isLive>
            {stepUp.error.detail}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}
