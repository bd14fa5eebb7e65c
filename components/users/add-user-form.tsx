'use client';

import { lazy, Suspense, useState } from 'react';
import { PasswordInput } from '@/components/passwords/password-input';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { LinkButton } from '@/components/ui/link-button';
import { normalizeEmail } from '@/lib/contract/common';
import type { CustomerUser } from '@/lib/contract/users';
import { AddedUserPanel } from './added-user-panel';
import { DoubtfulAttempt } from './doubtful-attempt';
import { generatePassword } from './generate-password';
import { KnownEmail } from './known-email';
import { useAddUserForm } from './use-add-user-form';

const UserPanel = lazy(async () => ({ default: (await import('./user-panel')).UserPanel }));
const SignInDialog = lazy(async () => ({
  default: (await import('@/components/sign-in-as/sign-in-dialog')).SignInDialog,
}));

type AddUserFormProps = { account: string | null; permissions: readonly string[] };

/** Adds one customer user at RemotePC. Nothing typed is lost by a failure. */
export function AddUserForm({ account, permissions }: AddUserFormProps) {
  const { form, submit, isSaving, submitCount, summary, doubtful, done, startAgain } =
    useAddUserForm(account);
  const [isPasswordShown, setIsPasswordShown] = useState(false);
  const [opened, setOpened] = useState<CustomerUser | null>(null);
  const [asked, setAsked] = useState<CustomerUser | null>(null);
  const { register, formState, setValue, watch } = form;
  const { errors } = formState;
  const canStore = permissions.includes('passwords.write');

  if (done) {
    return <AddedUserPanel added={done.added} input={done.input} onAddAnother={startAgain} />;
  }
  const email = watch('email');
  const fillPassword = () => {
    setIsPasswordShown(true);
    setValue('password', generatePassword(), { shouldDirty: true, shouldValidate: true });
  };
  return (
    <>
      <form onSubmit={submit} noValidate autoComplete="off" className="flex flex-col gap-4">
        {/* Not while saving: the fields are read anew, and the box would blink. */}
        <ErrorSummary
          attempt={submitCount}
          errors={submitCount > 0 && !isSaving ? summary.errors : []}
          requestId={summary.requestId}
        />
        {doubtful && <DoubtfulAttempt {...doubtful} account={account} onOpen={setOpened} />}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field id="firstName" label="First name" error={errors.firstName?.message} isRequired>
            {(control) => <Input {...control} {...register('firstName')} autoComplete="off" />}
          </Field>
          <Field id="lastName" label="Last name" error={errors.lastName?.message} isRequired>
            {(control) => <Input {...control} {...register('lastName')} autoComplete="off" />}
          </Field>
        </div>
        <Field
          id="email"
          label="E-mail"
          error={errors.email?.message}
          isRequired
          help={<KnownEmail text={email} account={account} onOpen={setOpened} />}
        >
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
        <Field
          id="password"
          label="Password"
          error={errors.password?.message}
          isRequired
          help="Shown once more after adding. RemotePC never tells it again."
        >
          {(control) => (
            <div className="flex gap-2">
              <div className="min-w-0 flex-1">
                <PasswordInput
                  {...control}
                  {...register('password')}
                  isShown={isPasswordShown}
                  onShownChange={setIsPasswordShown}
                />
              </div>
              <Button onClick={fillPassword}>Generate</Button>
            </div>
          )}
        </Field>
        <Field
          id="seats"
          label="Seats"
          error={errors.seats?.message}
          isRequired
          help="Computers the customer may use."
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
        <div className="flex flex-col gap-3">
          <Checkbox
            label="Send the welcome mail"
            help="RemotePC writes to the customer’s address."
            {...register('notifyUser')}
          />
          {canStore && (
            <Checkbox
              id="storePassword"
              label="Remember the password for one-click sign-in"
              help="Kept encrypted. Nobody can read it back, only replace or forget it."
              {...register('storePassword')}
            />
          )}
        </div>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button type="submit" variant="primary" isPending={isSaving} className="max-w-full">
            <span className="truncate">Add {normalizeEmail(email) ?? 'the user'}</span>
          </Button>
          <LinkButton variant="ghost" href="/users">
            Cancel
          </LinkButton>
        </div>
      </form>
      <Suspense fallback={null}>
        {opened && (
          <UserPanel
            user={opened}
            permissions={permissions}
            onAskFirst={setAsked}
            onClose={() => setOpened(null)}
          />
        )}
      </Suspense>
      {/* Of its own: while its code is on its way, a panel that is open must not go. */}
      <Suspense fallback={null}>
        {asked && (
          <SignInDialog user={asked} canRemember={canStore} onClose={() => setAsked(null)} />
        )}
      </Suspense>
    </>
  );
}
