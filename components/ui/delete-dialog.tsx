'use client';

import { ConfirmDialog } from './confirm-dialog';
import { toast } from './toast';
import type { useWrite } from './use-write';

type DeleteDialogProps = {
  /** What is deleted: "webhook". */
  noun: string;
  name: string;
  description: string;
  remove: ReturnType<typeof useWrite<unknown>>;
  onClose: () => void;
};

/** Asks before something with a name is deleted. */
export function DeleteDialog({ noun, name, description, remove, onClose }: DeleteDialogProps) {
  const onSuccess = () => {
    toast.success(`Deleted ${name}`);
    onClose();
  };
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      description={description}
      confirm={`Delete ${noun}`}
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess })}
      onClose={onClose}
    />
  );
}
