'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { toast } from '@/components/ui/toast';
import { useReturnFocus } from '@/components/ui/use-focus';
import { useWrite } from '@/components/ui/use-write';
import type { CustomerUser } from '@/lib/contract/users';
import { formatCount } from '@/lib/shared/format';
import { useForgetPasswords } from './queries';

type ForgetPasswordsDialogProps = {
  /** How many of those chosen have one stored; null: all that match are chosen. */
  count: number | null;
  total: number;
  fetchChosen: () => Promise<CustomerUser[]>;
  onClose: () => void;
};

/** Forgets the stored passwords of all that are chosen, as when a company is no customer any more. */
export function ForgetPasswordsDialog(props: ForgetPasswordsDialogProps) {
  const { count, total, fetchChosen, onClose } = props;
  useReturnFocus();
  const { mutateAsync: forget } = useForgetPasswords();
  const all = useWrite({
    mutationFn: async () => {
      const chosen = await fetchChosen();
      const stored = chosen.filter((user) => user.hasStoredPassword);
      await forget(stored);
      return stored.length;
    },
    onSuccess: (count) => {
      toast.success(`${formatCount(count, 'password')} forgotten`);
      onClose();
    },
  });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={
        count === null
          ? 'Forget all stored passwords that match?'
          : `Forget ${formatCount(count, 'stored password')}?`
      }
      description={
        count === null
          ? `Of ${formatCount(total, 'user')}. Signing in as them will ask for the password again. They can’t be brought back from here; at RemotePC they stay as they are.`
          : 'Signing in as these customers will ask for the password again. They can’t be brought back from here; at RemotePC they stay as they are.'
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Keep them
          </Button>
          <Button variant="danger" onClick={() => all.mutate()} isPending={all.isPending}>
            Forget passwords
          </Button>
        </>
      }
    >
      {all.error && (
        <ErrorSummary
          title="Not all passwords were forgotten"
          attempt={all.submittedAt}
          errors={[{ message: all.error.detail }]}
          requestId={all.error.requestId}
        />
      )}
    </Dialog>
  );
}
