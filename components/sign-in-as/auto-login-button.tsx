'use client';

import { useQueryClient } from '@tanstack/react-query';
import { LogIn } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Button, type ButtonProps } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { Tooltip } from '@/components/ui/tooltip';
import { cn } from '@/lib/client/cn';
import { newIdempotencyKey } from '@/lib/client/fetch-api';
import type { AccountPolicy } from '@/lib/contract/policy';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { followSignIn } from './follow-sign-in';
import { BLOCKED, signInNeeds } from './sign-in-needs';

/** A second press within this time is the same press. */
const GUARD_MS = 2_000;

type AutoLoginButtonProps = Pick<ButtonProps, 'variant' | 'size' | 'tabIndex' | 'className'> & {
  user: CustomerUser;
  /** Left out while it isn't known. */
  policy?: AccountPolicy;
  /** Something has to be asked before: a password, a reason, an approval. */
  onAskFirst: (user: CustomerUser) => void;
};

/**
 * Opens the customer's account in a new tab: a plain form post, whose answer leads there. The link
 * never comes to this page.
 */
export function AutoLoginButton({ user, policy, onAskFirst, ...look }: AutoLoginButtonProps) {
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
          onClick={() => toast.info('Nobody may sign in here', { description: BLOCKED })}
        />
      </Tooltip>
    );
  }
  const onSubmit = (event: FormEvent) => {
    // Asked at the press: what was confirmed when the row was drawn may have run out since.
    if (signInNeeds(user, policy) === 'dialog') {
      event.preventDefault();
      return onAskFirst(user);
    }
    if (!guard()) return event.preventDefault();
    const attempt = newIdempotencyKey();
    if (attemptField.current) attemptField.current.value = attempt;
    // The browser posts the form right after this: nothing is to hold it up.
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
      {/* Without a default value, which React would put back before the browser posts the form. */}
      <input type="hidden" name="attempt" ref={attemptField} />
      <Button {...button} type="submit" isPending={isOpening} />
    </form>
  );
}

/** `guard()` lets the first press through and holds back those that follow at once. */
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
