'use client';

import { useState } from 'react';
import { DeleteDialog } from '@/components/ui/delete-dialog';
import { SecretDialog } from '@/components/ui/secret-dialog';
import type {
  NotificationChannel,
  NotificationChannelWithSecret,
} from '@/lib/contract/notifications';
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
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null);
  if (made) {
    return (
      <SecretDialog
        title={`Secret of ${made.name}`}
        description="Copy it into the receiver now: it won’t be shown again. The receiver checks with it that a message comes from here. If it gets lost, enter the address again."
        secret={made.secret}
        what="secret"
        onClose={onClose}
      />
    );
  }
  if (channel === null || action === 'edit') {
    const onSaved = ({ name, secret }: NotificationChannelWithSecret) =>
      secret === undefined ? onClose() : setMade({ name, secret });
    return <ChannelFormDialog channel={channel} onSaved={onSaved} onClose={onClose} />;
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
