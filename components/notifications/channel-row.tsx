'use client';

import { Ellipsis, X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { MenuButton } from '@/components/ui/menu-button';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { toast } from '@/components/ui/toast';
import type { NotificationChannel } from '@/lib/contract/notifications';
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
  const { id, name, kind, host, recipients } = channel;
  const test = useTestChannel(id);
  return (
    <li className="flex flex-col gap-3 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-full sm:basis-0">
          <p className="font-medium wrap-anywhere">{name}</p>
          <p className="text-12 wrap-anywhere text-muted">
            {channelKindLabels[kind]} · {kind === 'email' ? recipients.join(', ') : host}
          </p>
          <ChannelNote channel={channel} />
        </div>
        <ChannelState channel={channel} />
        <div className="flex items-center gap-1">
          {canManage && (
            <Button
              size="sm"
              aria-label={`Send a test to ${name}`}
              isPending={test.isPending}
              onClick={() => test.mutate()}
            >
              Send a test
            </Button>
          )}
          <ChannelMenu channel={channel} canManage={canManage} onAsk={onAsk} />
        </div>
      </div>
      <TestResult test={test} />
    </li>
  );
}

function ChannelMenu({ channel, canManage, onAsk }: ChannelRowProps) {
  const { id, name, isDisabled } = channel;
  const save = useSaveChannel(id);
  const turn = () =>
    save.mutate(
      { isDisabled: !isDisabled },
      {
        onSuccess: () => toast.success(`${isDisabled ? 'Enabled' : 'Disabled'} ${name}`),
        onError: toast.failure,
      },
    );
  return (
    <MenuButton
      size="icon-sm"
      variant="ghost"
      align="end"
      label={`Actions for ${name}`}
      entries={[
        { label: 'Messages', onSelect: () => onAsk('messages') },
        ...(canManage
          ? ([
              { label: 'Edit', onSelect: () => onAsk('edit') },
              { kind: 'separator' },
              {
                label: isDisabled ? 'Enable' : 'Disable',
                isDisabled: save.isPending,
                onSelect: turn,
              },
              { label: 'Delete', isDanger: true, onSelect: () => onAsk('delete') },
            ] as const)
          : []),
      ]}
    >
      <Ellipsis />
    </MenuButton>
  );
}

/** What isn't obvious about its state. */
function ChannelNote({ channel }: { channel: NotificationChannel }) {
  const { isDisabled, failingSince, failure, kind, hasSecret } = channel;
  if (kind !== 'email' && !hasSecret) {
    return (
      <p className="text-12 text-muted">The address can’t be read. Edit the channel to enter it.</p>
    );
  }
  if (isDisabled || failingSince === null) return null;
  return (
    <p className="text-12 text-muted">
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

/** The latest test of this visit, until it's dismissed. */
function TestResult({ test }: { test: ReturnType<typeof useTestChannel> }) {
  const { data, error, isPending } = test;
  const dismiss = (
    <IconButton size="icon-sm" label="Dismiss" className="-mt-1 -mr-2" onClick={test.reset}>
      <X />
    </IconButton>
  );
  return (
    <div aria-live="polite" aria-busy={isPending} className="empty:hidden">
      {data && (
        <Notice
          tone={data.ok ? 'good' : 'bad'}
          title={data.ok ? `Sent in ${data.tookMs} ms` : 'The test wasn’t sent'}
          action={dismiss}
        >
          {data.detail}
        </Notice>
      )}
      {error && (
        <Notice tone="bad" title="Couldn’t send a test" action={dismiss}>
          {error.detail}
        </Notice>
      )}
    </div>
  );
}
