'use client';

import { useQueryClient } from '@tanstack/react-query';
import { LogIn } from 'lucide-react';
import { Button, type ButtonProps } from '@/components/ui/button';
import type { Approval } from '@/lib/contract/approvals';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { signInPolicyQuery } from './queries';
import { needsStepUp } from './sign-in-as-button';
import { SignInPost } from './sign-in-post';

type SignInNowProps = Pick<ButtonProps, 'size' | 'variant'> & {
  approval: Pick<Approval, 'accountId' | 'username'>;
  /** The tab with the session is opening. */
  onOpen?: () => void;
};

/**
 * Uses an approval, by the same form as in the list of users. Reason and ticket are
 * those that were approved, and the server checks the policy again. A password that has to be
 * confirmed first is asked for in the user's dialog; one that isn't stored, in the new tab.
 */
export function SignInNow({ approval, onOpen, ...look }: SignInNowProps) {
  const { accountId, username } = approval;
  const client = useQueryClient();
  const asksFirst = () => {
    const policy = client.getQueryData(signInPolicyQuery(accountId).queryKey);
    if (!policy || !needsStepUp(policy)) return false;
    onOpen?.();
    location.assign(dialogPath(approval));
    return true;
  };
  const prefetch = () => void client.prefetchQuery(signInPolicyQuery(accountId));
  return (
    <SignInPost user={approval} asksFirst={asksFirst} onOpen={onOpen}>
      {(isOpening) => (
        <Button
          {...look}
          type="submit"
          isPending={isOpening}
          aria-label={`Sign in now as ${shownEmail(username)}`}
          onFocus={prefetch}
          onPointerEnter={prefetch}
        >
          <LogIn aria-hidden />
          Sign in now
        </Button>
      )}
    </SignInPost>
  );
}

/** The list of users with the dialog open, which asks for what is missing. */
function dialogPath({ accountId, username }: SignInNowProps['approval']): string {
  const query = { account: accountId, search: username, do: 'sign-in' };
  return `/users?${new URLSearchParams(query)}`;
}
