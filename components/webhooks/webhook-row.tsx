'use client';

import { ReceiverRow } from '@/components/receivers/receiver-row';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import type { Webhook, WebhookTest } from '@/lib/contract/webhooks';
import { formatCount, formatDateTime } from '@/lib/shared/format';
import { ALL_EVENTS, describeWebhookFailure } from '@/lib/shared/webhooks';
import { useSaveWebhook, useTestWebhook } from './queries';
import type { WebhookAction } from './webhook-dialogs';

type WebhookRowProps = { webhook: Webhook; onAsk: (action: WebhookAction) => void };

/** One webhook: where it leads, whether events arrive, and what can be done with it. */
export function WebhookRow({ webhook, onAsk }: WebhookRowProps) {
  const { id, name, url, isDisabled } = webhook;
  const test = useTestWebhook(id);
  const save = useSaveWebhook(id);
  return (
    <ReceiverRow
      name={name}
      isDisabled={isDisabled}
      state={<WebhookState webhook={webhook} />}
      log={{ label: 'Deliveries', onOpen: () => onAsk('deliveries') }}
      actions={{
        ...{ test, describeTest, save },
        onEdit: () => onAsk('edit'),
        onDelete: () => onAsk('delete'),
        more: [{ label: 'Replace secret', onSelect: () => onAsk('rotate') }],
      }}
    >
      <p>
        <span className="wrap-anywhere">{new URL(url).host}</span> · {eventsOf(webhook)}
      </p>
      <WebhookNote webhook={webhook} />
    </ReceiverRow>
  );
}

function describeTest({ ok, tookMs, status, failure }: WebhookTest) {
  if (ok) {
    return { ok, title: `Arrived in ${tookMs} ms`, detail: `The receiver answered ${status}.` };
  }
  const answered = status === null ? '' : ` It answered ${status}.`;
  return {
    ok,
    title: 'The test didn’t arrive',
    detail: `${describeWebhookFailure(failure ?? '')}${answered}`,
  };
}

function eventsOf({ events }: Webhook): string {
  return events.includes(ALL_EVENTS)
    ? 'All events'
    : formatCount(events.length, 'kind of event', 'kinds of events');
}

/** What isn't obvious about its state. */
function WebhookNote({ webhook }: { webhook: Webhook }) {
  const { disabledFor, failingSince, previousSecretEndsAt } = webhook;
  const notes = [
    disabledFor === 'failing' &&
      'Nothing arrived for three days. Events since then aren’t sent; enable it once the receiver works.',
    disabledFor === 'person' && 'Events aren’t sent, also not later.',
    previousSecretEndsAt !== null &&
      `Secret replaced. Deliveries are also signed with the previous one until ${formatDateTime(previousSecretEndsAt)}.`,
  ].filter((note) => note !== false);
  return (
    <>
      {disabledFor === null && failingSince !== null && (
        <p>
          Nothing has arrived since <RelativeTime at={failingSince} isAbsolute />.
        </p>
      )}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </>
  );
}

function WebhookState({ webhook: { disabledFor, failingSince, waiting } }: { webhook: Webhook }) {
  if (disabledFor === 'failing') return <Status tone="bad" label="Disabled after failures" />;
  if (disabledFor === 'person') return <Status tone="neutral" label="Disabled" />;
  if (failingSince !== null) {
    return <Status tone="warn" label={waiting > 0 ? `Failing, ${waiting} waiting` : 'Failing'} />;
  }
  return <Status tone="good" label="Enabled" />;
}
