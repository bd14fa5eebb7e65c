'use client';

import { Pencil, Trash2 } from 'lucide-react';
import { useId, useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import type { InvitationTemplate } from '@/lib/contract/invitation-templates';
import { HOLD_SECONDS } from '@/lib/shared/hold';
import { readSeats } from '@/lib/shared/seats';
import { useDeleteTemplate, useSaveTemplate } from './template-queries';
import { aboutTemplate } from './template-words';

type TemplatesDialogProps = {
  templates: readonly InvitationTemplate[];
  /** Where a list is prepared, a new one is chosen, too. */
  onAdded?: (template: InvitationTemplate) => void;
  onClose: () => void;
};

/** The team's templates: those there are, and a form for a new one or the one being edited. */
export function TemplatesDialog({ templates, onAdded, onClose }: TemplatesDialogProps) {
  const formId = useId();
  const [edited, setEdited] = useState<InvitationTemplate | null>(null);
  const save = useSaveTemplate(edited?.id ?? null);
  const edit = (template: InvitationTemplate | null) => {
    // Why saving another one failed says nothing about this one.
    save.reset();
    setEdited(template);
  };
  const onSave = (typed: Omit<InvitationTemplate, 'id'>) =>
    save.mutate(typed, {
      onSuccess: (saved) => {
        toast.success(`Template ${saved.name} saved`);
        if (edited) return setEdited(null);
        onAdded?.(saved);
        onClose();
      },
    });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Invitation templates"
      description="For the whole team: what many lists have in common."
      footer={
        <>
          <Button variant="ghost" onClick={edited ? () => edit(null) : onClose}>
            {edited ? 'Cancel' : 'Close'}
          </Button>
          <Button variant="primary" type="submit" form={formId} isPending={save.isPending}>
            {edited ? 'Save template' : 'Add template'}
          </Button>
        </>
      }
    >
      {templates.length > 0 && (
        <ul aria-label="Templates" className="mb-4 divide-y divide-line border-y border-line">
          {templates.map((template) => (
            <TemplateLine key={template.id} template={template} onEdit={() => edit(template)} />
          ))}
        </ul>
      )}
      <TemplateForm
        key={edited?.id}
        formId={formId}
        template={edited}
        problem={save.error}
        onSave={onSave}
      />
    </Dialog>
  );
}

type TemplateLineProps = { template: InvitationTemplate; onEdit: () => void };

function TemplateLine({ template, onEdit }: TemplateLineProps) {
  const { id, name } = template;
  const remove = useDeleteTemplate();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1 py-1.5">
      <span className="min-w-0 flex-1 basis-40">
        <span className="block wrap-anywhere">{name}</span>
        <span className="block text-12 text-muted">{aboutTemplate(template)}</span>
      </span>
      {isAsking ? (
        <>
          <Button size="sm" variant="ghost" onClick={() => setIsAsking(false)}>
            Keep
          </Button>
          <Button
            size="sm"
            variant="danger"
            aria-label={`Delete ${name}`}
            autoFocus
            isPending={remove.isPending}
            onClick={() => remove.mutate(id, { onError: toast.failure })}
          >
            Delete
          </Button>
        </>
      ) : (
        <>
          <IconButton size="icon-sm" label={`Edit ${name}`} onClick={onEdit}>
            <Pencil />
          </IconButton>
          <IconButton size="icon-sm" label={`Delete ${name}`} onClick={() => setIsAsking(true)}>
            <Trash2 />
          </IconButton>
        </>
      )}
    </li>
  );
}

type TemplateFormProps = {
  formId: string;
  /** Null: a new one. */
  template: InvitationTemplate | null;
  problem: { detail: string; errorAt: (path: string) => string | undefined } | null;
  onSave: (typed: Omit<InvitationTemplate, 'id'>) => void;
};

function TemplateForm({ formId, template, problem, onSave }: TemplateFormProps) {
  const first = useFocusOnOpen();
  const [name, setName] = useState(template?.name ?? '');
  const [seatsText, setSeatsText] = useState(template ? String(template.seats) : '1');
  const [isHeld, setIsHeld] = useState(template?.isHeld ?? true);
  const [faults, setFaults] = useState<{ name?: string; seats?: string }>({});
  const nameFault = faults.name ?? problem?.errorAt('name');
  const seatsFault = faults.seats ?? problem?.errorAt('seats');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const seats = seatsText.trim() === '' ? null : readSeats(seatsText);
    const found = {
      ...(name.trim() === '' && { name: 'Enter a name.' }),
      ...(seats === null && { seats: 'Enter a whole number from 0 to 100,000.' }),
    };
    setFaults(found);
    const fault = Object.keys(found)[0];
    if (fault) return document.getElementById(`${formId}-${fault}`)?.focus();
    if (seats !== null) onSave({ name: name.trim(), seats, isHeld });
  };
  return (
    <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
      <h3 className="font-medium">{template ? `Edit ${template.name}` : 'New template'}</h3>
      <Field id={`${formId}-name`} label="Name" isRequired error={nameFault}>
        {(control) => (
          <Input
            {...control}
            ref={first}
            maxLength={60}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field
        id={`${formId}-seats`}
        label="Seats per person"
        isRequired
        error={seatsFault}
        help="For people whose list has no seats."
      >
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            autoComplete="off"
            value={seatsText}
            className="max-w-28 text-right tabular-nums"
            onChange={(event) => setSeatsText(event.target.value)}
          />
        )}
      </Field>
      <Checkbox
        label={`Wait ${HOLD_SECONDS} seconds before sending so you can undo`}
        checked={isHeld}
        onChange={(event) => setIsHeld(event.target.checked)}
      />
      {problem && !nameFault && !seatsFault && (
        <Notice tone="bad" title="Couldn’t save the template" isLive>
          {problem.detail}
        </Notice>
      )}
    </form>
  );
}
