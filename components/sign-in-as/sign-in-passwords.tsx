'use client';

import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { CustomerUser } from '@/lib/contract/users';
import { PasswordInput } from '@/components/passwords/password-input';
import type { SignInSteps } from './use-sign-in';

type CustomerPasswordProps = { user: CustomerUser; canRemember: boolean; steps: SignInSteps };

/** Where none is stored, or the stored one is no good any more. */
export function CustomerPassword({ user, canRemember, steps }: CustomerPasswordProps) {
  const isReplacing = user.hasStoredPassword;
  return (
    <>
      <Notice tone={isReplacing ? 'warn' : 'neutral'}>
        <WhyAsked user={user} />
      </Notice>
      <Field
        id={`${steps.formId}-password`}
        label="The customer’s RemotePC password"
        error={steps.faults.password}
        help="It is tried once. RemotePC may lock the account after wrong ones."
        isRequired
      >
        {(control) => <PasswordInput {...control} name="password" maxLength={1_000} />}
      </Field>
      {canRemember && (
        <Checkbox
          name="storePassword"
          value="true"
          label={
            isReplacing
              ? 'Remember it in place of the old one'
              : 'Remember it for one-click sign-in'
          }
          help="Kept encrypted. Nobody can read it back, only replace or forget it."
        />
      )}
    </>
  );
}

function WhyAsked({ user }: { user: CustomerUser }) {
  if (user.storedPassword === 'unreadable') {
    return <>The stored password is damaged and can’t be opened any more.</>;
  }
  if (user.storedPassword !== 'refused') return <>No password is stored for this customer.</>;
  const refusedAt = user.passwordUse?.refusedAt;
  return (
    <>
      RemotePC refused the stored password{' '}
      {refusedAt && <RelativeTime at={refusedAt} className="whitespace-normal" />}
      {refusedAt && '. '}It isn’t tried again: type the customer’s present one.
    </>
  );
}

/** Has no name, so it is not posted with the form. */
export function OwnPassword({ steps: { formId, own, stepUp, faults } }: { steps: SignInSteps }) {
  return (
    <>
      <Field
        id={`${formId}-own`}
        label="Your own password"
        error={faults.own}
        help="The one you sign in to Reseller Desk with. It counts for ten minutes."
        isRequired
      >
        {(control) => (
          <Input {...control} ref={own} type="password" autoComplete="current-password" />
        )}
      </Field>
      {stepUp.error && !faults.own && (
        <Notice tone="bad" title="Your password was not checked" isLive>
          {stepUp.error.detail}
        </Notice>
      )}
    </>
  );
}
