'use client';

import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import { ConnectForm } from './connect-form';

/** Connects one more account. */
export function ConnectDialog({ onClose }: { onClose: () => void }) {
  return (
    <ConnectForm
      isFocused
      onWaiting={onClose}
      onConnected={({ name }) => {
        toast.success(`Connected ${name}`);
        onClose();
      }}
      frame={({ form, failure, submit }) => (
        <Dialog
          isOpen
          onOpenChange={(isOpen) => !isOpen && onClose()}
          title="Connect account"
          description="The key is tested first. It’s stored encrypted and never shown again."
          size="md"
          footer={
            <>
              <Button variant="ghost" onClick={onClose}>
                Cancel
              </Button>
              {submit}
            </>
          }
        >
          <div className="flex flex-col gap-4">
            {form}
            {failure}
          </div>
        </Dialog>
      )}
    />
  );
}
