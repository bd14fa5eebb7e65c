'use client';

import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { RelativeTime } from '@/components/ui/relative-time';

type LinkDialogProps = {
  link: { setUpUrl: string; expiresAt: string };
  name: string;
  onClose: () => void;
};

/** A one-time link to send to a team member, shown only once. */
export function LinkDialog({ link, name, onClose }: LinkDialogProps) {
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Link for ${name}`}
      description={
        <>
          Copy it now: it won’t be shown again. It works once and expires{' '}
          <RelativeTime at={link.expiresAt} isAbsolute />. If it gets lost, create a new one from
          their menu in Team.
        </>
      }
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex items-start gap-2 rounded-control bg-sunken p-3">
        <code className="min-w-0 flex-1 font-mono text-12 break-all">{link.setUpUrl}</code>
        <CopyButton text={link.setUpUrl} what="link" />
      </div>
    </Dialog>
  );
}
