'use client';

import { Dialog } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import { ConnectForm } from './connect-form';

/** Connects one more account. */
export function ConnectDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Connect an account"
      description="The key is tested first. It’s stored encrypted and never shown again."
      size="md"
    >
      <ConnectForm
        onConnected={({ name }) => {
          toast.success(`Connected ${name}`);
          onClose();
        }}
      />
    </Dialog>
  );
}
