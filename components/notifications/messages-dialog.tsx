'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { LogDialog } from '@/components/receivers/log-dialog';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { toast } from '@/components/ui/toast';
import type { NotificationChannel, NotificationDelivery } from '@/lib/contract/notifications';
import { formatCount } from '@/lib/shared/format';
import {
  describeNotificationFailure,
  kindLabels,
  type NotificationKind,
} from '@/lib/shared/notifications';
import { MESSAGES_PER_PAGE, messagesQuery, useResendMessage } from './queries';

type MessagesDialogProps = {
  channel: NotificationChannel;
  canManage: boolean;
  onClose: () => void;
};

/** What became of each message, newest first. */
export function MessagesDialog({ channel, canManage, onClose }: MessagesDialogProps) {
  const [page, setPage] = useState(1);
  const query = useQuery(messagesQuery(channel.id, page));
  return (
    <LogDialog
      title={`Messages to ${channel.name}`}
      description="Kept for 7 days after they arrived or failed. Those that fail are tried again for a day."
      noun="message"
      plural="messages"
      query={query}
      page={page}
      pageSize={MESSAGES_PER_PAGE}
      empty="No messages yet"
      line={(message) => (
        <MessageLine
          key={message.id}
          message={message}
          canSend={canManage && canSendAgain(message, channel)}
        />
      )}
      onPageChange={setPage}
      onClose={onClose}
    />
  );
}

const states = {
  delivered: { tone: 'good', label: 'Sent' },
  failed: { tone: 'bad', label: 'Failed' },
  pending: { tone: 'warn', label: 'Waiting' },
} as const;

/** A test isn't sent again, and nothing to whom the channel doesn't lead any more. */
function canSendAgain(
  { kind, recipient }: NotificationDelivery,
  { isDisabled, isTeam, recipients }: NotificationChannel,
): boolean {
  const isReached = recipient === null || isTeam || recipients.includes(recipient);
  return kind !== 'test' && !isDisabled && isReached;
}

type MessageLineProps = { message: NotificationDelivery; canSend: boolean };

function MessageLine({ message, canSend }: MessageLineProps) {
  const { kind, count, recipient, isPart, state, createdAt, attempts, failure, nextAt } = message;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
      <div className="min-w-0 flex-1 basis-48">
        <p className="wrap-anywhere">
          {labelOf(kind)}
          {count > 1 && <span className="text-muted"> · {formatCount(count, 'event')}</span>}
        </p>
        <p className="text-12 wrap-anywhere text-muted">
          <RelativeTime at={createdAt} />
          {recipient !== null && ` · ${recipient}`}
          {failure !== null && ` · ${describeNotificationFailure(failure)}`}
          {nextAt !== null && attempts > 0 && (
            <>
              {' '}
              Next attempt <RelativeTime at={nextAt} />.
            </>
          )}
          {nextAt !== null && isPart && (
            <>
              {' '}
              · In the daily summary, <RelativeTime at={nextAt} />
            </>
          )}
        </p>
      </div>
      <Status {...states[state]} />
      {canSend && <SendAgain message={message} />}
    </li>
  );
}

function SendAgain({ message }: { message: NotificationDelivery }) {
  const { id, channelId, kind, state } = message;
  const resend = useResendMessage(channelId);
  const label = state === 'pending' ? 'Send now' : 'Send again';
  const send = () =>
    resend.mutate(id, {
      onSuccess: () => toast.success('It will be sent in a moment'),
      onError: toast.failure,
    });
  return (
    <Button
      size="sm"
      aria-label={`${label}: ${labelOf(kind)}`}
      isPending={resend.isPending}
      onClick={send}
    >
      {label}
    </Button>
  );
}

/** One of a newer version has no label here. */
function labelOf(kind: string): string {
  if (kind === 'test') return 'Test';
  if (kind === 'digest') return 'Daily summary';
  return Object.hasOwn(kindLabels, kind) ? kindLabels[kind as NotificationKind] : kind;
}
