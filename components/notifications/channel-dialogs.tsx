'use client';

import { DeleteDialog } from '@/components/ui/delete-dialog';
import type { NotificationChannel } from '@/lib/contract/notifications';
import { ChannelFormDialog } from './channel-form';
import { MessagesDialog } from './messages-dialog';
import { useDeleteChannel } from './queries';

export type ChannelAction = 'edit' | 'messages' | 'delete';

type ChannelDialogsProps = {
  action: ChannelAction;
  /** Null: a new one. */
  channel: NotificationChannel | null;
  canManage: boolean;
  onClose: () => void;
};

export function ChannelDialogs({ action, channel, canManage, onClose }: ChannelDialogsProps) {
  if (channel === null || action === 'edit') {
    return <ChannelFormDialog channel={channel} onClose={onClose} />;
  }
  if (action === 'messages') {
    return <MessagesDialog channel={channel} canManage={canManage} onClose={onClose} />;
  }
  return <DeleteChannel channel={channel} onClose={onClose} />;
}

type DeleteChannelProps = { channel: NotificationChannel; onClose: () => void };

function DeleteChannel({ channel: { id, name }, onClose }: DeleteChannelProps) {
  return (
    <DeleteDialog
      noun="channel"
      name={name}
      description="No rule uses it any more. Messages that wait for it aren’t sent. This can’t be undone."
      remove={useDeleteChannel(id)}
      onClose={onClose}
    />
  );
}
