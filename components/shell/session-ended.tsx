'use client';

import { LogIn } from 'lucide-react';
import { DismissableLayer } from 'radix-ui/internal';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { LinkButton } from '@/components/ui/link-button';
import { sessionGate } from '@/lib/client/session-gate';
import { SignInAgainDialog } from './sign-in-again-dialog';
import { findSignedIn } from './find-signed-in';

const LOOK_MS = 5_000;

type SessionEndedProps = { email: string; isAsked: boolean };

/** A bar over the page, which stays as it is; the question itself where the person pressed something. */
export function SessionEnded({ email, isAsked }: SessionEndedProps) {
  const [isOpen, setIsOpen] = useState(false);
  const other = useSignInElsewhere(email);
  const close = () => {
    setIsOpen(false);
    sessionGate.putOff();
  };
  return (
    <>
      {/* A branch: pressing it is not pressing outside a dialog, which would close with what is typed in it. */}
      <DismissableLayer.Branch
        role="alert"
        className="pointer-events-auto fixed inset-x-0 top-0 z-50 flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 border-b border-warn-line bg-warn-soft px-4 py-2 text-13"
      >
        <LogIn aria-hidden className="size-4 shrink-0 text-warn-text" />
        <p className="min-w-0 flex-1 basis-64">
          <span className="font-medium text-warn-text">Your session has ended.</span>{' '}
          {other
            ? `${other} is signed in in this browser now. Sign in again as ${email} to go on here.`
            : 'Everything on this page stays as it is. Sign in again to go on.'}
        </p>
        <span className="flex flex-wrap gap-2">
          <LinkButton href="/sign-in" target="_blank" size="sm" prefetch={false}>
            Sign in in a new tab
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
 * Looks on coming back to this tab, and now and then, whether the person has signed in in another.
 * @returns who else has
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
