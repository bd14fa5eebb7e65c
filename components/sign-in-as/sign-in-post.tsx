'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { toast } from '@/components/ui/toast';
import { newIdempotencyKey } from '@/lib/client/fetch-api';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { followSignIn } from './follow-sign-in';

/** A second click within this time counts as the same click. */
const GUARD_MS = 2_000;

type SignInPostProps = {
  user: Pick<CustomerUser, 'accountId' | 'username'>;
  /** What it is for, if a link named it. */
  ticket?: string;
  /** Asked on click, as a confirmation may have expired: true, and nothing is posted. */
  asksFirst: () => boolean;
  /** The tab with the session is opening. */
  onOpen?: () => void;
  /** Its submit button. */
  children: (isOpening: boolean) => ReactNode;
};

/**
 * Opens a user's RemotePC session in a new tab by a plain form post, whose response redirects
 * there. The link never reaches this page.
 */
export function SignInPost({ user, ticket, asksFirst, onOpen, children }: SignInPostProps) {
  const { accountId, username } = user;
  const client = useQueryClient();
  const { isOpening, guard } = useGuard();
  const attemptField = useRef<HTMLInputElement>(null);
  const onSubmit = (event: FormEvent) => {
    if (asksFirst() || !guard()) return event.preventDefault();
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
      {ticket !== undefined && <input type="hidden" name="ticket" value={ticket} />}
      {/* No default value: React would restore it before the browser posts the form. */}
      <input type="hidden" name="attempt" ref={attemptField} />
      {children(isOpening)}
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
