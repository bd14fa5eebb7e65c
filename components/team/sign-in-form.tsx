'use client';

import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { useSubmitOnce } from '@/components/ui/use-write';
import { signIn } from './sign-in';

/** Email and password. Both stay in the form when signing in fails. */
export function SignInForm({ callbackUrl }: { callbackUrl: string }) {
  const [isPending, setIsPending] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [error, setError] = useState<string | null>(null);

  async function send(event: FormEvent<HTMLFormElement>) {
    const form = new FormData(event.currentTarget);
    setIsPending(true);
    setAttempt(attempt + 1);
    try {
      const target = await signIn(text(form, 'email'), text(form, 'password'), callbackUrl);
      // A full page load, so that nothing of the signed-out page stays in memory.
      location.assign(target);
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : 'Couldn’t sign you in.');
      setIsPending(false);
    }
  }

  const submit = useSubmitOnce(send);

  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      <ErrorSummary
        title="Couldn’t sign you in"
        attempt={attempt}
        errors={error ? [{ message: error }] : []}
      />
      <Field id="email" label="Email">
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username"
            autoFocus
            required
          />
        )}
      </Field>
      <Field id="password" label="Password">
        {(control) => (
          <Input
            {...control}
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
        )}
      </Field>
      <Button type="submit" variant="primary" isPending={isPending}>
        Sign in
      </Button>
    </form>
  );
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
