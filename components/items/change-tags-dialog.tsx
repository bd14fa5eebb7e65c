'use client';

import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent, type Ref } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import type { useWrite } from '@/components/ui/use-write';
import type { ChangedTags, SkippedUser } from '@/lib/contract/annotations';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { MAX_TAGS } from '@/lib/shared/tags';
import { tagsQuery, type AnnotatedKind } from './annotations';

const FORM = 'change-tags';
const NAMED = 5;

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
  const { data, error } = change;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { add: tagsIn(added), remove: tagsIn(removed) },
      {
        onSuccess: (result) => {
          if (result.skippedCount > 0) return;
          toast.success(inWords(result, noun));
          onClose();
        },
      },
    );
  };
  const inUse = { kind: noun === 'user' ? 'users' : 'devices', account } as const;
  const isDone = data !== undefined && !change.isPending;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Tags of ${formatCount(count, noun)}`}
      footer={
        isDone ? (
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        ) : (
          <>
            <Button variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" type="submit" form={FORM} isPending={change.isPending}>
              Change tags
            </Button>
          </>
        )
      }
    >
      {isDone ? (
        <SkippedNotice result={data} noun={noun} />
      ) : (
        <form id={FORM} noValidate onSubmit={submit} className="flex flex-col gap-4 pb-1">
          {error && (
            <ErrorSummary
              title="No tags were changed"
              attempt={change.submittedAt}
              errors={[{ message: error.errors[0]?.message ?? error.detail }]}
              requestId={error.requestId}
            />
          )}
          <TagsField {...inUse} ref={field} label="Add" value={added} onChange={setAdded} />
          <TagsField {...inUse} label="Remove" value={removed} onChange={setRemoved} />
        </form>
      )}
    </Dialog>
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

/** "Tags of 12 users changed, 3 had them already". */
function inWords({ changed, unchanged }: ChangedTags, noun: string): string {
  const same = unchanged > 0 ? `, ${formatNumber(unchanged)} needed no change` : '';
  return `Tags of ${formatCount(changed, noun)} changed${same}`;
}

function SkippedNotice({ result, noun }: { result: ChangedTags; noun: string }) {
  const { skipped, skippedCount } = result;
  const more = skippedCount - Math.min(NAMED, skipped.length);
  return (
    <Notice
      tone="warn"
      isLive
      title={`${inWords(result, noun)}. ${formatCount(skippedCount, noun)} left out`}
    >
      <ul className="flex flex-col gap-0.5 wrap-anywhere">
        {skipped.slice(0, NAMED).map((user) => (
          <li key={`${user.accountId} ${user.username}`}>
            {shownEmail(user.username)}: {reasonWords[user.reason]}
          </li>
        ))}
        {more > 0 && <li>and {formatNumber(more)} more</li>}
      </ul>
    </Notice>
  );
}

const reasonWords: Record<SkippedUser['reason'], string> = {
  too_many_tags: `would have more than ${MAX_TAGS} tags`,
  not_listed: 'isn’t in RemotePC’s list any more',
};
