'use client';

import { useQueryClient } from '@tanstack/react-query';
import { LogIn } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Button, type ButtonProps } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { Tooltip } from '@/components/ui/tooltip';
import { cn } from '@/lib/client/cn';
import { newIdempotencyKey } from '@/lib/client/fetch-api';
import { isStepUpFresh } from '@/lib/client/step-up';
import type { AccountPolicy } from '@/lib/contract/policy';
import { isBlockedCustomer } from '@/lib/contract/policy-rules';
import type { StaffPolicy } from '@/lib/contract/staff-policy';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { followSignIn } from './follow-sign-in';

/** Why sign-in is blocked. */
export const BLOCKED =
  'The account’s policy blocks sign-in for this user. An admin can change it in Settings.';

/** A second click within this time counts as the same click. */
const GUARD_MS = 2_000;

type SignInAsButtonProps = Pick<ButtonProps, 'variant' | 'size' | 'tabIndex' | 'className'> & {
  user: CustomerUser;
  /** Left out until it's loaded. */
  policy?: AccountPolicy;
  /** Something is needed first: a password, a reason, an approval. */
  onAskFirst: (user: CustomerUser) => void;
};

/**
 * Opens the user's RemotePC session in a new tab by a plain form post, whose response redirects
 * there. The link never reaches this page.
 */
export function SignInAsButton({ user, policy, onAskFirst, ...look }: SignInAsButtonProps) {
  const client = useQueryClient();
  const { isOpening, guard } = useGuard();
  const attemptField = useRef<HTMLInputElement>(null);
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
  const onSubmit = (event: FormEvent) => {
    // Checked on click: a confirmation from when the row was rendered may have expired.
    if (signInNeeds(user, policy) === 'dialog') {
      event.preventDefault();
      return onAskFirst(user);
    }
    if (!guard()) return event.preventDefault();
    const attempt = newIdempotencyKey();
    if (attemptField.current) attemptField.current.value = attempt;
    // The browser posts the form right after this handler: nothing may delay it.
    setTimeout(() => {
      toast.info(`Opening ${shownEmail(user.username)} in a new tab`);
      void followSignIn(client, user.username, attempt);
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
      <input type="hidden" name="username" value={user.username} />
      <input type="hidden" name="account" value={user.accountId} />
      {/* No default value: React would restore it before the browser posts the form. */}
      <input type="hidden" name="attempt" ref={attemptField} />
      <Button {...button} type="submit" isPending={isOpening} />
    </form>
  );
}

/** `guard()` allows the first click and ignores those that follow immediately. */
function useGuard() {
  const isHeld = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [isOpening, setIsOpening] = useState(false);
  useEffect(() => () => clearTimeout(timer.current), []);
  const guard = () => {
    if (isHeld.current) return false;
    isHeld.current = true;
    setIsOpening(true);
    timer.current = setTimeout(() => {
      isHeld.current = false;
      setIsOpening(false);
    }, GUARD_MS);
    return true;
  };
  return { isOpening, guard };
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
