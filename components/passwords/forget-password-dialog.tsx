'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { toast } from '@/components/ui/toast';
import type { CustomerUser } from '@/lib/contract/users';
import { Address } from '@/components/ui/address';
import { useForgetPassword } from './queries';
import { useReturnFocus } from '@/components/ui/use-return-focus';

type ForgetPasswordDialogProps = { user: CustomerUser; onClose: () => void };

/** Asks before a stored password is forgotten: it can't be brought back. */
export function ForgetPasswordDialog({ user, onClose }: ForgetPasswordDialogProps) {
  useReturnFocus();
  const forget = useForgetPassword();
  const confirm = () =>
    forget.mutate(user, {
      onSuccess: () => {
        toast.success('Password forgotten');
        onClose();
      },
    });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Forget the stored password?"
      description={
        <>
          Signing in as <Address email={user.username} /> will ask for the password again. It can’t
          be brought back from here; at RemotePC it stays as it is.
        </>
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Keep it
          </Button>
          <Button variant="danger" onClick={confirm} isPending={forget.isPending}>
            Forget password
          </Button>
        </>
      }
    >
      {forget.error && (
        <ErrorSummary
          title="The password was not forgotten"
          attempt={forget.submittedAt}
          errors={[{ message: forget.error.detail }]}
          requestId={forget.error.requestId}
        />
      )}
    </Dialog>
  );
}
