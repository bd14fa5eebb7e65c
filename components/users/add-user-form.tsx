'use client';

import { useState, type ReactNode } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { AccountSelect, useAccountForNew } from '@/components/account-choice/account-select';
import { PasswordInput } from '@/components/ui/password-input';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { LinkButton } from '@/components/ui/link-button';
import { normalizeEmail } from '@/lib/contract/common';
import type { AddUserInput, CustomerUser } from '@/lib/contract/users';
import { AddedUserPanel } from './added-user-panel';
import { generatePassword } from './generate-password';
import { KnownEmail } from './known-email';
import { UnknownOutcome } from './unknown-outcome';
import { useAddUserForm, type TypedUser } from './use-add-user-form';
import { UserOverlays } from './user-overlays';

type AddUserFormProps = { permissions: readonly string[] };

/** Adds one user in RemotePC. A failure loses nothing that was typed. */
export function AddUserForm({ permissions }: AddUserFormProps) {
  const account = useAccountForNew('remotepc');
  const { form, submit, isSaving, submitCount, summary, unknown, done, startAgain } =
    useAddUserForm(account);
  const [opened, setOpened] = useState<CustomerUser | null>(null);
  const [asked, setAsked] = useState<CustomerUser | null>(null);

  if (done) {
    return <AddedUserPanel added={done.added} input={done.input} onAddAnother={startAgain} />;
  }
  const email = form.watch('email');
  return (
    <>
      <form onSubmit={submit} noValidate autoComplete="off" className="flex flex-col gap-4">
        {/* Hidden while saving: the fields are validated again, and the box would flicker. */}
        <ErrorSummary
          attempt={submitCount}
          errors={submitCount > 0 && !isSaving ? summary.errors : []}
          requestId={summary.requestId}
        />
        {unknown && <UnknownOutcome {...unknown} account={account} onOpen={setOpened} />}
        <AccountSelect
          upstream="remotepc"
          help="The reseller account that the user is added to."
          isDisabled={isSaving}
        />
        <UserFields
          form={form}
          emailHelp={<KnownEmail text={email} account={account} onOpen={setOpened} />}
        />
        <UserOptions form={form} canStore={permissions.includes('passwords.write')} />
        <div className="mt-2 flex flex-wrap gap-2">
          <Button type="submit" variant="primary" isPending={isSaving} className="max-w-full">
            <span className="truncate">Add {normalizeEmail(email) ?? 'user'}</span>
          </Button>
          <LinkButton variant="ghost" href="/users">
            Cancel
          </LinkButton>
        </div>
      </form>
      <UserOverlays
        panel={{
          key: opened?.key ?? null,
          row: opened ?? undefined,
          before: undefined,
          after: undefined,
          open: setOpened,
          close: () => setOpened(null),
        }}
        signingIn={asked}
        permissions={permissions}
        onAskFirst={setAsked}
        onCloseSignIn={() => setAsked(null)}
      />
    </>
  );
}

type UserForm = UseFormReturn<TypedUser, unknown, AddUserInput>;

function UserFields({ form, emailHelp }: { form: UserForm; emailHelp: ReactNode }) {
  const { register, formState } = form;
  const { errors } = formState;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field id="firstName" label="First name" error={errors.firstName?.message} isRequired>
          {(control) => <Input {...control} {...register('firstName')} autoComplete="off" />}
        </Field>
        <Field id="lastName" label="Last name" error={errors.lastName?.message} isRequired>
          {(control) => <Input {...control} {...register('lastName')} autoComplete="off" />}
        </Field>
      </div>
      <Field id="email" label="Email" error={errors.email?.message} isRequired help={emailHelp}>
        {(control) => (
          <Input
            {...control}
            {...register('email')}
            type="email"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
          />
        )}
      </Field>
      <PasswordField form={form} />
      <Field
        id="seats"
        label="Seats"
        error={errors.seats?.message}
        isRequired
        help="How many computers the user can use."
      >
        {(control) => (
          <Input
            {...control}
            {...register('seats', { valueAsNumber: true })}
            type="number"
            inputMode="numeric"
            min={0}
            step={1}
            className="w-28"
          />
        )}
      </Field>
    </>
  );
}

function PasswordField({ form: { register, formState, setValue } }: { form: UserForm }) {
  const [isShown, setIsShown] = useState(false);
  const fill = () => {
    setIsShown(true);
    setValue('password', generatePassword(), { shouldDirty: true, shouldValidate: true });
  };
  return (
    <Field
      id="password"
      label="Password"
      error={formState.errors.password?.message}
      isRequired
      help="You can copy it once more after adding the user. RemotePC never shows it."
    >
      {(control) => (
        <div className="flex gap-2">
          <div className="min-w-0 flex-1">
            <PasswordInput
              {...control}
              {...register('password')}
              isShown={isShown}
              onShownChange={setIsShown}
            />
          </div>
          <Button onClick={fill}>Generate</Button>
        </div>
      )}
    </Field>
  );
}

function UserOptions({ form: { register }, canStore }: { form: UserForm; canStore: boolean }) {
  return (
    <div className="flex flex-col gap-3">
      <Checkbox
        label="Send welcome email"
        help="RemotePC sends it to the user’s address."
        {...register('notifyUser')}
      />
      {canStore && (
        <Checkbox
          id="storePassword"
          label="Store password for one-click sign-in"
          help="Stored encrypted. No one can view it, only replace or delete it."
          {...register('storePassword')}
        />
      )}
    </div>
  );
}
