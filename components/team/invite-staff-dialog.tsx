'use client';

import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input, Select } from '@/components/ui/inputs';
import { toast } from '@/components/ui/toast';
import { ApiProblem } from '@/lib/client/fetch-api';
import type { AccountItem } from '@/lib/contract/accounts';
import type { RoleItem } from '@/lib/contract/roles';
import type { Role } from '@/lib/contract/staff';
import { roleWords } from '@/lib/shared/permissions';
import { LinkDialog } from './link-dialog';
import { everything, isScopeEmpty, ScopeFields, scopeOf } from './scope-fields';
import { SendMailChoice } from './send-mail-choice';
import { useInviteStaff } from './queries';

type InviteStaffDialogProps = {
  accounts: readonly AccountItem[];
  roles: readonly RoleItem[];
  /** The server sends email. */
  hasMail?: boolean;
  onClose: () => void;
};

/** Invites a team member with a one-time link: sent by email, or shown to be sent. */
export function InviteStaffDialog({
  accounts,
  roles,
  hasMail = false,
  onClose,
}: InviteStaffDialogProps) {
  const { mutate, isPending, error, data, submittedAt, variables } = useInviteStaff();
  const [role, setRole] = useState<Role>('technician');
  const [chosen, setChosen] = useState(everything);
  const [isTried, setIsTried] = useState(false);
  const [sendMail, setSendMail] = useState(hasMail);
  const problem = error instanceof ApiProblem ? error : null;

  if (data && data.setUpUrl !== null) {
    const { setUpUrl, expiresAt } = data;
    return <LinkDialog link={{ setUpUrl, expiresAt }} name={variables.name} onClose={onClose} />;
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setIsTried(true);
    if (isPending || isScopeEmpty(chosen)) return;
    const { accountIds, customerIds } = scopeOf(chosen);
    const form = new FormData(event.currentTarget);
    const email = String(form.get('email'));
    const name = String(form.get('name'));
    const more = {
      ...(accountIds && { accountIds }),
      ...(customerIds && { customerIds }),
      ...(sendMail && { sendMail }),
    };
    const input = { email, name, role, ...more };
    mutate(input, {
      onWaiting: onClose,
      onSuccess: ({ setUpUrl }) => {
        if (setUpUrl !== null) return;
        toast.success(`Invited ${email}`, { description: 'The link is on its way by email.' });
        onClose();
      },
    });
  }

  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Invite team member"
      description={
        sendMail
          ? 'They get an email with a link and choose their own password.'
          : 'You get a link to send them. They use it to choose their own password.'
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form="invite-staff" variant="primary" isPending={isPending}>
            {sendMail ? 'Send invitation' : 'Create link'}
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
        <ScopeFields {...{ accounts, chosen, isTried }} onChange={setChosen} />
        {hasMail && <SendMailChoice isOn={sendMail} onChange={setSendMail} />}
      </form>
    </Dialog>
  );
}
