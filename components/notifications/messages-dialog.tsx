'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { LogDialog } from '@/components/receivers/log-dialog';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import type { NotificationChannel, NotificationDelivery } from '@/lib/contract/notifications';
import { formatCount } from '@/lib/shared/format';
import {
  describeNotificationFailure,
  kindLabels,
  type NotificationKind,
} from '@/lib/shared/notifications';
import { MESSAGES_PER_PAGE, messagesQuery } from './queries';

type MessagesDialogProps = { channel: NotificationChannel; onClose: () => void };

/** What became of each message, newest first. */
export function MessagesDialog({ channel, onClose }: MessagesDialogProps) {
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
      line={(message) => <MessageLine key={message.id} message={message} />}
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

function MessageLine({ message }: { message: NotificationDelivery }) {
  const { kind, count, recipient, state, createdAt, attempts, failure, nextAt } = message;
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
        </p>
      </div>
      <Status {...states[state]} />
    </li>
  );
}

/** One of a newer version has no label here. */
function labelOf(kind: string): string {
  if (kind === 'test') return 'Test';
  return Object.hasOwn(kindLabels, kind) ? kindLabels[kind as NotificationKind] : kind;
}
