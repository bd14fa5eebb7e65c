'use client';

import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { RelativeTime } from '@/components/ui/relative-time';
import type { SetUpLink } from './queries';

type LinkDialogProps = { link: SetUpLink; name: string; onClose: () => void };

/** A one-time link to hand to somebody, shown once. */
export function LinkDialog({ link, name, onClose }: LinkDialogProps) {
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`The link for ${name}`}
      description={
        <>
          It works once, until <RelativeTime at={link.expiresAt} isAbsolute />. It’s shown only
          here; if it gets lost, make a new one from their menu on Team.
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
        <CopyButton text={link.setUpUrl} what="the link" />
      </div>
    </Dialog>
  );
}
