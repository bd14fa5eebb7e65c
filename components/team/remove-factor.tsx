'use client';

import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';
import { useRemoveFactor, type RemovableFactor } from './factor-queries';

type RemoveFactorProps = {
  factor: RemovableFactor;
  /** Without it, the password alone is enough. */
  isLast: boolean;
  onClose: () => void;
};

/** Removes the person's authenticator app, or one of their passkeys. */
export function RemoveFactor({ factor, isLast, onClose }: RemoveFactorProps) {
  const remove = useRemoveFactor();
  const { title, gone, done } = wordsFor(factor);
  return (
    <ConfirmDialog
      title={title}
      description={
        isLast
          ? 'Your password alone will be enough to sign in, and your recovery codes stop working. You’re signed out everywhere else.'
          : `${gone} You’re signed out everywhere else.`
      }
      confirm="Remove"
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(factor, {
          onSuccess: () => {
            toast.success(done);
            onClose();
          },
        })
      }
    />
  );
}

function wordsFor(factor: RemovableFactor): { title: string; gone: string; done: string } {
  if (factor === 'totp') {
    return {
      title: 'Remove your authenticator app?',
      gone: 'Its codes stop working.',
      done: 'Authenticator app removed',
    };
  }
  return {
    title: `Remove the passkey ${factor.name}?`,
    gone: 'It no longer works here.',
    done: 'Passkey removed',
  };
}
