'use client';

import { useQuery } from '@tanstack/react-query';
import { useId, useState, type Ref } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import type { useWrite } from '@/components/ui/use-write';
import type { ChangedTags, SkippedUser } from '@/lib/contract/annotations';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount } from '@/lib/shared/format';
import { MAX_TAGS } from '@/lib/shared/tags';
import { tagsQuery, type AnnotatedKind } from './annotations';
import { ChangeManyDialog } from './change-many-dialog';

export type TagChange = { add: string[]; remove: string[] };

type ChangeTagsDialogProps = {
  noun: 'user' | 'device';
  count: number;
  /** Of the list, for the tags in use. */
  account: string | null;
  /** Changes the tags of all of them. */
  change: ReturnType<typeof useWrite<ChangedTags, TagChange>>;
  onClose: () => void;
};

/** Adds and removes tags of the selected rows; stays to say who was left out. */
export function ChangeTagsDialog(props: ChangeTagsDialogProps) {
  const { noun, count, account, change, onClose } = props;
  const field = useFocusOnOpen();
  const [added, setAdded] = useState('');
  const [removed, setRemoved] = useState('');
  const inUse = { kind: noun === 'user' ? 'users' : 'devices', account } as const;
  return (
    <ChangeManyDialog<ChangedTags, TagChange>
      title={`Tags of ${formatCount(count, noun)}`}
      noun={noun}
      submit="Change tags"
      inWords={(some) => `Tags of ${some} changed`}
      change={change}
      readInput={() => ({ add: tagsIn(added), remove: tagsIn(removed) })}
      leftOut={leftOutOf}
      failure={(isRefusal) =>
        isRefusal ? 'No tags were changed' : 'Outcome unknown: tags may have been changed'
      }
      onClose={onClose}
    >
      <TagsField {...inUse} ref={field} label="Add" value={added} onChange={setAdded} />
      <TagsField {...inUse} label="Remove" value={removed} onChange={setRemoved} />
    </ChangeManyDialog>
  );
}

type TagsFieldProps = {
  kind: AnnotatedKind;
  account: string | null;
  label: string;
  ref?: Ref<HTMLInputElement>;
  value: string;
  onChange: (text: string) => void;
};

function TagsField({ kind, account, label, ref, value, onChange }: TagsFieldProps) {
  const listId = useId();
  const { data = [] } = useQuery(tagsQuery(kind, account));
  return (
    <Field label={label} isOptional help="Separate several with commas.">
      {(control) => (
        <>
          <Input
            {...control}
            ref={ref}
            list={listId}
            value={value}
            autoComplete="off"
            onChange={(event) => onChange(event.target.value)}
          />
          <datalist id={listId}>
            {data.map(({ tag }) => (
              <option key={tag} value={tag} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

function tagsIn(text: string): string[] {
  return text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

function leftOutOf({ skipped, skippedCount }: ChangedTags) {
  return {
    count: skippedCount,
    named: skipped.map(({ accountId, username, reason }) => ({
      key: `${accountId} ${username}`,
      words: `${shownEmail(username)}: ${reasonWords[reason]}`,
    })),
  };
}

const reasonWords: Record<SkippedUser['reason'], string> = {
  too_many_tags: `would have more than ${MAX_TAGS} tags`,
  not_listed: 'isn’t in RemotePC’s list any more',
};
