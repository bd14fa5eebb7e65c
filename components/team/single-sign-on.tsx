'use client';

import { useState } from 'react';
import { ReadyButton } from '@/components/ui/ready-button';
import { toast } from '@/components/ui/toast';
import { Notice } from '@/components/ui/notice';
import { beginSingleSignOn } from './sign-in';

/** What the sign-in page says about `?error=`, where the provider or our own rules refused. */
const sentences: Record<string, string> = {
  identity_not_connected:
    'Someone on the team has this address already. If it’s you, sign in with your password and connect single sign-on in your profile.',
  identity_taken:
    'This sign-on is connected to someone else, or you have another one connected already.',
  domain_not_allowed:
    'Addresses of this domain aren’t let in by single sign-on. Ask an admin for an invitation.',
  address_not_verified:
    'Your provider didn’t confirm your email address, so you can’t be let in by it. Ask an admin for an invitation.',
  access_denied: 'You can’t sign in here. Ask an admin.',
  OAuthSignin: 'The single sign-on provider can’t be reached. Try again in a moment.',
  OAuthCallback: 'Signing in at the provider didn’t work, or took too long. Start again.',
};

const FAILED = 'Signing in didn’t work. Start again.';

/** Why single sign-on led back to the sign-in page. To wait isn't an error. */
export function SingleSignOnError({ code }: { code: string }) {
  if (code === 'waiting_for_admin') {
    return (
      <Notice title="Waiting for an admin" isLive className="mb-4">
        <p>An admin has to let you in first. They see your name on the page Team.</p>
      </Notice>
    );
  }
  return (
    <Notice tone="bad" title="Couldn’t sign you in" isLive className="mb-4">
      <p>{Object.hasOwn(sentences, code) ? sentences[code] : FAILED}</p>
    </Notice>
  );
}

/** Leads to the provider's own sign-in page. */
export function SingleSignOnButton({ callbackUrl }: { callbackUrl: string }) {
  const [isPending, setIsPending] = useState(false);
  const go = async () => {
    if (isPending) return;
    setIsPending(true);
    try {
      location.assign(await beginSingleSignOn(callbackUrl));
    } catch (failure) {
      setIsPending(false);
      toast.error(failure instanceof Error ? failure.message : FAILED);
    }
  };
  return (
    <ReadyButton onClick={() => void go()} isPending={isPending} className="w-full">
      Continue with single sign-on
    </ReadyButton>
  );
}
