'use client';

import type { ReactNode } from 'react';
import { Button } from './button';
import { Dialog } from './dialog';
import { Notice } from './notice';

type ConfirmDialogProps = {
  title: string;
  description: string;
  /** The button that does it. */
  confirm: string;
  isDanger?: boolean;
  isPending: boolean;
  error: { detail: string } | null;
  onConfirm: () => void;
  onClose: () => void;
  /** What else is decided with it. */
  children?: ReactNode;
};

/** Asks before something is done, and stays open with the reason if it fails. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, description, confirm, isDanger, isPending, error, onConfirm, onClose } = props;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={title}
      description={description}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant={isDanger ? 'danger' : 'primary'}
            isPending={isPending}
            onClick={onConfirm}
          >
            {confirm}
          </Button>
        </>
      }
    >
      {/* Nothing at all, where there is nothing: no space is left for it. */}
      {(props.children || error) && (
        <>
          {props.children}
          {error && (
            <Notice tone="bad" isLive>
              {error.detail}
            </Notice>
          )}
        </>
      )}
    </Dialog>
  );
}
