'use client';

import { Ellipsis, X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { MenuButton } from '@/components/ui/menu-button';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { toast } from '@/components/ui/toast';
import type { Webhook } from '@/lib/contract/webhooks';
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
  const turn = () =>
    save.mutate(
      { isDisabled: !isDisabled },
      {
        onSuccess: () => toast.success(`${isDisabled ? 'Enabled' : 'Disabled'} ${name}`),
        onError: toast.failure,
      },
    );
  return (
    <li className="flex flex-col gap-3 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-full sm:basis-0">
          <p className="font-medium wrap-anywhere">{name}</p>
          <p className="text-12 text-muted">
            <span className="wrap-anywhere">{new URL(url).host}</span> · {eventsOf(webhook)}
          </p>
          <WebhookNote webhook={webhook} />
        </div>
        <WebhookState webhook={webhook} />
        <div className="flex items-center gap-1">
          <Button
            size="sm"
            aria-label={`Send a test to ${name}`}
            isPending={test.isPending}
            onClick={() => test.mutate()}
          >
            Send a test
          </Button>
          <MenuButton
            size="icon-sm"
            variant="ghost"
            align="end"
            label={`Actions for ${name}`}
            entries={[
              { label: 'Deliveries', onSelect: () => onAsk('deliveries') },
              { label: 'Edit', onSelect: () => onAsk('edit') },
              { label: 'Replace secret', onSelect: () => onAsk('rotate') },
              { kind: 'separator' },
              {
                label: isDisabled ? 'Enable' : 'Disable',
                isDisabled: save.isPending,
                onSelect: turn,
              },
              { label: 'Delete', isDanger: true, onSelect: () => onAsk('delete') },
            ]}
          >
            <Ellipsis />
          </MenuButton>
        </div>
      </div>
      <TestResult test={test} />
    </li>
  );
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
        <p className="text-12 text-muted">
          Nothing has arrived since <RelativeTime at={failingSince} isAbsolute />.
        </p>
      )}
      {notes.map((note) => (
        <p key={note} className="text-12 text-muted">
          {note}
        </p>
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

/** The latest test of this visit, until it's dismissed. */
function TestResult({ test }: { test: ReturnType<typeof useTestWebhook> }) {
  const { data, error, isPending } = test;
  const dismiss = (
    <IconButton size="icon-sm" label="Dismiss" className="-mt-1 -mr-2" onClick={test.reset}>
      <X />
    </IconButton>
  );
  return (
    <div aria-live="polite" aria-busy={isPending} className="empty:hidden">
      {data?.ok && (
        <Notice tone="good" title={`Arrived in ${data.tookMs} ms`} action={dismiss}>
          The receiver answered {data.status}.
        </Notice>
      )}
      {data && !data.ok && (
        <Notice tone="bad" title="The test didn’t arrive" action={dismiss}>
          {describeWebhookFailure(data.failure ?? '')}
          {data.status !== null && ` It answered ${data.status}.`}
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
