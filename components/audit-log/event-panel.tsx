'use client';

import { useAccounts } from '@/components/account-choice/account-choice';
import { CopyButton } from '@/components/ui/copy-button';
import { Detail, DetailList } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Sheet } from '@/components/ui/sheet';
import type { AuditEvent } from '@/lib/contract/audit';
import { describeAction, isRequest } from '@/lib/shared/audit-actions';
import { Result } from './events-table';

/** One event with all its details. */
export function EventPanel({ event, onClose }: { event: AuditEvent; onClose: () => void }) {
  // Of one that was deleted, only the id is known.
  const account = useAccounts().find(({ id }) => id === event.accountId)?.name ?? event.accountId;
  const details = JSON.stringify(event.details, null, 2);
  return (
    <Sheet
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={describeAction(event)}
      description={<code className="font-mono">{event.action}</code>}
    >
      <div className="flex flex-col gap-4 px-5 py-4">
        <DetailList>
          <Detail term="Result">
            <Result event={event} />
            {isRequest(event.action) && (
              <span className="block text-12 text-muted">
                The result is a separate event with the same request ID.
              </span>
            )}
          </Detail>
          <Detail term="Time">
            <RelativeTime at={event.at} isAbsolute />
          </Detail>
          <Detail term="Actor">{event.actor.email}</Detail>
          <Detail term="Target">{event.target ?? '–'}</Detail>
          {event.reason && <Detail term="Reason">{event.reason}</Detail>}
          {event.ticket && <Detail term="Ticket">{event.ticket}</Detail>}
          <Detail term="IP address">{event.ip ?? 'This server'}</Detail>
          {account && <Detail term="Account">{account}</Detail>}
          <Detail term="Request ID">
            <span className="-my-1 flex items-center gap-1">
              <code className="min-w-0 font-mono text-12 break-all">{event.requestId}</code>
              <CopyButton text={event.requestId} what="request ID" />
            </span>
          </Detail>
        </DetailList>
        {details !== '{}' && (
          <section>
            <h3 className="text-12 font-medium text-muted">Details</h3>
            <pre className="mt-1 overflow-x-auto rounded-control bg-sunken p-3 font-mono text-12">
              {details}
            </pre>
          </section>
        )}
      </div>
    </Sheet>
  );
}
