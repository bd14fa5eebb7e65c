'use client';

import { useQueryClient } from '@tanstack/react-query';
import { LogIn } from 'lucide-react';
import { useRef, type FormEvent } from 'react';
import { Button, type ButtonProps } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { newIdempotencyKey } from '@/lib/client/fetch-api';
import type { Approval } from '@/lib/contract/approvals';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { followSignIn } from './follow-sign-in';
import { signInPolicyQuery } from './queries';
import { needsStepUp } from './sign-in-as-button';

type SignInNowProps = Pick<ButtonProps, 'size' | 'variant'> & {
  approval: Pick<Approval, 'accountId' | 'username'>;
  /** The tab with the session is opening. */
  onOpen?: () => void;
};

/**
 * Uses an approval: the same form post into a new tab as in the list of users. Reason and ticket are
 * those that were approved, and the server checks the policy again. A password that has to be
 * confirmed first is asked for in the user's dialog; one that isn't stored, in the new tab.
 */
export function SignInNow({ approval, onOpen, ...look }: SignInNowProps) {
  const { accountId, username } = approval;
  const client = useQueryClient();
  const attemptField = useRef<HTMLInputElement>(null);
  const openedAt = useRef(Number.NEGATIVE_INFINITY);
  const onSubmit = (event: FormEvent) => {
    const policy = client.getQueryData(signInPolicyQuery(accountId).queryKey);
    if (policy && needsStepUp(policy)) {
      event.preventDefault();
      onOpen?.();
      return location.assign(dialogPath(approval));
    }
    // A double click is one sign-in.
    if (performance.now() - openedAt.current < DOUBLE_CLICK_MS) return event.preventDefault();
    openedAt.current = performance.now();
    const attempt = newIdempotencyKey();
    if (attemptField.current) attemptField.current.value = attempt;
    // The browser posts the form right after this handler: nothing may delay it, or remove it.
    setTimeout(() => {
      toast.info(`Opening ${shownEmail(username)} in a new tab`);
      void followSignIn(client, username, attempt);
      onOpen?.();
    });
  };
  return (
    <form
      method="post"
      action="/api/auto-login"
      target="_blank"
      rel="noopener noreferrer"
      onSubmit={onSubmit}
      className="contents"
    >
      <input type="hidden" name="username" value={username} />
      <input type="hidden" name="account" value={accountId} />
      <input type="hidden" name="attempt" ref={attemptField} />
      <Button
        {...look}
        type="submit"
        aria-label={`Sign in now as ${shownEmail(username)}`}
        onFocus={() => void client.prefetchQuery(signInPolicyQuery(accountId))}
        onPointerEnter={() => void client.prefetchQuery(signInPolicyQuery(accountId))}
      >
        <LogIn aria-hidden />
        Sign in now
      </Button>
    </form>
  );
}

const DOUBLE_CLICK_MS = 2_000;

/** The list of users with the dialog open, which asks for what is missing. */
function dialogPath({ accountId, username }: SignInNowProps['approval']): string {
  const query = { account: accountId, search: username, do: 'sign-in' };
  return `/users?${new URLSearchParams(query)}`;
}
