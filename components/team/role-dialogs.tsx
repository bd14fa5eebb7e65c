'use client';

import { useId, useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { RoleItem } from '@/lib/contract/roles';
import {
  permissionGroups,
  permissionTable,
  withNeeded,
  type Permission,
} from '@/lib/shared/permissions';
import { useChangeRole } from './queries';

export type RoleAction = { kind: 'add' } | { kind: 'edit' | 'delete'; role: RoleItem };

type RoleDialogProps = {
  action: RoleAction;
  ownPermissions: readonly Permission[];
  onClose: () => void;
};

export function RoleDialog({ action, ownPermissions, onClose }: RoleDialogProps) {
  if (action.kind === 'delete') return <DeleteRole role={action.role} onClose={onClose} />;
  const role = action.kind === 'edit' ? action.role : null;
  return <EditRole role={role} ownPermissions={ownPermissions} onClose={onClose} />;
}

type EditRoleProps = Pick<RoleDialogProps, 'ownPermissions' | 'onClose'> & {
  /** Null: a new one. */
  role: RoleItem | null;
};

function EditRole({ role, ownPermissions, onClose }: EditRoleProps) {
  const { mutate, isPending, error } = useChangeRole();
  const [name, setName] = useState(role?.name ?? '');
  const [chosen, setChosen] = useState<readonly Permission[]>(role?.permissions ?? []);
  const formId = useId();
  const submit = () => {
    if (isPending) return;
    const input = { name, permissions: [...chosen] };
    mutate(role ? { kind: 'edit', id: role.id, input } : { kind: 'add', input }, {
      onWaiting: onClose,
      onSuccess: () => {
        toast.success(role ? `Saved the role ${name.trim()}` : `Created the role ${name.trim()}`);
        onClose();
      },
    });
  };
  return (
    <FormDialog
      formId={formId}
      size="lg"
      title={role ? `Edit ${role.name}` : 'Create role'}
      description={
        role && role.members > 0
          ? 'If you change what it allows, everyone who has this role is signed out.'
          : 'You can give only what your own role allows.'
      }
      submit={role ? 'Save' : 'Create role'}
      isPending={isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {error && error.errorAt('name') === undefined && (
        <Notice tone="bad" isLive>
          {error.detail}
        </Notice>
      )}
      <Field label="Name" error={error?.errorAt('name')}>
        {(control) => (
          <Input
            {...control}
            value={name}
            autoFocus
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {/* Columns, so that all of it fits on a screen. */}
      <div className="gap-x-6 sm:columns-2">
        <PermissionChoice chosen={chosen} offered={ownPermissions} onChange={setChosen} />
      </div>
    </FormDialog>
  );
}

type PermissionChoiceProps = {
  chosen: readonly Permission[];
  /** Those that the reader has. */
  offered: readonly Permission[];
  onChange: (chosen: readonly Permission[]) => void;
};

/** Permissions by group. What one can't be used without is selected with it. */
function PermissionChoice({ chosen, offered, onChange }: PermissionChoiceProps) {
  const all = withNeeded(chosen);
  const neededBy = (permission: Permission) =>
    chosen.some((one) => one !== permission && withNeeded([one]).includes(permission));
  const toggle = (permission: Permission, isOn: boolean) =>
    onChange(isOn ? [...chosen, permission] : chosen.filter((one) => one !== permission));
  return permissionGroups.map(({ group, members }) => (
    <fieldset key={group} className="mb-4 flex break-inside-avoid flex-col gap-1.5">
      <legend className="mb-1 text-13 font-medium">{group}</legend>
      {members.map((permission) => {
        const { label, from } = permissionTable[permission];
        const isFixed = from === 'all' || neededBy(permission);
        return (
          <Checkbox
            key={permission}
            label={label}
            checked={all.includes(permission)}
            disabled={isFixed || !offered.includes(permission)}
            onChange={({ target }) => toggle(permission, target.checked)}
          />
        );
      })}
    </fieldset>
  ));
}

function DeleteRole({ role, onClose }: { role: RoleItem; onClose: () => void }) {
  const { mutate, isPending, error } = useChangeRole();
  const remove = () =>
    mutate(
      { kind: 'delete', id: role.id },
      {
        onWaiting: onClose,
        onSuccess: () => {
          toast.success(`Deleted the role ${role.name}`);
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={`Delete the role ${role.name}?`}
      description="This is possible only while no one has it. It can’t be undone."
      confirm="Delete"
      isDanger
      onConfirm={remove}
      {...{ isPending, error, onClose }}
    />
  );
}
