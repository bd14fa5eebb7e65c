'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';

type StartOverDialogProps = { onClose: () => void; onStartOver: () => void };

/** There is no way back, so it is asked for twice. */
export function StartOverDialog({ onClose, onStartOver }: StartOverDialogProps) {
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Start over with another list?"
      description={
        <p className="pb-3">
          This list is taken away with everything that was put right in it. Nobody was invited.
        </p>
      }
      footer={
        <>
          <Button onClick={onClose}>Keep this list</Button>
          <Button variant="danger" onClick={onStartOver}>
            Start over
          </Button>
        </>
      }
    />
  );
}
