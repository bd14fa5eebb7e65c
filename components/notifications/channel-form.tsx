'use client';

import { useState } from 'react';
import { NameField } from '@/components/receivers/name-field';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input, Textarea } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { toast } from '@/components/ui/toast';
import { useFaults } from '@/components/ui/use-faults';
import type {
  AddChannelInput,
  ChangeChannelInput,
  NotificationChannel,
  NotificationChannelWithSecret,
} from '@/lib/contract/notifications';
import { channelKindLabels, type ChannelKind } from '@/lib/shared/notifications';
import { useSaveChannel } from './queries';

type ChannelFormDialogProps = {
  /** Null: a new one. */
  channel: NotificationChannel | null;
  onSaved: (saved: NotificationChannelWithSecret) => void;
  onClose: () => void;
};

type Typed = { kind: ChannelKind; name: string; recipients: string; url: string };

const paths = ['name', 'recipients', 'url'] as const;

const kinds = [
  ...(['email', 'slack'] as const).map((value) => ({ value, label: channelKindLabels[value] })),
  { value: 'teams', label: 'Teams' },
  { value: 'webhook', label: channelKindLabels.webhook },
] as const;

/** Adds a channel, or changes one. */
export function ChannelFormDialog({ channel, onSaved, onClose }: ChannelFormDialogProps) {
  const save = useSaveChannel(channel?.id ?? null);
  const [typed, setTyped] = useState<Typed>({
    kind: channel?.kind ?? 'email',
    name: channel?.name ?? '',
    recipients: channel?.recipients.join('\n') ?? '',
    url: '',
  });
  /** An address that is stored can be left out. */
  const isKept = channel?.hasSecret ?? false;
  const faults = useFaults(paths, save.error);
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const submit = () => {
    if (faults.show(faultsOf(typed, isKept))) return;
    save.mutate(channel ? changeOf(typed) : inputOf(typed), {
      onSuccess: (saved) => {
        toast.success(channel ? `Saved ${saved.name}` : `Added ${saved.name}`);
        onSaved(saved);
      },
    });
  };
  return (
    <FormDialog
      formId={faults.formId}
      size="md"
      title={channel ? `Edit ${channel.name}` : 'Add channel'}
      description="Messages name people, users, and devices. Send them only where that may be read."
      submit={channel ? 'Save' : 'Add channel'}
      isPending={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {!channel && (
        <SegmentedControl
          label="Kind of channel"
          value={typed.kind}
          options={kinds}
          onChange={(kind) => change({ kind })}
          className="self-start"
        />
      )}
      <NameField
        id={faults.idOf('name')}
        value={typed.name}
        error={faults.at('name')}
        onChange={(name) => change({ name })}
      />
      {typed.kind === 'email' ? (
        <Recipients
          id={faults.idOf('recipients')}
          value={typed.recipients}
          error={faults.at('recipients')}
          onChange={(recipients) => change({ recipients })}
        />
      ) : (
        <Address
          id={faults.idOf('url')}
          kind={typed.kind}
          isKept={isKept}
          value={typed.url}
          error={faults.at('url')}
          onChange={(url) => change({ url })}
        />
      )}
      {faults.isElsewhere && (
        <Notice tone="bad" title={failureTitle(save.error)} isLive>
          {save.error?.detail}
        </Notice>
      )}
    </FormDialog>
  );
}

function failureTitle(error: { isRefusal: boolean } | null): string {
  return error?.isRefusal
    ? 'Couldn’t save the channel'
    : 'Outcome unknown: the channel may have been saved';
}

type FieldProps = {
  id: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
};

function Recipients({ id, value, error, onChange }: FieldProps) {
  return (
    <Field
      id={id}
      label="Recipients"
      isRequired
      error={error}
      help="One address on each line. Each gets a message of their own."
    >
      {(control) => (
        <Textarea
          {...control}
          rows={3}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}

const helps: Record<Exclude<ChannelKind, 'email'>, string> = {
  slack: 'Of an incoming webhook: https://hooks.slack.com/services/…',
  teams: 'Of the workflow “Send webhook alerts to a channel” in Teams.',
  webhook: 'Messages are posted there as JSON, signed with a secret that you get when you save.',
};

type AddressProps = FieldProps & { kind: Exclude<ChannelKind, 'email'>; isKept: boolean };

function Address({ id, kind, isKept, value, error, onChange }: AddressProps) {
  const kept = 'Leave it empty to keep the one that is stored, which isn’t shown.';
  return (
    <Field
      id={id}
      label="Address"
      isRequired={!isKept}
      isOptional={isKept}
      error={error}
      help={`${helps[kind]} ${isKept ? kept : 'It’s kept encrypted and not shown again.'}`}
    >
      {(control) => (
        <Input
          {...control}
          type="url"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}

function linesOf(recipients: string): string[] {
  return recipients
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function faultsOf(typed: Typed, isKept: boolean): Partial<Record<(typeof paths)[number], string>> {
  const { kind, name, recipients, url } = typed;
  const isEmail = kind === 'email';
  return {
    ...(name.trim() === '' && { name: 'Enter a name.' }),
    ...(isEmail && linesOf(recipients).length === 0 && { recipients: 'Enter an email address.' }),
    ...(!isEmail && !isKept && url.trim() === '' && { url: 'Enter an address.' }),
  };
}

function inputOf({ kind, name, recipients, url }: Typed): AddChannelInput {
  return kind === 'email'
    ? { kind, name, recipients: linesOf(recipients) }
    : { kind, name, url: url.trim() };
}

function changeOf({ kind, name, recipients, url }: Typed): ChangeChannelInput {
  if (kind === 'email') return { name, recipients: linesOf(recipients) };
  return url.trim() === '' ? { name } : { name, url: url.trim() };
}
