'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { LogDialog } from '@/components/receivers/log-dialog';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { Status } from '@/components/ui/status';
import { toast } from '@/components/ui/toast';
import type { Delivery, DeliveryState, Webhook } from '@/lib/contract/webhooks';
import { describeAction } from '@/lib/shared/audit-actions';
import { formatCount } from '@/lib/shared/format';
import { describeWebhookFailure } from '@/lib/shared/webhooks';
import { DELIVERIES_PER_PAGE, deliveriesQuery, useResend } from './queries';

type DeliveriesDialogProps = { webhook: Webhook; onClose: () => void };

const states = [
  { value: 'all', label: 'All' },
  { value: 'pending', label: 'Waiting' },
  { value: 'delivered', label: 'Arrived' },
  { value: 'failed', label: 'Failed' },
] as const;

/** What became of each event, newest first. */
export function DeliveriesDialog({ webhook, onClose }: DeliveriesDialogProps) {
  const [shown, setShown] = useState<{ state: DeliveryState | 'all'; page: number }>({
    ...{ state: 'all', page: 1 },
  });
  const query = useQuery(deliveriesQuery(webhook.id, shown));
  return (
    <LogDialog
      title={`Deliveries of ${webhook.name}`}
      description="Kept for 7 days after they arrived or failed. Of an answer, only its status is kept."
      noun="delivery"
      plural="deliveries"
      query={query}
      page={shown.page}
      pageSize={DELIVERIES_PER_PAGE}
      empty={shown.state === 'all' ? 'No deliveries yet' : 'None of these'}
      filter={
        <SegmentedControl
          label="Which deliveries"
          value={shown.state}
          options={states}
          onChange={(state) => setShown({ state, page: 1 })}
          className="self-start"
        />
      }
      line={(delivery) => <DeliveryLine key={delivery.id} delivery={delivery} webhook={webhook} />}
      onPageChange={(page) => setShown({ ...shown, page })}
      onClose={onClose}
    />
  );
}

const words: Record<DeliveryState, { tone: 'good' | 'bad' | 'warn'; label: string }> = {
  delivered: { tone: 'good', label: 'Arrived' },
  failed: { tone: 'bad', label: 'Failed' },
  pending: { tone: 'warn', label: 'Waiting' },
};

function DeliveryLine({ delivery, webhook }: { delivery: Delivery; webhook: Webhook }) {
  const resend = useResend(webhook.id);
  const { id, action, eventId, state, createdAt } = delivery;
  const label = describeAction({ action, outcome: 'success' });
  const send = () =>
    resend.mutate(id, {
      onSuccess: () => toast.success('It will be sent again in a moment'),
      onError: toast.failure,
    });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
      <div className="min-w-0 flex-1 basis-48">
        <p className="wrap-anywhere">{eventId === null ? 'Test' : label}</p>
        <p className="text-12 text-muted">
          <RelativeTime at={createdAt} /> · {outcomeOf(delivery)}
          {delivery.nextAt !== null && delivery.attempts > 0 && (
            <>
              {' '}
              Next attempt <RelativeTime at={delivery.nextAt} />.
            </>
          )}
        </p>
      </div>
      <Status {...words[state]} />
      {eventId !== null && !webhook.isDisabled && (
        <Button
          size="sm"
          aria-label={`Send again: ${label}`}
          isPending={resend.isPending}
          onClick={send}
        >
          {state === 'pending' ? 'Send now' : 'Send again'}
        </Button>
      )}
    </li>
  );
}

function outcomeOf({ attempts, status, tookMs, failure }: Delivery): string {
  if (attempts === 0) return failure === null ? 'Not tried yet.' : describeWebhookFailure(failure);
  const times = formatCount(attempts, 'attempt');
  if (failure === null) return `${times}, ${status ?? ''} in ${tookMs ?? 0} ms.`;
  return `${times}${status === null ? '' : `, ${status}`}. ${describeWebhookFailure(failure)}`;
}
