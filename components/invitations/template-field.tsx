'use client';

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/inputs';
import type { InvitationTemplate } from '@/lib/contract/invitation-templates';
import { formatCount } from '@/lib/shared/format';
import { templatesQuery } from './template-queries';

const TemplatesDialog = lazy(async () => ({
  default: (await import('./templates-dialog')).TemplatesDialog,
}));

type TemplateFieldProps = {
  template: InvitationTemplate | null;
  onTemplate: (template: InvitationTemplate | null) => void;
};

/** What many lists have in common, chosen at once. The team's templates are managed from here. */
export function TemplateField({ template, onTemplate }: TemplateFieldProps) {
  const { data } = useQuery(templatesQuery());
  const [isManaging, setIsManaging] = useState(false);
  const templates = data?.items ?? [];
  // Deleted meanwhile: what it set stays, and so does its name.
  const isGone = template !== null && !templates.some(({ id }) => id === template.id);
  return (
    <>
      <Field label="Template" isOptional className="mb-4" help={template && setsWhat(template)}>
        {(control) => (
          <span className="flex gap-2">
            <Select
              {...control}
              value={template?.id ?? ''}
              className="max-w-80"
              onChange={({ target }) =>
                onTemplate(templates.find(({ id }) => id === target.value) ?? null)
              }
            >
              <option value="">No template</option>
              {isGone && <option value={template.id}>{template.name}</option>}
              {templates.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
            <Button onClick={() => setIsManaging(true)}>Templates…</Button>
          </span>
        )}
      </Field>
      <Suspense fallback={null}>
        {isManaging && (
          <TemplatesDialog
            templates={templates}
            onAdded={onTemplate}
            onClose={() => setIsManaging(false)}
          />
        )}
      </Suspense>
    </>
  );
}

function setsWhat({ seats, isHeld }: InvitationTemplate): string {
  const each = seats === 0 ? 'No seats' : formatCount(seats, 'seat');
  return `${each} for each person whose list has none. Sending ${isHeld ? 'waits so you can undo' : 'starts at once'}.`;
}
