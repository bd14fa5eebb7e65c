'use client';

import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useId, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/inputs';
import { MAX_TAG_LENGTH, tagKeyOf } from '@/lib/shared/tags';
import { tagsQuery, useAnnotate, useDraft, type AnnotatedItem } from './annotations';
import { Section } from './details';

type TagsProps = { item: AnnotatedItem; saved: readonly string[]; canEdit: boolean };

/** An item's tags. Adding or removing one saves; if that fails, the wanted tags stay to try again. */
export function Tags({ item, saved, canEdit }: TagsProps) {
  const id = useId();
  const [wanted, keepWanted] = useDraft<string[]>('tags', item.key);
  const save = useAnnotate(item);
  const tags = wanted ?? saved;
  if (!canEdit && saved.length === 0) return null;
  const change = (next: string[]) => {
    keepWanted(next);
    save.mutate({ tags: next }, { onSuccess: () => keepWanted(null) });
  };
  const discard = () => {
    save.reset();
    keepWanted(null);
  };
  const add = (text: string) => {
    const typed = text.split(',').map((tag) => tag.trim());
    const known = new Set(tags.map(tagKeyOf));
    const added = typed.filter((tag) => tag !== '' && !known.has(tagKeyOf(tag)));
    if (added.length > 0) change([...tags, ...added]);
  };
  return (
    <Section title="Tags" titleId={id}>
      <ul aria-labelledby={id} className="flex flex-wrap items-center gap-1.5">
        {tags.map((tag) => (
          <li
            key={tagKeyOf(tag)}
            className="inline-flex min-h-7 max-w-full items-center rounded-tag border border-line-strong pl-2 text-12"
          >
            <span className="truncate py-1 pr-2">{tag}</span>
            {canEdit && (
              <button
                type="button"
                aria-label={`Remove tag ${tag}`}
                disabled={save.isPending}
                onClick={() => change(tags.filter((one) => one !== tag))}
                className="grid size-6 place-items-center rounded-tag text-muted hover:bg-hover hover:text-ink touch:size-11"
              >
                <X aria-hidden className="size-3" />
              </button>
            )}
          </li>
        ))}
        {canEdit && (
          <li>
            <AddTag item={item} has={tags} onAdd={add} isPending={save.isPending} />
          </li>
        )}
      </ul>
      {save.error && wanted !== null && (
        <div role="alert" className="mt-2 flex flex-wrap items-center gap-2 text-bad-text">
          <span>{messageOf(save.error)}</span>
          <Button size="sm" onClick={() => change(wanted)} isPending={save.isPending}>
            Try again
          </Button>
          <Button size="sm" variant="ghost" onClick={discard}>
            Discard
          </Button>
        </div>
      )}
    </Section>
  );
}

function messageOf({ errors, detail }: { errors?: { message: string }[]; detail: string }): string {
  return errors?.[0]?.message ?? `The tags aren’t saved. ${detail}`;
}

type AddTagProps = {
  item: AnnotatedItem;
  has: readonly string[];
  onAdd: (text: string) => void;
  isPending: boolean;
};

function AddTag({ item, has, onAdd, isPending }: AddTagProps) {
  const listId = useId();
  const [text, setText] = useState('');
  const [isUsed, setIsUsed] = useState(false);
  const { data = [] } = useQuery({ ...tagsQuery(item.kind, item.accountId), enabled: isUsed });
  const keys = new Set(has.map(tagKeyOf));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    onAdd(text);
    setText('');
  };
  return (
    <form onSubmit={submit}>
      <Input
        aria-label="Add tag"
        placeholder="Add tag"
        list={listId}
        value={text}
        maxLength={MAX_TAG_LENGTH}
        autoComplete="off"
        onFocus={() => setIsUsed(true)}
        onChange={(event) => setText(event.target.value)}
        className="h-7 w-28 px-2 text-12"
      />
      <datalist id={listId}>
        {data.map(({ tag }) => !keys.has(tagKeyOf(tag)) && <option key={tag} value={tag} />)}
      </datalist>
    </form>
  );
}
