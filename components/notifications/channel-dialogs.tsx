'use client';

import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';
import type { NotificationChannel } from '@/lib/contract/notifications';
import { ChannelFormDialog } from './channel-form';
import { MessagesDialog } from './messages-dialog';
import { useDeleteChannel } from './queries';

export type ChannelAction = 'edit' | 'messages' | 'delete';

type ChannelDialogsProps = {
  action: ChannelAction;
  /** Null: a new one. */
  channel: NotificationChannel | null;
  onClose: () => void;
};

export function ChannelDialogs({ action, channel, onClose }: ChannelDialogsProps) {
  if (channel === null || action === 'edit') {
    return <ChannelFormDialog channel={channel} onClose={onClose} />;
  }
  if (action === 'messages') return <MessagesDialog channel={channel} onClose={onClose} />;
  return <DeleteDialog channel={channel} onClose={onClose} />;
}

type DeleteDialogProps = { channel: NotificationChannel; onClose: () => void };

function DeleteDialog({ channel: { id, name }, onClose }: DeleteDialogProps) {
  const remove = useDeleteChannel(id);
  const onSuccess = () => {
    toast.success(`Deleted ${name}`);
    onClose();
  };
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      description="No rule uses it any more. Messages that wait for it aren’t sent. This can’t be undone."
      confirm="Delete channel"
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess })}
      onClose={onClose}
    />
  );
}
