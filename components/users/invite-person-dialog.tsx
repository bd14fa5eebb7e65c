'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { AccountChoice } from '@/components/account-choice/account-choice';
import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { Input, Select } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { readSeats } from '@/lib/shared/seats';
import { useInvitePeople } from './use-invite';

const FORM = 'invite-person';

type InvitePersonDialogProps = { email: string; choice: AccountChoice; onClose: () => void };

/** Invites one address; its batch shows what became of it. */
export function InvitePersonDialog({ email, choice, onClose }: InvitePersonDialogProps) {
  const router = useRouter();
  const [account, setAccount] = useState(
    choice.isAll ? (choice.together.find((one) => one.isDefault)?.id ?? null) : choice.account,
  );
  const [text, setText] = useState('1');
  const [fault, setFault] = useState<string>();
  const invite = useInvitePeople(shownEmail(email));
  const submit = () => {
    const seats = readSeats(text);
    if (seats === null) return setFault('Enter a whole number of seats.');
    invite.mutate([{ accountId: account, email, seats }], {
      onSuccess: ([sent]) => {
        onClose();
        if (sent) router.push(`/invitations/${sent.batchId}`);
      },
    });
  };
  return (
    <FormDialog
      formId={FORM}
      title={`Invite ${shownEmail(email)}?`}
      description="RemotePC emails them a link to join. It can’t be canceled after it’s sent."
      submit="Invite"
      isPending={invite.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {choice.isAll && (
        <Field label="Account" help="The reseller account that they are invited to.">
          {(control) => (
            <Select
              {...control}
              value={account ?? ''}
              onChange={(event) => setAccount(event.target.value)}
            >
              {choice.together.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field label="Seats" help="How many computers they may use." error={fault}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            value={text}
            onChange={(event) => {
              setFault(undefined);
              setText(event.target.value);
            }}
            className="w-24"
          />
        )}
      </Field>
      {invite.error && (
        <Notice tone="bad" isLive>
          {invite.error.detail}
        </Notice>
      )}
    </FormDialog>
  );
}
