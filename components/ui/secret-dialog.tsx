'use client';

import type { ReactNode } from 'react';
import { Button } from './button';
import { CopyButton } from './copy-button';
import { Dialog } from './dialog';

type SecretDialogProps = {
  title: string;
  /** What to do with it, as it won't be shown again. */
  description: string;
  secret: string;
  /** What is copied: "token". */
  what: string;
  size?: 'sm' | 'md';
  onClose: () => void;
  children?: ReactNode;
};

/** A secret, shown this once. */
export function SecretDialog(props: SecretDialogProps) {
  const { title, description, secret, what, size, onClose, children } = props;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={title}
      description={description}
      size={size}
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex items-start gap-2 rounded-control bg-sunken p-3">
        <code className="min-w-0 flex-1 font-mono text-12 break-all">{secret}</code>
        <CopyButton text={secret} what={what} />
      </div>
      {children}
    </Dialog>
  );
}
