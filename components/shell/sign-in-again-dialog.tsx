'use client';

import { useId, type FormEvent } from 'react';
import { signIn } from '@/components/team/sign-in';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useFocusOnOpen } from '@/components/ui/use-focus-on-open';
import { useReturnFocus } from '@/components/ui/use-return-focus';
import { useWrite } from '@/components/ui/use-write';
import { sessionGate } from '@/lib/client/session-gate';

type SignInAgainDialogProps = { email: string; onClose: () => void };

/** The same person's password, in front of a page that waits behind it as it is. */
export function SignInAgainDialog({ email, onClose }: SignInAgainDialogProps) {
  useReturnFocus();
  const formId = useId();
  const field = useFocusOnOpen();
  const again = useWrite<string, string>({
    mutationFn: (password) => signIn(email, password, '/'),
    onSuccess: () => sessionGate.reportReturn(),
    onError: () => field.current?.select(),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = field.current?.value ?? '';
    if (password === '') return field.current?.focus();
    if (!again.isPending) again.mutate(password);
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Sign in again"
      description="Your session has ended. Everything on this page stays as it is; after signing in, repeat what you just did if it wasn’t saved."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Not now
          </Button>
          <Button variant="primary" type="submit" form={formId} isPending={again.isPending}>
            Sign in
          </Button>
        </>
      }
    >
      <form id={formId} method="post" onSubmit={submit} noValidate className="flex flex-col gap-3">
        <Field label="Email">
          {(control) => <Input {...control} value={email} readOnly autoComplete="username" />}
        </Field>
        <Field label="Password" error={again.error?.message} isRequired>
          {(control) => (
            <Input {...control} type="password" ref={field} autoComplete="current-password" />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
