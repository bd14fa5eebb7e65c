'use client';

import { useId, type FormEvent, type KeyboardEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Textarea } from '@/components/ui/inputs';
import { useAnnotate, useDraft, type AnnotatedItem } from './annotations';
import { Section } from './details';

type NoteProps = { item: AnnotatedItem; note: string | null; canEdit: boolean };

/** Our note on an item, edited in place. What was typed stays until it is saved or discarded. */
export function Note({ item, note, canEdit }: NoteProps) {
  const id = useId();
  const [draft, keepDraft] = useDraft<string>('note', item.key);
  const save = useAnnotate(item);
  if (!canEdit && note === null) return null;
  const discard = () => {
    save.reset();
    keepDraft(null);
  };
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (draft === null || save.isPending) return;
    if (draft.trim() === (note ?? '')) return discard();
    save.mutate({ note: draft }, { onSuccess: () => keepDraft(null) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit();
    if (event.key !== 'Escape') return;
    // It ends the editing, not the panel; only what hasn't been changed is discarded.
    event.preventDefault();
    event.stopPropagation();
    if (draft === (note ?? '')) discard();
  };
  return (
    <Section title="Note" titleId={id}>
      {draft === null ? (
        <SavedNote note={note} onEdit={canEdit ? () => keepDraft(note ?? '') : undefined} />
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-2">
          <Textarea
            aria-labelledby={id}
            aria-describedby={save.error ? `${id}-error` : undefined}
            aria-invalid={save.error ? true : undefined}
            rows={4}
            value={draft}
            autoFocus
            onChange={(event) => keepDraft(event.target.value)}
            onKeyDown={onKeyDown}
          />
          {save.error && (
            <p id={`${id}-error`} role="alert" className="text-bad-text">
              {save.error.errorAt('note') ?? `The note isn’t saved. ${save.error.detail}`}
            </p>
          )}
          <span className="flex gap-2">
            <Button size="sm" variant="primary" type="submit" isPending={save.isPending}>
              Save note
            </Button>
            <Button size="sm" variant="ghost" onClick={discard}>
              Discard
            </Button>
          </span>
        </form>
      )}
    </Section>
  );
}

function SavedNote({ note, onEdit }: { note: string | null; onEdit: (() => void) | undefined }) {
  return (
    <div className="flex items-start justify-between gap-4">
      {note !== null && <p className="min-w-0 wrap-anywhere whitespace-pre-wrap">{note}</p>}
      {onEdit && (
        <Button size="sm" onClick={onEdit} className="shrink-0">
          {note === null ? 'Add note' : 'Edit'}
        </Button>
      )}
    </div>
  );
}
