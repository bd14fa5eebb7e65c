'use client';

import Link from 'next/link';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { ErrorSummary, type SummarisedError } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { ReadyButton } from '@/components/ui/ready-button';
import { useSubmitOnce } from '@/components/ui/use-write';
import { ApiProblem, fetchApi } from '@/lib/client/fetch-api';

const linkClass = 'rounded-tag text-13 text-accent-text underline underline-offset-2';

/** Asks for a reset link by email. The page says the same whether anyone has the address. */
export function ForgotPasswordForm() {
  const [isPending, setIsPending] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [errors, setErrors] = useState<SummarisedError[]>([]);
  const [askedFor, setAskedFor] = useState<string | null>(null);

  async function send(event: FormEvent<HTMLFormElement>) {
    const email = String(new FormData(event.currentTarget).get('email'));
    setIsPending(true);
    setAttempt(attempt + 1);
    try {
      await fetchApi('/api/password-reset', { method: 'POST', body: { email } });
      setAskedFor(email.trim());
    } catch (failure) {
      setErrors(summarise(failure));
    }
    setIsPending(false);
  }
  const submit = useSubmitOnce(send);

  if (askedFor !== null) return <Asked email={askedFor} />;
  const onField = errors.find(({ fieldId }) => fieldId === 'email')?.message;
  return (
    <form method="post" onSubmit={submit} noValidate className="flex flex-col gap-4">
      <ErrorSummary attempt={attempt} errors={errors} title="Couldn’t request a link" />
      <Field id="email" label="Email" error={onField}>
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
      <ReadyButton type="submit" variant="primary" isPending={isPending}>
        Email me a link
      </ReadyButton>
      <p>
        <Link href="/sign-in" prefetch={false} className={linkClass}>
          Back to sign in
        </Link>
      </p>
    </form>
  );
}

function Asked({ email }: { email: string }) {
  const box = useRef<HTMLDivElement>(null);
  // The button that had the focus is gone.
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} tabIndex={-1} role="status" className="flex flex-col gap-3 text-13 outline-none">
      <p>
        If <span className="font-medium wrap-anywhere">{email}</span> has a password here, an email
        with a link is on its way. The link works once, for 45 minutes.
      </p>
      <p className="text-muted">
        Nothing after a few minutes? Check your spam folder and the address, or ask an admin for a
        link. If you have a second factor, you’ll still need it.
      </p>
      <p>
        <Link href="/sign-in" prefetch={false} className={linkClass}>
          Back to sign in
        </Link>
      </p>
    </div>
  );
}

function summarise(failure: unknown): SummarisedError[] {
  if (!(failure instanceof ApiProblem))
    return [{ message: 'Couldn’t reach the server. Try again.' }];
  if (failure.errors.length === 0) return [{ message: failure.detail }];
  return failure.errors.map(({ path, message }) => ({ fieldId: path, message }));
}
