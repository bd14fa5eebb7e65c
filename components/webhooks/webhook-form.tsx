'use client';

import { useState } from 'react';
import { NameField } from '@/components/receivers/name-field';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { useFaults } from '@/components/ui/use-faults';
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

const paths = ['name', 'url', 'events'] as const;

/** Adds a webhook, or changes one. */
export function WebhookFormDialog({ webhook, onSaved, onClose }: WebhookFormDialogProps) {
  const save = useSaveWebhook(webhook?.id ?? null);
  const [typed, setTyped] = useState<AddWebhookInput>({
    name: webhook?.name ?? '',
    url: webhook?.url ?? '',
    events: webhook?.events ?? [ALL_EVENTS],
  });
  const faults = useFaults(paths, save.error);
  const change = (part: Partial<AddWebhookInput>) => setTyped({ ...typed, ...part });
  const submit = () => {
    if (!faults.show(faultsOf(typed))) save.mutate(typed, { onSuccess: onSaved });
  };
  return (
    <FormDialog
      formId={faults.formId}
      size="md"
      title={webhook ? `Edit ${webhook.name}` : 'Add webhook'}
      description="Events hold what the audit log has: people, users, and what was done. Send them only where that may be read."
      submit={webhook ? 'Save' : 'Add webhook'}
      isPending={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <NameField
        id={faults.idOf('name')}
        value={typed.name}
        error={faults.at('name')}
        onChange={(name) => change({ name })}
      />
      <Field
        id={faults.idOf('url')}
        label="Address"
        isRequired
        error={faults.at('url')}
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
        id={faults.idOf('events')}
        events={typed.events}
        error={faults.at('events')}
        onChange={(events) => change({ events })}
      />
      {faults.isElsewhere && (
        <Notice tone="bad" title="Couldn’t save the webhook" isLive>
          {save.error?.detail}
        </Notice>
      )}
    </FormDialog>
  );
}

function faultsOf({
  name,
  url,
  events,
}: AddWebhookInput): Partial<Record<(typeof paths)[number], string>> {
  return {
    ...(name.trim() === '' && { name: 'Enter a name.' }),
    ...(url.trim() === '' && { url: 'Enter an address.' }),
    ...(events.length === 0 && { events: 'Choose at least one event.' }),
  };
}
