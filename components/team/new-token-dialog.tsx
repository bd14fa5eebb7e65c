'use client';

import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input, Select } from '@/components/ui/inputs';
import { SecretDialog } from '@/components/ui/secret-dialog';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { ApiProblem } from '@/lib/client/fetch-api';
import type { AccountItem } from '@/lib/contract/accounts';
import type { Role } from '@/lib/contract/staff';
import { permissionTable, type TokenPermission } from '@/lib/shared/permissions';
import { everything, isScopeEmpty, ScopeFields, scopeOf } from './scope-fields';
import { useAddToken } from './token-queries';
import type { TokenRole } from './token-roles';

const lifetimes = [
  { days: 7, label: '7 days' },
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 365, label: 'A year' },
];
const USUAL_DAYS = 90;
const DAY_MS = 86_400_000;
/** A slow connection or clock must not make a year of more than a year. */
const MARGIN_MS = 3_600_000;

type Access = 'read' | 'all' | 'some';
type NewTokenDialogProps = {
  roles: readonly TokenRole[];
  accounts: readonly AccountItem[];
  onClose: () => void;
};

/** Creates an API token, and shows it this once. */
export function NewTokenDialog({ roles, accounts, onClose }: NewTokenDialogProps) {
  const { mutate, isPending, error, data, submittedAt } = useAddToken();
  const [roleId, setRoleId] = useState<Role | undefined>(roles.at(-1)?.id);
  const [access, setAccess] = useState<Access>('read');
  const [selected, setSelected] = useState<readonly TokenPermission[]>([]);
  const [chosen, setChosen] = useState(everything);
  const [isTried, setIsTried] = useState(false);
  const problem = error instanceof ApiProblem ? error : null;
  const role = roles.find(({ id }) => id === roleId);
  const scopes = role && scopesOf(role, access, selected);
  const isNothing = scopes?.length === 0;

  if (data) return <ShownToken token={data.token} onClose={onClose} />;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setIsTried(true);
    if (isPending || isScopeEmpty(chosen) || !role || scopes === undefined || isNothing) return;
    const form = new FormData(event.currentTarget);
    const lifetimeMs = Number(form.get('days')) * DAY_MS;
    mutate({
      ...{ name: String(form.get('name')), role: role.id, scopes },
      ...scopeOf(chosen),
      addressRanges: String(form.get('addressRanges'))
        .split(/[\s,;]+/)
        .filter(Boolean),
      expiresAt: new Date(Date.now() + lifetimeMs - MARGIN_MS).toISOString(),
    });
  }

  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="New API token"
      description="It can never do more than you, and ends with your account."
      size="md"
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form="new-token" variant="primary" isPending={isPending}>
            Create token
          </Button>
        </>
      }
    >
      <form id="new-token" onSubmit={submit} noValidate className="flex flex-col gap-4">
        {error && <Faults error={error} attempt={submittedAt} />}
        <Field
          id="name"
          label="Name"
          help="What uses it, such as “Ticket system”. The audit log shows it."
          error={problem?.errorAt('name')}
        >
          {(control) => <Input {...control} name="name" autoComplete="off" maxLength={60} />}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field id="role" label="Role" error={problem?.errorAt('role')}>
            {(control) => (
              <Select
                {...control}
                value={roleId}
                onChange={(event) => {
                  setRoleId(event.target.value as Role);
                  setSelected([]);
                }}
              >
                {roles.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field id="expiresAt" label="Expires after" error={problem?.errorAt('expiresAt')}>
            {(control) => (
              <Select {...control} name="days" defaultValue={USUAL_DAYS}>
                {lifetimes.map(({ days, label }) => (
                  <option key={days} value={days}>
                    {label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        {role && (
          <AccessChoice
            {...{ role, access, selected }}
            error={isTried && isNothing ? 'Select at least one permission.' : undefined}
            onAccess={setAccess}
            onSelected={setSelected}
          />
        )}
        <ScopeFields {...{ accounts, chosen, isTried }} onChange={setChosen} />
        <Field
          id="addressRanges"
          label="Only from"
          help="Addresses or ranges such as 203.0.113.0/24, separated by commas."
          error={problem?.errors.find(({ path }) => path.startsWith('addressRanges'))?.message}
          isOptional
        >
          {(control) => <Input {...control} name="addressRanges" autoComplete="off" />}
        </Field>
      </form>
    </Dialog>
  );
}

function Faults({ error, attempt }: { error: Error; attempt: number }) {
  const problem = error instanceof ApiProblem ? error : null;
  return (
    <ErrorSummary
      attempt={attempt}
      requestId={problem?.requestId}
      errors={
        problem?.errors.length
          ? problem.errors.map(({ path, message }) => ({
              fieldId: path.replace(/\[.*/, ''),
              message,
            }))
          : [{ message: problem?.detail ?? 'Couldn’t create the token. Try again.' }]
      }
    />
  );
}

/** Null: all that the role allows tokens. */
function scopesOf(
  { permissions }: TokenRole,
  access: Access,
  selected: readonly TokenPermission[],
): TokenPermission[] | null {
  if (access === 'all') return null;
  if (access === 'some') return [...selected];
  return permissions.filter((permission) => permission.endsWith('.read'));
}

type AccessChoiceProps = {
  role: TokenRole;
  access: Access;
  selected: readonly TokenPermission[];
  error: string | undefined;
  onAccess: (access: Access) => void;
  onSelected: (selected: readonly TokenPermission[]) => void;
};

/** How much of its role the token has. */
function AccessChoice(props: AccessChoiceProps) {
  const { role, access, selected, error, onAccess, onSelected } = props;
  const toggle = (permission: TokenPermission) =>
    onSelected(
      selected.includes(permission)
        ? selected.filter((other) => other !== permission)
        : [...selected, permission],
    );
  return (
    <div className="flex flex-col gap-2">
      <span aria-hidden className="-mb-1 text-13 font-medium">
        Permissions
      </span>
      <SegmentedControl
        label="Permissions"
        value={access}
        options={[
          { value: 'read', label: 'Read only' },
          { value: 'all', label: 'All of the role' },
          { value: 'some', label: 'Selected' },
        ]}
        onChange={onAccess}
      />
      {access === 'some' && (
        <ul
          aria-label="Selected permissions"
          className="flex max-h-60 flex-col gap-2 overflow-y-auto py-1"
        >
          {role.permissions.map((permission) => (
            <li key={permission}>
              <Checkbox
                label={permissionTable[permission].label}
                checked={selected.includes(permission)}
                onChange={() => toggle(permission)}
              />
            </li>
          ))}
        </ul>
      )}
      {error && (
        <p role="alert" className="text-12 text-bad-text">
          {error}
        </p>
      )}
      <p className="text-12 text-muted">
        No token can change the team, accounts, policies, or how you sign in, or approve requests.
      </p>
    </div>
  );
}

function ShownToken({ token, onClose }: { token: string; onClose: () => void }) {
  return (
    <SecretDialog
      title="Copy your token"
      description="It won’t be shown again. If it gets lost, delete it and create a new one."
      size="md"
      secret={token}
      what="token"
      onClose={onClose}
    >
      <p className="mt-3 text-12 text-muted">
        Send it as <code className="font-mono">Authorization: Bearer {'<token>'}</code> with each
        call.
      </p>
    </SecretDialog>
  );
}
