'use client';

import { LogIn } from 'lucide-react';
import { DismissableLayer } from 'radix-ui/internal';
import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { signIn, SignInError } from '@/components/team/sign-in';
import { Button } from '@/components/ui/button';
import { CodeField } from '@/components/ui/code-field';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/inputs';
import { LinkButton } from '@/components/ui/link-button';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import { useWrite } from '@/components/ui/use-write';
import { sessionGate } from '@/lib/client/session-gate';
import type { Profile } from '@/lib/contract/staff';
import { BACKGROUND_HEADER } from '@/lib/shared/wire';

const LOOK_MS = 5_000;

type SessionEndedProps = { email: string; isAsked: boolean };

/** A bar over the page, which keeps its state; a dialog as well if the person was doing something. */
export function SessionEnded({ email, isAsked }: SessionEndedProps) {
  const [isOpen, setIsOpen] = useState(false);
  const other = useSignInElsewhere(email);
  const close = () => {
    setIsOpen(false);
    sessionGate.putOff();
  };
  return (
    <>
      {/* A branch, so that clicking it doesn't close an open dialog and lose what was typed there. */}
      <DismissableLayer.Branch
        role="alert"
        className="pointer-events-auto fixed inset-x-0 top-0 z-50 flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 border-b border-warn-line bg-warn-soft px-4 py-2 text-13"
      >
        <LogIn aria-hidden className="size-4 shrink-0 text-warn-text" />
        <p className="min-w-0 flex-1 basis-64">
          <span className="font-medium text-warn-text">Your session has ended.</span>{' '}
          {other
            ? `${other} is now signed in with this browser. Sign in as ${email} to continue here.`
            : 'Your work on this page is kept. Sign in again to continue.'}
        </p>
        <span className="flex flex-wrap gap-2">
          <LinkButton href="/sign-in" target="_blank" size="sm" prefetch={false}>
            Open sign-in in new tab
          </LinkButton>
          <Button variant="primary" size="sm" onClick={() => setIsOpen(true)}>
            Sign in
          </Button>
        </span>
      </DismissableLayer.Branch>
      {(isOpen || isAsked) && <SignInAgainDialog email={email} onClose={close} />}
    </>
  );
}

/**
 * Checks on return to this tab, and every few seconds, whether the person signed in in another.
 * @returns who else signed in instead
 */
function useSignInElsewhere(email: string): string | null {
  const [other, setOther] = useState<string | null>(null);
  useEffect(() => {
    const look = async () => {
      if (document.visibilityState !== 'visible') return;
      const found = await findSignedIn();
      if (found === email) sessionGate.reportReturn();
      else setOther(found);
    };
    const onLook = () => void look();
    const timer = setInterval(onLook, LOOK_MS);
    window.addEventListener('focus', onLook);
    document.addEventListener('visibilitychange', onLook);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', onLook);
      document.removeEventListener('visibilitychange', onLook);
    };
  }, [email]);
  return other;
}

/** Whose session this browser has now; null if no one's, or if the server can't be reached. */
async function findSignedIn(): Promise<string | null> {
  try {
    const headers = { accept: 'application/json', [BACKGROUND_HEADER]: '1' };
    const response = await fetch('/api/profile', { headers });
    return response.ok ? ((await response.json()) as Profile).email : null;
  } catch {
    return null;
  }
}

type SignInAgainDialogProps = { email: string; onClose: () => void };

/** Asks for the same person's password, and code if they have one, while the page behind keeps its state. */
function SignInAgainDialog({ email, onClose }: SignInAgainDialogProps) {
  const formId = useId();
  const field = useFocusOnOpen();
  const codeField = useRef<HTMLInputElement>(null);
  const [isCodeAsked, setIsCodeAsked] = useState(false);
  const [code, setCode] = useState('');
  const again = useWrite<string, { password: string; code: string }>({
    mutationFn: (given) => signIn({ email, ...given }, '/'),
    onSuccess: () => sessionGate.reportReturn(),
    onError: (error: Error) => {
      const refusal = error instanceof SignInError ? error : null;
      // Anything else, such as too many attempts, leaves the step as it is.
      const isAsked = !refusal?.isPasswordWrong && (isCodeAsked || refusal?.isCodeMissing === true);
      setIsCodeAsked(isAsked);
      setTimeout(() => (isAsked ? codeField : field).current?.select());
    },
  });
  const fault = again.error?.message;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = field.current?.value ?? '';
    if (password === '') return field.current?.focus();
    if (isCodeAsked && code.trim() === '') return codeField.current?.focus();
    if (!again.isPending) again.mutate({ password, code });
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Sign in again"
      description="Your session has ended. Your work on this page is kept. After signing in, repeat your last action if it wasn’t saved."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Not now
          </Button>
          <Button variant="primary" type="submit" form={formId} isPending={again.isPending}>
            Sign in
          </Button>
        </>
      }
    >
      <form id={formId} method="post" onSubmit={submit} noValidate className="flex flex-col gap-3">
        <Field label="Email">
          {(control) => <Input {...control} value={email} readOnly autoComplete="username" />}
        </Field>
        <Field label="Password" error={isCodeAsked ? undefined : fault} isRequired>
          {(control) => (
            <Input {...control} type="password" ref={field} autoComplete="current-password" />
          )}
        </Field>
        {isCodeAsked && <CodeField ref={codeField} value={code} onChange={setCode} error={fault} />}
      </form>
    </Dialog>
  );
}
