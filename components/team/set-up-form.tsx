'use client';

import Link from 'next/link';
import { useEffect, useState, type FormEvent } from 'react';
import { ErrorSummary, type SummarisedError } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { Notice } from '@/components/ui/notice';
import { ReadyButton } from '@/components/ui/ready-button';
import { useSubmitOnce } from '@/components/ui/use-write';
import { ApiProblem, fetchApi } from '@/lib/client/fetch-api';
import type { SetUpInvitation } from '@/lib/contract/staff';
import { NewPasswordField } from './new-password-field';
import { signIn, SignInError } from './sign-in';

type SetUpFormProps = { token: string; invitation: SetUpInvitation };

/** Sets the password with a one-time link, then signs in with it. */
export function SetUpForm({ token, invitation }: SetUpFormProps) {
  const [password, setPassword] = useState('');
  const [isPending, setIsPending] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [errors, setErrors] = useState<SummarisedError[]>([]);
  /** Why signing in failed once the password was set: the link is used up by then. */
  const [refusal, setRefusal] = useState<string | null>(null);
  const errorAt = (id: string) => errors.find((error) => error.fieldId === id)?.message;

  // Until it is used, the link must not stay in the address bar and the history.
  useEffect(() => history.replaceState(null, '', '/set-up'), []);

  async function send(event: FormEvent<HTMLFormElement>) {
    const form = new FormData(event.currentTarget);
    const email = invitation.isFirst ? String(form.get('email')) : invitation.email;
    const own = invitation.isFirst ? { email, name: String(form.get('name')) } : {};
    setIsPending(true);
    setAttempt(attempt + 1);
    try {
      await fetchApi('/api/set-up', { method: 'POST', body: { token, password, ...own } });
      const start = invitation.isFirst ? '/welcome' : '/';
      location.assign(await signIn({ email, password }, start));
    } catch (failure) {
      // The password is set; the code of the second factor is asked for on the sign-in page.
      if (failure instanceof SignInError) {
        if (failure.isCodeMissing) return location.assign('/sign-in');
        return setRefusal(failure.message);
      }
      setErrors(summarise(failure));
      setIsPending(false);
    }
  }

  const submit = useSubmitOnce(send);

  if (refusal !== null) return <PasswordIsSet refusal={refusal} />;
  return (
    <form method="post" onSubmit={submit} noValidate className="flex flex-col gap-4">
      <ErrorSummary attempt={attempt} errors={errors} />
      {invitation.isFirst && (
        <>
          <Field id="name" label="Name" error={errorAt('name')}>
            {(control) => <Input {...control} name="name" autoComplete="name" autoFocus />}
          </Field>
          <Field id="email" label="Email" error={errorAt('email')}>
            {(control) => <Input {...control} name="email" type="email" autoComplete="username" />}
          </Field>
        </>
      )}
      <NewPasswordField
        id="password"
        label="Password"
        hasFactor={!invitation.isFirst && invitation.hasFactor}
        value={password}
        error={errorAt('password')}
        onChange={setPassword}
      />
      <ReadyButton type="submit" variant="primary" isPending={isPending}>
        {invitation.isFirst ? 'Create administrator' : 'Set password and sign in'}
      </ReadyButton>
    </form>
  );
}

function PasswordIsSet({ refusal }: { refusal: string }) {
  return (
    <Notice tone="warn" title="Your password is set" isLive>
      <p>Signing in with it failed. {refusal}</p>
      <p className="mt-1">
        <Link href="/sign-in" prefetch={false} className="underline underline-offset-2">
          Sign in
        </Link>
      </p>
    </Notice>
  );
}

function summarise(failure: unknown): SummarisedError[] {
  if (!(failure instanceof ApiProblem)) {
    return [
      {
        message:
          failure instanceof Error ? failure.message : 'Couldn’t save your password. Try again.',
      },
    ];
  }
  if (failure.errors.length === 0) return [{ message: failure.detail }];
  return failure.errors.map(({ path, message }) => ({ fieldId: path, message }));
}
