'use client';

import { useId, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import type { AddWebhookInput, Webhook } from '@/lib/contract/webhooks';
import { ALL_EVENTS } from '@/lib/shared/webhooks';
import { EventChoice } from './event-choice';
import { useSaveWebhook } from './queries';

type WebhookFormDialogProps = {
  /** Null: a new one. */
  webhook: Webhook | null;
  onSaved: (saved: { name: string; secret?: string }) => void;
  onClose: () => void;
};

type Faults = { name?: string; url?: string; events?: string };

/** Adds a webhook, or changes one. */
export function WebhookFormDialog({ webhook, onSaved, onClose }: WebhookFormDialogProps) {
  const save = useSaveWebhook(webhook?.id ?? null);
  const formId = useId();
  const [typed, setTyped] = useState<AddWebhookInput>({
    name: webhook?.name ?? '',
    url: webhook?.url ?? '',
    events: webhook?.events ?? [ALL_EVENTS],
  });
  const [faults, setFaults] = useState<Faults>({});
  const at = (path: keyof Faults) => faults[path] ?? save.error?.errorAt(path);
  const change = (part: Partial<AddWebhookInput>) => setTyped({ ...typed, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = faultsOf(typed);
    setFaults(found);
    const fault = Object.keys(found)[0];
    if (fault) return document.getElementById(`${formId}-${fault}`)?.focus();
    save.mutate(typed, { onSuccess: onSaved });
  };
  const isElsewhere = save.error && !at('name') && !at('url') && !at('events');
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      size="md"
      title={webhook ? `Edit ${webhook.name}` : 'Add webhook'}
      description="Events hold what the audit log has: people, users, and what was done. Send them only where that may be read."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} isPending={save.isPending}>
            {webhook ? 'Save' : 'Add webhook'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field id={`${formId}-name`} label="Name" isRequired error={at('name')}>
          {(control) => (
            <Input
              {...control}
              maxLength={60}
              autoComplete="off"
              value={typed.name}
              onChange={({ target }) => change({ name: target.value })}
            />
          )}
        </Field>
        <Field
          id={`${formId}-url`}
          label="Address"
          isRequired
          error={at('url')}
          help="Starts with https://. Each event is posted there as JSON."
        >
          {(control) => (
            <Input
              {...control}
              type="url"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              value={typed.url}
              onChange={({ target }) => change({ url: target.value })}
            />
          )}
        </Field>
        <EventChoice
          id={`${formId}-events`}
          events={typed.events}
          error={at('events')}
          onChange={(events) => change({ events })}
        />
        {isElsewhere && (
          <Notice tone="bad" title="Couldn’t save the webhook" isLive>
            {save.error?.detail}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}

function faultsOf({ name, url, events }: AddWebhookInput): Faults {
  return {
    ...(name.trim() === '' && { name: 'Enter a name.' }),
    ...(url.trim() === '' && { url: 'Enter an address.' }),
    ...(events.length === 0 && { events: 'Choose at least one event.' }),
  };
}
