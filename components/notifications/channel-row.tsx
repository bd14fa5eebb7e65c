'use client';

import { Fragment } from 'react';
import { ReceiverRow } from '@/components/receivers/receiver-row';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import type { ChannelTest, NotificationChannel } from '@/lib/contract/notifications';
import { channelKindLabels, describeNotificationFailure } from '@/lib/shared/notifications';
import type { ChannelAction } from './channel-dialogs';
import { useSaveChannel, useTestChannel } from './queries';

type ChannelRowProps = {
  channel: NotificationChannel;
  canManage: boolean;
  onAsk: (action: ChannelAction) => void;
};

/** One channel: where it leads, whether messages arrive, and what can be done with it. */
export function ChannelRow({ channel, canManage, onAsk }: ChannelRowProps) {
  const { id, name, isTeam, isDisabled } = channel;
  const test = useTestChannel(id);
  const save = useSaveChannel(id);
  return (
    <ReceiverRow
      name={name}
      isDisabled={isDisabled}
      state={<ChannelState channel={channel} />}
      log={{ label: 'Messages', onOpen: () => onAsk('messages') }}
      actions={
        canManage
          ? {
              ...{ test, describeTest, save },
              onEdit: isTeam ? null : () => onAsk('edit'),
              onDelete: isTeam ? null : () => onAsk('delete'),
            }
          : null
      }
    >
      <p className="wrap-anywhere">
        {channelKindLabels[channel.kind]} · <WhereTo channel={channel} />
      </p>
      <ChannelNote channel={channel} />
    </ReceiverRow>
  );
}

function WhereTo({
  channel: { kind, host, recipients, isTeam },
}: {
  channel: NotificationChannel;
}) {
  if (isTeam) return 'what people choose in Profile';
  if (kind !== 'email') return host;
  return recipients.map((recipient, index) => (
    <Fragment key={recipient}>
      {/* As a whole in the next line, rather than torn apart at a hyphen. */}
      <span className="inline-block max-w-full">
        {recipient}
        {index < recipients.length - 1 && ','}
      </span>{' '}
    </Fragment>
  ));
}

function describeTest({ ok, tookMs, detail }: ChannelTest) {
  return { ok, detail, title: ok ? `Sent in ${tookMs} ms` : 'The test wasn’t sent' };
}

/** What isn't obvious about its state. */
function ChannelNote({ channel }: { channel: NotificationChannel }) {
  const { isDisabled, failingSince, failure, kind, hasSecret } = channel;
  if (kind !== 'email' && !hasSecret) {
    return <p>The address can’t be read. Edit the channel to enter it.</p>;
  }
  if (isDisabled || failingSince === null) return null;
  return (
    <p>
      Nothing has arrived since <RelativeTime at={failingSince} />.{' '}
      {describeNotificationFailure(failure ?? '')}
    </p>
  );
}

function ChannelState({ channel }: { channel: NotificationChannel }) {
  const { isDisabled, failingSince, waiting } = channel;
  if (isDisabled) return <Status tone="neutral" label="Disabled" />;
  if (failingSince !== null) {
    return <Status tone="warn" label={waiting > 0 ? `Failing, ${waiting} waiting` : 'Failing'} />;
  }
  return <Status tone="good" label={waiting > 0 ? `Enabled, ${waiting} waiting` : 'Enabled'} />;
}
