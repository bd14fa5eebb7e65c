'use client';

import { LogIn } from 'lucide-react';
import { Button, type ButtonProps } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { Tooltip } from '@/components/ui/tooltip';
import { cn } from '@/lib/client/cn';
import { isStepUpFresh } from '@/lib/client/step-up';
import type { AccountPolicy } from '@/lib/contract/policy';
import { isBlockedCustomer } from '@/lib/contract/policy-rules';
import type { StaffPolicy } from '@/lib/contract/staff-policy';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { SignInPost } from './sign-in-post';

/** Why sign-in is blocked. */
export const BLOCKED =
  'The account’s policy blocks sign-in for this user. An admin can change it in Settings.';

/** Why a sign-in will probably fail. */
export const INACTIVE =
  'RemotePC lists this user as inactive, so it will probably refuse the sign-in.';

type SignInAsButtonProps = Pick<ButtonProps, 'variant' | 'size' | 'tabIndex' | 'className'> & {
  user: CustomerUser;
  /** Left out until it's loaded. */
  policy?: AccountPolicy;
  /** What it is for, if a link named it. */
  ticket?: string;
  /** Something is needed first: a password, a reason, an approval. */
  onAskFirst: (user: CustomerUser) => void;
};

/** Opens the user's RemotePC session in a new tab. */
export function SignInAsButton({ user, policy, ticket, onAskFirst, ...look }: SignInAsButtonProps) {
  const button = {
    ...look,
    'data-sign-in': '',
    'aria-label': `Sign in as ${shownEmail(user.username)}`,
    children: (
      <>
        <LogIn aria-hidden />
        Sign in
      </>
    ),
  };
  if (signInNeeds(user, policy) === 'blocked') {
    return (
      <Tooltip text={BLOCKED}>
        <Button
          {...button}
          aria-disabled
          className={cn(look.className, 'opacity-60')}
          onClick={() => toast.info('Sign-in is blocked for this user', { description: BLOCKED })}
        />
      </Tooltip>
    );
  }
  const asksFirst = () => {
    if (signInNeeds(user, policy) !== 'dialog') return false;
    onAskFirst(user);
    return true;
  };
  return (
    <SignInPost user={user} ticket={ticket} asksFirst={asksFirst}>
      {(isOpening) => {
        const submit = <Button {...button} type="submit" isPending={isOpening} />;
        return user.isActive === false ? <Tooltip text={INACTIVE}>{submit}</Tooltip> : submit;
      }}
    </SignInPost>
  );
}

/** Whether the stored password can be used. A rejected or damaged one must be entered again. */
export function isPasswordUsable({ hasStoredPassword, storedPassword }: CustomerUser): boolean {
  return hasStoredPassword && storedPassword !== 'refused' && storedPassword !== 'unreadable';
}

/**
 * Whether a sign-in is one click, needs a dialog first, or is blocked. Until the policy is loaded,
 * nothing is assumed to be required: the server checks again and asks for what is missing.
 */
export function signInNeeds(
  user: CustomerUser,
  policy: AccountPolicy | undefined,
): 'nothing' | 'dialog' | 'blocked' {
  if (policy && isBlockedCustomer(policy, user.username)) return 'blocked';
  if (!isPasswordUsable(user)) return 'dialog';
  if (!policy) return 'nothing';
  const asks =
    policy.reasonRequired ||
    policy.ticketPattern !== null ||
    policy.approval !== 'none' ||
    needsStepUp(policy);
  return asks ? 'dialog' : 'nothing';
}

export function needsStepUp(policy: AccountPolicy): boolean {
  return policy.stepUp !== 'none' && !isStepUpFresh();
}

/** Storing a password has its own requirement, apart from signing in. */
export function needsStepUpToStore(policy: StaffPolicy | undefined): boolean {
  return policy !== undefined && policy.stepUpBefore.includes('passwords') && !isStepUpFresh();
}
