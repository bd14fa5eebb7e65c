'use client';

import { useWrite } from '@/components/ui/use-write';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { toast } from '@/components/ui/toast';
import { formatCount } from '@/lib/shared/format';
import type { CustomerUser } from '@/lib/contract/users';
import { fetchMatchingUsers, useForgetPasswords } from '@/components/users/queries';
import type { UserListFilters } from '@/components/users/user-filters';
import { useReturnFocus } from '@/components/ui/use-return-focus';

type ForgetPasswordsDialogProps = {
  /** Those chosen that have one stored; null: all that match. */
  users: CustomerUser[] | null;
  total: number;
  filters: UserListFilters;
  onClose: () => void;
};

/** Forgets the stored passwords of all that are chosen, as when a company is no customer any more. */
export function ForgetPasswordsDialog(props: ForgetPasswordsDialogProps) {
  const { users, total, filters, onClose } = props;
  useReturnFocus();
  const { mutateAsync: forget } = useForgetPasswords();
  const all = useWrite({
    mutationFn: async () => {
      const chosen = users ?? (await fetchMatchingUsers(filters));
      const stored = chosen.filter((user) => user.hasStoredPassword);
      await forget(stored);
      return stored.length;
    },
    onSuccess: (count) => {
      toast.success(`${formatCount(count, 'password')} forgotten`);
      onClose();
    },
  });
  const count = users?.length ?? null;
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
