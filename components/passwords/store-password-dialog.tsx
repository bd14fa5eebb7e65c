'use client';

import { useId, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { toast } from '@/components/ui/toast';
import type { CustomerUser } from '@/lib/contract/users';
import { Address } from '@/components/ui/address';
import { PasswordInput } from './password-input';
import { useStorePassword } from './queries';
import { useFocusOnOpen } from '@/components/ui/use-focus-on-open';
import { useReturnFocus } from '@/components/ui/use-return-focus';

type StorePasswordDialogProps = { user: CustomerUser; onClose: () => void };

/** Stores the customer's password, in place of an earlier one. It is not changed at RemotePC. */
export function StorePasswordDialog({ user, onClose }: StorePasswordDialogProps) {
  useReturnFocus();
  const password = useFocusOnOpen();
  const formId = useId();
  const store = useStorePassword();
  const [isMissing, setIsMissing] = useState(false);
  const isReplacing = user.hasStoredPassword;

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('password');
    if (store.isPending || typeof typed !== 'string') return;
    setIsMissing(typed === '');
    if (typed === '') return;
    store.mutate(
      { username: user.username, accountId: user.accountId, password: typed },
      {
        onSuccess: () => {
          toast.success(isReplacing ? 'Password replaced' : 'Password stored');
          onClose();
        },
      },
    );
  };
  const fault = store.error?.errorAt('password');
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={isReplacing ? 'Replace the stored password' : 'Store the password'}
      description={
        <>
          For one-click sign-in as <Address email={user.username} />. This changes nothing at
          RemotePC.
        </>
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} isPending={store.isPending}>
            {isReplacing ? 'Replace password' : 'Store password'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
        {store.error && !fault && (
          <ErrorSummary
            title={
              store.error.isRefusal
                ? 'The password was not stored'
                : 'It isn’t known whether the password was stored'
            }
            attempt={store.submittedAt}
            errors={[{ message: store.error.detail }]}
            requestId={store.error.requestId}
          />
        )}
        <Field
          label="The customer’s RemotePC password"
          error={isMissing ? 'The password is missing.' : fault}
          help="Kept encrypted. Nobody can read it back."
          isRequired
        >
          {(control) => <PasswordInput {...control} name="password" ref={password} />}
        </Field>
      </form>
    </Dialog>
  );
}
