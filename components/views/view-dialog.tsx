'use client';

import { useId, useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input, Select } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import type { SavedView, ViewScope } from '@/lib/contract/views';
import { builtInRoles, roleWords } from '@/lib/shared/permissions';

export type ViewChoices = {
  name: string;
  scope: ViewScope;
  role: string | null;
  hasColumns: boolean;
};

type ViewDialogProps = {
  /** Undefined: a new one. */
  view: SavedView | undefined;
  canShare: boolean;
  /** The page's columns can be kept with it. */
  offersColumns: boolean;
  isPending: boolean;
  error: { detail: string } | null;
  onSave: (choices: ViewChoices) => void;
  onClose: () => void;
};

/** The name of a view, and who has it in their navigation. It stays open with the reason if saving fails. */
export function ViewDialog(props: ViewDialogProps) {
  const { view, canShare, offersColumns, isPending, error, onSave, onClose } = props;
  const formId = useId();
  const field = useFocusOnOpen();
  const [name, setName] = useState(view?.name ?? '');
  const [isMissing, setIsMissing] = useState(false);
  const [shared, setShared] = useState(shareOf(view));
  const [hasColumns, setHasColumns] = useState(Boolean(view?.columns));
  const submit = () => {
    setIsMissing(name.trim() === '');
    if (name.trim() === '') return field.current?.focus();
    const [scope, role] = shared.split(':');
    onSave({ name: name.trim(), scope: scope as ViewScope, role: role ?? null, hasColumns });
  };
  return (
    <FormDialog
      formId={formId}
      title={view ? 'Rename or share view' : 'Save view'}
      description="A view keeps these filters and their order under a name, beneath the page in the navigation."
      submit="Save view"
      isPending={isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Name" error={isMissing ? 'Enter a name.' : undefined}>
        {(control) => (
          <Input
            {...control}
            ref={field}
            maxLength={60}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {canShare && (
        <Field label="Who has it">
          {(control) => (
            <Select {...control} value={shared} onChange={(event) => setShared(event.target.value)}>
              <option value="me">Only me</option>
              <option value="everyone">Everyone</option>
              {rolesFor(view).map(({ id, label }) => (
                <option key={id} value={`role:${id}`}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {offersColumns && (
        <Checkbox
          label="With the columns shown now"
          checked={hasColumns}
          onChange={(event) => setHasColumns(event.target.checked)}
        />
      )}
      {error && (
        <Notice tone="bad" title="Couldn’t save the view" isLive>
          {error.detail}
        </Notice>
      )}
    </FormDialog>
  );
}

function shareOf(view: SavedView | undefined): string {
  if (!view) return 'me';
  return view.scope === 'role' ? `role:${view.role}` : view.scope;
}

/** The built-in roles, and the view's own if an administrator defined it. */
function rolesFor(view: SavedView | undefined) {
  const roles: { id: string; label: string }[] = builtInRoles.map((id) => ({
    id,
    label: `Everyone with the role ${roleWords[id].name}`,
  }));
  const own = view?.role;
  if (own && !roles.some(({ id }) => id === own)) {
    roles.push({ id: own, label: 'Everyone with its role' });
  }
  return roles;
}
