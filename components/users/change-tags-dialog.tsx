'use client';

import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { tagsQuery } from '@/components/items/annotations';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import { useReturnFocus } from '@/components/ui/use-focus';
import type { ChangedTags, SkippedUser } from '@/lib/contract/annotations';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { MAX_TAGS } from '@/lib/shared/tags';
import { useChangeTags, type SelectedRows } from './user-queries';

const FORM = 'change-tags';
const NAMED = 5;

type ChangeTagsDialogProps = {
  count: number;
  rows: SelectedRows;
  account: string | null;
  onClose: () => void;
};

/** Adds and removes tags of the selected users; stays to say who was left out. */
export function ChangeTagsDialog({ count, rows, account, onClose }: ChangeTagsDialogProps) {
  useReturnFocus();
  const [added, setAdded] = useState('');
  const [removed, setRemoved] = useState('');
  const change = useChangeTags();
  const { data, error } = change;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { rows, add: tagsIn(added), remove: tagsIn(removed) },
      {
        onSuccess: (result) => {
          if (result.skippedCount > 0) return;
          toast.success(inWords(result));
          onClose();
        },
      },
    );
  };
  const isDone = data !== undefined && !change.isPending;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Tags of ${formatCount(count, 'user')}`}
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
        <SkippedNotice result={data} />
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
          <TagsField label="Add" account={account} value={added} onChange={setAdded} />
          <TagsField label="Remove" account={account} value={removed} onChange={setRemoved} />
        </form>
      )}
    </Dialog>
  );
}

type TagsFieldProps = {
  label: string;
  account: string | null;
  value: string;
  onChange: (text: string) => void;
};

function TagsField({ label, account, value, onChange }: TagsFieldProps) {
  const listId = useId();
  const { data = [] } = useQuery(tagsQuery('users', account));
  return (
    <Field label={label} isOptional help="Separate several with commas.">
      {(control) => (
        <>
          <Input
            {...control}
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
function inWords({ changed, unchanged }: ChangedTags): string {
  const same = unchanged > 0 ? `, ${formatNumber(unchanged)} needed no change` : '';
  return `Tags of ${formatCount(changed, 'user')} changed${same}`;
}

function SkippedNotice({ result }: { result: ChangedTags }) {
  const { skipped, skippedCount } = result;
  const more = skippedCount - Math.min(NAMED, skipped.length);
  return (
    <Notice
      tone="warn"
      isLive
      title={`${inWords(result)}. ${formatCount(skippedCount, 'user')} left out`}
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
