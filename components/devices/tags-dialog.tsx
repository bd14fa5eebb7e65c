'use client';

import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { tagsQuery } from '@/components/items/annotations';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { Device } from '@/lib/contract/devices';
import { formatCount } from '@/lib/shared/format';
import { tagKeyOf } from '@/lib/shared/tags';
import { useTagDevices } from './queries';

type TagsDialogProps = {
  devices: readonly Device[];
  /** Of the list, for the tags in use. */
  account: string | null;
  onClose: () => void;
};

/** Adds tags to several devices, and removes some that they have. */
export function TagsDialog({ devices, account, onClose }: TagsDialogProps) {
  const formId = useId();
  const listId = useId();
  const [text, setText] = useState('');
  const [removed, setRemoved] = useState<ReadonlySet<string>>(new Set());
  const { data: known = [] } = useQuery(tagsQuery('devices', account));
  const save = useTagDevices();
  const shown = formatCount(devices.length, 'device');
  const present = tagsOf(devices);
  const add = text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { devices, add, remove: [...removed] },
      {
        onSuccess: () => {
          toast.success(`Changed the tags of ${shown}`);
          onClose();
        },
      },
    );
  };
  const toggle = (tag: string, isRemoved: boolean) => {
    const next = new Set(removed);
    if (isRemoved) next.add(tag);
    else next.delete(tag);
    setRemoved(next);
  };
  const fault = save.error?.errors.find(({ path }) => path.startsWith('add'));
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Tags of ${shown}`}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            type="submit"
            form={formId}
            isPending={save.isPending}
            disabled={add.length === 0 && removed.size === 0}
          >
            Save tags
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Add" help="Separate several with commas." error={fault?.message}>
          {(control) => (
            <Input
              {...control}
              value={text}
              list={listId}
              autoComplete="off"
              autoFocus
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <datalist id={listId}>
          {known.map(({ tag }) => (
            <option key={tag} value={tag} />
          ))}
        </datalist>
        {present.length > 0 && (
          <fieldset>
            <legend className="mb-1.5 font-medium">Remove</legend>
            <ul className="flex max-h-48 flex-col gap-1 overflow-y-auto">
              {present.map(({ tag, count }) => (
                <li key={tag}>
                  <label className="flex min-h-7 items-center gap-2 touch:min-h-11">
                    <Checkbox
                      checked={removed.has(tag)}
                      onChange={(event) => toggle(tag, event.target.checked)}
                    />
                    <span className="min-w-0 wrap-anywhere">{tag}</span>{' '}
                    {devices.length > 1 && (
                      <span className="text-12 text-muted">
                        {count === devices.length ? 'on all' : `on ${count}`}
                      </span>
                    )}
                  </label>
                </li>
              ))}
            </ul>
          </fieldset>
        )}
        {save.error && !fault && (
          <Notice tone="bad" isLive>
            {save.error.detail}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}

/** The tags that any of them has, with how many have it, the most used first. */
function tagsOf(devices: readonly Device[]): { tag: string; count: number }[] {
  const found = new Map<string, { tag: string; count: number }>();
  for (const tag of devices.flatMap(({ tags = [] }) => tags)) {
    const known = found.get(tagKeyOf(tag)) ?? { tag, count: 0 };
    found.set(tagKeyOf(tag), { ...known, count: known.count + 1 });
  }
  return [...found.values()].sort((one, other) => other.count - one.count);
}
