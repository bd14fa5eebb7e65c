'use client';

import { useId, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { AccountItem } from '@/lib/contract/accounts';
import { useChangeAccount } from './queries';
import { useKept } from './use-kept';

type DeleteAccountProps = { account: AccountItem; onClose: () => void };

/** Deletes an account and what belongs to it. If it's in use, its name has to be typed. */
export function DeleteAccount({ account, onClose }: DeleteAccountProps) {
  const { mutate, isPending, error } = useChangeAccount();
  const problem = useKept(error, isPending);
  const [typed, setTyped] = useState('');
  const [isInUse, setIsInUse] = useState(false);
  const formId = useId();
  const isNamed = typed.trim() === account.name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPending || (isInUse && !isNamed)) return;
    mutate(
      { kind: 'delete', id: account.id, ...(isInUse && { confirm: account.name }) },
      {
        onWaiting: onClose,
        onSuccess: () => {
          toast.success(`Deleted ${account.name}`);
          onClose();
        },
        // Asked for from now on, whatever goes wrong later.
        onError: ({ code }) => code === 'account_in_use' && setIsInUse(true),
      },
    );
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Delete ${account.name}?`}
      description="This deletes its key, its users’ stored passwords, its policy, and lists in preparation, and cancels invitations that haven’t been sent. Batches, seat history, and the audit log are kept. Nothing changes at the vendor. This can’t be undone."
      footer={
        <>
          <Button variant="ghost" onClick={onClose} autoFocus>
            Cancel
          </Button>
          <Button
            type="submit"
            form={formId}
            variant="danger"
            isPending={isPending}
            aria-disabled={isInUse && !isNamed}
          >
            Delete account
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4 empty:hidden">
        {problem && (
          <Notice tone={problem.code === 'account_in_use' ? 'warn' : 'bad'} isLive>
            {problem.detail}
          </Notice>
        )}
        {isInUse && (
          <Field
            label={
              <>
                Type <strong className="font-semibold">{account.name}</strong> to delete it
              </>
            }
          >
            {(control) => (
              <Input
                {...control}
                value={typed}
                autoFocus
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        )}
      </form>
    </Dialog>
  );
}
