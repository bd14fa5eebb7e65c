'use client';

import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input, Select } from '@/components/ui/inputs';
import { useReturnFocus } from '@/components/ui/use-focus';
import { ApiProblem } from '@/lib/client/fetch-api';
import type { AccountItem } from '@/lib/contract/accounts';
import type { RoleItem } from '@/lib/contract/roles';
import type { Role } from '@/lib/contract/staff';
import { roleWords } from '@/lib/shared/permissions';
import {
  AccountChoice,
  accountIdsOf,
  choosableAccounts,
  everyAccount,
  isNoneChosen,
  NONE_CHOSEN,
} from './account-choice';
import { LinkDialog } from './link-dialog';
import { useInviteStaff } from './queries';

type InviteStaffDialogProps = {
  accounts: readonly AccountItem[];
  roles: readonly RoleItem[];
  onClose: () => void;
};

/** Invites a team member, then shows the one-time link to send them. */
export function InviteStaffDialog({ accounts, roles, onClose }: InviteStaffDialogProps) {
  useReturnFocus();
  const { mutate, isPending, error, data, submittedAt, variables } = useInviteStaff();
  const [role, setRole] = useState<Role>('technician');
  const [chosen, setChosen] = useState(everyAccount);
  const [isTried, setIsTried] = useState(false);
  const problem = error instanceof ApiProblem ? error : null;

  if (data) return <LinkDialog link={data} name={variables.name} onClose={onClose} />;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setIsTried(true);
    if (isPending || isNoneChosen(chosen)) return;
    const accountIds = accountIdsOf(chosen);
    const form = new FormData(event.currentTarget);
    mutate({
      email: String(form.get('email')),
      name: String(form.get('name')),
      role,
      ...(accountIds && { accountIds }),
    });
  }

  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Invite team member"
      description="You get a link to send them. They use it to choose their own password."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form="invite-staff" variant="primary" isPending={isPending}>
            Create link
          </Button>
        </>
      }
    >
      <form id="invite-staff" onSubmit={submit} noValidate className="flex flex-col gap-4">
        {error && (
          <ErrorSummary
            attempt={submittedAt}
            requestId={problem?.requestId}
            errors={
              problem?.errors.length
                ? problem.errors.map(({ path, message }) => ({ fieldId: path, message }))
                : [{ message: problem?.detail ?? 'Couldn’t create the link. Try again.' }]
            }
          />
        )}
        <Field id="name" label="Name" error={problem?.errorAt('name')}>
          {(control) => <Input {...control} name="name" autoComplete="off" autoFocus />}
        </Field>
        <Field id="email" label="Email" error={problem?.errorAt('email')}>
          {(control) => <Input {...control} name="email" type="email" autoComplete="off" />}
        </Field>
        <Field
          id="role"
          label="Role"
          help={
            role in roleWords ? roleWords[role as keyof typeof roleWords].description : undefined
          }
          error={problem?.errorAt('role')}
        >
          {(control) => (
            <Select
              {...control}
              value={role}
              onChange={(event) => setRole(event.target.value as Role)}
            >
              {roles.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {accounts.filter(({ isSandbox }) => !isSandbox).length > 1 && (
          <div className="flex flex-col gap-1">
            <span aria-hidden className="text-13 font-medium">
              Accounts
            </span>
            <AccountChoice
              accounts={choosableAccounts(accounts, { accountIds: null })}
              chosen={chosen}
              onChange={setChosen}
              error={isTried && isNoneChosen(chosen) ? NONE_CHOSEN : undefined}
            />
          </div>
        )}
      </form>
    </Dialog>
  );
}
