'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast';
import type { Webhook } from '@/lib/contract/webhooks';
import { DeliveriesDialog } from './deliveries-dialog';
import { useDeleteWebhook, useSaveWebhook } from './queries';
import { WebhookFormDialog } from './webhook-form';

export type WebhookAction = 'edit' | 'deliveries' | 'rotate' | 'delete';

type WebhookDialogsProps = {
  action: WebhookAction;
  /** Null: a new one. */
  webhook: Webhook | null;
  onClose: () => void;
};

export function WebhookDialogs({ action, webhook, onClose }: WebhookDialogsProps) {
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null);
  if (made) return <SecretDialog {...made} onClose={onClose} />;
  const onSaved = ({ name, secret }: { name: string; secret?: string }) =>
    secret === undefined ? onClose() : setMade({ name, secret });
  if (webhook === null || action === 'edit') {
    return <WebhookFormDialog webhook={webhook} onSaved={onSaved} onClose={onClose} />;
  }
  if (action === 'deliveries') return <DeliveriesDialog webhook={webhook} onClose={onClose} />;
  if (action === 'rotate') {
    return <RotateDialog webhook={webhook} onSaved={onSaved} onClose={onClose} />;
  }
  return <DeleteDialog webhook={webhook} onClose={onClose} />;
}

/** What deliveries are signed with, shown only now. */
function SecretDialog({
  name,
  secret,
  onClose,
}: {
  name: string;
  secret: string;
  onClose: () => void;
}) {
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Secret of ${name}`}
      description="Copy it into the receiver now: it won’t be shown again. The receiver checks with it that a delivery comes from here. If it gets lost, replace it."
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex items-start gap-2 rounded-control bg-sunken p-3">
        <code className="min-w-0 flex-1 font-mono text-12 break-all">{secret}</code>
        <CopyButton text={secret} what="secret" />
      </div>
    </Dialog>
  );
}

type RotateDialogProps = {
  webhook: Webhook;
  onSaved: (saved: { name: string; secret?: string }) => void;
  onClose: () => void;
};

function RotateDialog({ webhook, onSaved, onClose }: RotateDialogProps) {
  const save = useSaveWebhook(webhook.id);
  return (
    <ConfirmDialog
      title={`Replace the secret of ${webhook.name}?`}
      description="For 24 hours, deliveries are signed with both secrets, so that the receiver misses nothing."
      confirm="Replace secret"
      isPending={save.isPending}
      error={save.error}
      onConfirm={() => save.mutate({ rotateSecret: true }, { onSuccess: onSaved })}
      onClose={onClose}
    />
  );
}

function DeleteDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { id, name } = webhook;
  const remove = useDeleteWebhook(id);
  const onSuccess = () => {
    toast.success(`Deleted ${name}`);
    onClose();
  };
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      description="Its secret and its deliveries are deleted, also those that wait. This can’t be undone."
      confirm="Delete webhook"
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess })}
      onClose={onClose}
    />
  );
}
