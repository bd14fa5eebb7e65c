'use client';

import type { ReactNode } from 'react';
import { Button } from './button';
import { Dialog } from './dialog';

type FormDialogProps = {
  /** Of the form; its fields' ids can begin with it. */
  formId: string;
  title: string;
  description?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  /** The button that submits. */
  submit: string;
  isDanger?: boolean;
  isPending: boolean;
  onSubmit: () => void;
  onClose: () => void;
  /** The outcome, in place of the form, until it's closed. */
  outcome?: ReactNode;
  children: ReactNode;
};

/** A form in a dialog, with *Cancel* and the button that submits it. */
export function FormDialog(props: FormDialogProps) {
  const { formId, title, description, size, submit, isDanger, isPending, outcome, children } =
    props;
  const { onSubmit, onClose } = props;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={title}
      description={description}
      size={size}
      footer={
        outcome ? (
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        ) : (
          <>
            <Button variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant={isDanger ? 'danger' : 'primary'}
              type="submit"
              form={formId}
              isPending={isPending}
            >
              {submit}
            </Button>
          </>
        )
      }
    >
      {outcome ?? (
        <form
          id={formId}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
          className="flex flex-col gap-4"
        >
          {children}
        </form>
      )}
    </Dialog>
  );
}
