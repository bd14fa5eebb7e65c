'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { toast } from '@/components/ui/toast';
import { useWrite } from '@/components/ui/use-write';
import type { CustomerUser } from '@/lib/contract/users';
import { formatCount } from '@/lib/shared/format';
import { useDeletePasswords } from './queries';

type DeletePasswordsDialogProps = {
  /** How many of the selected users have a stored password; null: it isn't known yet. */
  count: number | null;
  fetchSelected: () => Promise<readonly CustomerUser[]>;
  onClose: () => void;
};

/** Deletes the stored passwords of all selected users, for example when a company leaves. */
export function DeletePasswordsDialog(props: DeletePasswordsDialogProps) {
  const { count, fetchSelected, onClose } = props;
  const { mutateAsync: deletePasswords } = useDeletePasswords();
  const all = useWrite({
    mutationFn: async () => {
      const selected = await fetchSelected();
      const stored = selected.filter((user) => user.hasStoredPassword);
      await deletePasswords(stored);
      return stored.length;
    },
    onSuccess: (count) => {
      toast.success(`${formatCount(count, 'password')} deleted`);
      onClose();
    },
  });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={
        count === null
          ? 'Delete stored passwords?'
          : `Delete ${formatCount(count, 'stored password')}?`
      }
      description={
        count === 0
          ? 'None of the selected users has a stored password.'
          : 'Signing in as these users will require their password. This can’t be undone and doesn’t change anything in RemotePC.'
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="danger"
            disabled={!count}
            onClick={() => all.mutate()}
            isPending={all.isPending}
          >
            Delete passwords
          </Button>
        </>
      }
    >
      {all.error && (
        <ErrorSummary
          title="Some passwords may not have been deleted"
          attempt={all.submittedAt}
          errors={[{ message: all.error.detail }]}
          requestId={all.error.requestId}
        />
      )}
    </Dialog>
  );
}
