'use client';

import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { DeleteDialog } from '@/components/ui/delete-dialog';
import { SecretDialog } from '@/components/ui/secret-dialog';
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
  if (made) {
    return (
      <SecretDialog
        title={`Secret of ${made.name}`}
        description="Copy it into the receiver now: it won’t be shown again. The receiver checks with it that a delivery comes from here. If it gets lost, replace it."
        secret={made.secret}
        what="secret"
        onClose={onClose}
      />
    );
  }
  const onSaved = ({ name, secret }: { name: string; secret?: string }) =>
    secret === undefined ? onClose() : setMade({ name, secret });
  if (webhook === null || action === 'edit') {
    return <WebhookFormDialog webhook={webhook} onSaved={onSaved} onClose={onClose} />;
  }
  if (action === 'deliveries') return <DeliveriesDialog webhook={webhook} onClose={onClose} />;
  if (action === 'rotate') {
    return <RotateDialog webhook={webhook} onSaved={onSaved} onClose={onClose} />;
  }
  return <DeleteWebhook webhook={webhook} onClose={onClose} />;
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

function DeleteWebhook({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  return (
    <DeleteDialog
      noun="webhook"
      name={webhook.name}
      description="Its secret and its deliveries are deleted, also those that wait. This can’t be undone."
      remove={useDeleteWebhook(webhook.id)}
      onClose={onClose}
    />
  );
}
