'use client';

import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input, Select } from '@/components/ui/inputs';
import { ApiProblem } from '@/lib/client/fetch-api';
import type { Role } from '@/lib/contract/staff';
import { LinkDialog } from './link-dialog';
import { useInviteStaff } from './queries';
import { roleOrder, roleWords } from './staff-row';

/** Asks for a colleague and shows the one-time link to hand to them. */
export function InviteStaffDialog({ onClose }: { onClose: () => void }) {
  const { mutate, isPending, error, data, submittedAt, variables } = useInviteStaff();
  const [role, setRole] = useState<Role>('technician');
  const problem = error instanceof ApiProblem ? error : null;

  if (data) return <LinkDialog link={data} name={variables.name} onClose={onClose} />;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isPending) return;
    const form = new FormData(event.currentTarget);
    mutate({ email: String(form.get('email')), name: String(form.get('name')), role });
  }

  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Invite somebody to the team"
      description="You get a link to hand to them. They choose their own password on it."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="invite-staff" variant="primary" isPending={isPending}>
            Make the link
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
                : [{ message: problem?.detail ?? 'It could not be saved. Try again.' }]
            }
          />
        )}
        <Field id="name" label="Name" error={problem?.errorAt('name')}>
          {(control) => <Input {...control} name="name" autoComplete="off" autoFocus />}
        </Field>
        <Field id="email" label="Email" error={problem?.errorAt('email')}>
          {(control) => <Input {...control} name="email" type="email" autoComplete="off" />}
        </Field>
        <Field id="role" label="Role" help={roleWords[role].may} error={problem?.errorAt('role')}>
          {(control) => (
            <Select
              {...control}
              value={role}
              onChange={(event) => setRole(event.target.value as Role)}
            >
              {roleOrder.map((value) => (
                <option key={value} value={value}>
                  {roleWords[value].name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </form>
    </Dialog>
  );
}
