'use client';

import Link from 'next/link';
import { KeyRound } from 'lucide-react';
import { useEffect, useRef, useState, useSyncExternalStore, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { CodeField } from '@/components/ui/code-field';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { ReadyButton } from '@/components/ui/ready-button';
import { useSubmitOnce } from '@/components/ui/use-write';
import { supportsPasskeys } from '@/lib/client/passkeys';
import { signIn, SignInError, signInWithPasskey } from './sign-in';
import { usePasskeyAutofill } from './use-passkey-autofill';

type SignInFormProps = {
  callbackUrl: string;
  /** The server emails reset links. */
  canReset?: boolean;
};

/**
 * Email and password, then a code if the person has a second factor. Everything typed stays in the
 * form when signing in fails.
 */
export function SignInForm({ callbackUrl, canReset = false }: SignInFormProps) {
  const [isPending, setIsPending] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [error, setError] = useState<string | null>(null);
  const [isAboutCode, setIsAboutCode] = useState(false);
  /** Whose code is asked for; null: the first step. */
  const [asked, setAsked] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const codeInput = useRef<HTMLInputElement>(null);
  const [isAskingPasskey, setIsAskingPasskey] = useState(false);

  useEffect(() => {
    if (asked !== null) codeInput.current?.focus();
  }, [asked]);

  async function send(event: FormEvent<HTMLFormElement>) {
    const form = new FormData(event.currentTarget);
    const email = text(form, 'email');
    setIsPending(true);
    setAttempt(attempt + 1);
    try {
      const password = text(form, 'password');
      enter(await signIn({ email, password, code }, callbackUrl));
    } catch (failure) {
      const refusal = failure instanceof SignInError ? failure : null;
      if (refusal?.isPasswordWrong) setAsked(null);
      if (refusal?.isCodeMissing) setAsked(email);
      // The first time, the code is only the next step.
      setError(refusal?.isCodeMissing && asked === null ? null : messageOf(failure));
      setIsAboutCode(refusal !== null && (refusal.isCodeMissing || refusal.isCodeWrong));
      if (refusal?.isCodeWrong) codeInput.current?.select();
      setIsPending(false);
    }
  }

  const refusePasskey = (failure: unknown) => {
    setAttempt((number) => number + 1);
    setIsAboutCode(false);
    setError(messageOf(failure));
  };
  // A full page load, so that nothing of the signed-out page stays in memory.
  const enter = (target: string) => location.assign(target);
  usePasskeyAutofill({
    ...{ isOn: !isAskingPasskey, callbackUrl },
    ...{ onSignedIn: enter, onRefused: refusePasskey },
  });
  const sendPasskey = () => {
    setIsAskingPasskey(true);
    signInWithPasskey(callbackUrl).then(enter, (failure: unknown) => {
      refusePasskey(failure);
      // Only now: an offer made while the next page loads could sign in again, over this session.
      setIsAskingPasskey(false);
    });
  };

  const submit = useSubmitOnce(send);
  const goBack = () => {
    setAsked(null);
    setError(null);
    setCode('');
    setTimeout(() => document.getElementById('password')?.focus());
  };

  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      <ErrorSummary
        title="Couldn’t sign you in"
        attempt={attempt}
        errors={error && !isAboutCode ? [{ message: error }] : []}
      />
      {/* Stays in the page, so that going back finds what was typed. */}
      <div hidden={asked !== null} className="flex flex-col gap-4">
        <CredentialFields />
      </div>
      {asked !== null && (
        <>
          <p className="text-13">
            Signing in as <span className="font-medium break-all">{asked}</span>.
          </p>
          <CodeField
            id="code"
            ref={codeInput}
            value={code}
            onChange={setCode}
            error={(isAboutCode && error) || undefined}
          />
        </>
      )}
      <ReadyButton type="submit" variant="primary" isPending={isPending}>
        Sign in
      </ReadyButton>
      <PasskeyButton isPending={isAskingPasskey} onPress={sendPasskey} />
      {canReset && asked === null && (
        <p>
          <Link
            href="/forgot-password"
            prefetch={false}
            className="rounded-tag text-13 text-accent-text underline underline-offset-2"
          >
            Forgot your password?
          </Link>
        </p>
      )}
      {!canReset && asked === null && (
        <p className="text-12 text-muted">
          Forgot your password? An admin of your team can give you a link to set a new one.
        </p>
      )}
      {asked !== null && (
        <Button variant="ghost" onClick={goBack}>
          Back
        </Button>
      )}
    </form>
  );
}

const never = () => () => {};

/** For browsers that have passkeys. */
function PasskeyButton({ isPending, onPress }: { isPending: boolean; onPress: () => void }) {
  const isShown = useSyncExternalStore(never, supportsPasskeys, () => false);
  if (!isShown) return null;
  return (
    <Button isPending={isPending} onClick={onPress}>
      <KeyRound /> Use a passkey
    </Button>
  );
}

function CredentialFields() {
  return (
    <>
      <Field id="email" label="Email">
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            autoComplete="username webauthn"
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
    </>
  );
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : 'Couldn’t sign you in.';
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
