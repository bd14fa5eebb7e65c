'use client';

import { useId, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { toast } from '@/components/ui/toast';
import type {
  AddChannelInput,
  ChangeChannelInput,
  NotificationChannel,
} from '@/lib/contract/notifications';
import { channelKindLabels, type ChannelKind } from '@/lib/shared/notifications';
import { useSaveChannel } from './queries';

type ChannelFormDialogProps = {
  /** Null: a new one. */
  channel: NotificationChannel | null;
  onClose: () => void;
};

type Typed = { kind: ChannelKind; name: string; recipients: string; url: string };
type FaultPath = 'name' | 'recipients' | 'url';

const kinds = [
  ...(['email', 'slack'] as const).map((value) => ({ value, label: channelKindLabels[value] })),
  { value: 'teams', label: 'Teams' },
  { value: 'webhook', label: channelKindLabels.webhook },
] as const;

/** Adds a channel, or changes one. */
export function ChannelFormDialog({ channel, onClose }: ChannelFormDialogProps) {
  const save = useSaveChannel(channel?.id ?? null);
  const formId = useId();
  const [typed, setTyped] = useState<Typed>({
    kind: channel?.kind ?? 'email',
    name: channel?.name ?? '',
    recipients: channel?.recipients.join('\n') ?? '',
    url: '',
  });
  const [faults, setFaults] = useState<Partial<Record<FaultPath, string>>>({});
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const at = (path: FaultPath) => faults[path] ?? errorAt(save.error, path);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = faultsOf(typed, channel !== null);
    setFaults(found);
    const fault = Object.keys(found)[0];
    if (fault) return document.getElementById(`${formId}-${fault}`)?.focus();
    save.mutate(channel ? changeOf(typed) : inputOf(typed), {
      onSuccess: ({ name }) => {
        toast.success(channel ? `Saved ${name}` : `Added ${name}`);
        onClose();
      },
    });
  };
  const isElsewhere = save.error && !at('name') && !at('recipients') && !at('url');
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      size="md"
      title={channel ? `Edit ${channel.name}` : 'Add channel'}
      description="Messages name people, users, and devices. Send them only where that may be read."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} isPending={save.isPending}>
            {channel ? 'Save' : 'Add channel'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {!channel && (
          <SegmentedControl
            label="Kind of channel"
            value={typed.kind}
            options={kinds}
            onChange={(kind) => change({ kind })}
            className="self-start"
          />
        )}
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
        {typed.kind === 'email' ? (
          <Recipients
            id={`${formId}-recipients`}
            value={typed.recipients}
            error={at('recipients')}
            onChange={(recipients) => change({ recipients })}
          />
        ) : (
          <Address
            id={`${formId}-url`}
            kind={typed.kind}
            isKept={channel?.hasSecret ?? false}
            value={typed.url}
            error={at('url')}
            onChange={(url) => change({ url })}
          />
        )}
        {isElsewhere && (
          <Notice tone="bad" title="Couldn’t save the channel" isLive>
            {save.error?.detail}
          </Notice>
        )}
      </form>
    </Dialog>
  );
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
  webhook: 'Starts with https://. Messages are posted there as JSON.',
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

function faultsOf(typed: Typed, isKept: boolean): Partial<Record<FaultPath, string>> {
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

type WithErrors = { errors: readonly { path: string; message: string }[] } | null;

/** Also of one of the recipients: `recipients[2]`. */
function errorAt(error: WithErrors, path: FaultPath): string | undefined {
  return error?.errors.find((one) => one.path === path || one.path.startsWith(`${path}[`))?.message;
}
