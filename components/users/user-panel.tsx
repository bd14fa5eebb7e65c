'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, ExternalLink } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { signInPolicyQuery } from '@/components/sign-in-as/queries';
import { SignInAsButton } from '@/components/sign-in-as/sign-in-as-button';
import { CopyButton } from '@/components/ui/copy-button';
import { IconButton } from '@/components/ui/icon-button';
import { LinkButton } from '@/components/ui/link-button';
import { Sheet } from '@/components/ui/sheet';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { Address } from '@/components/ui/text';
import { useReturnFocus } from '@/components/ui/use-focus';
import type { CustomerUser } from '@/lib/contract/users';
import { shownEmail } from '@/lib/shared/email/shown-email';
import { UserDetailsView } from './user-details';
import { UserFacts } from './user-facts';
import { userDetailsQuery } from './user-queries';

type UserPanelProps = {
  userKey: string;
  /** The user's row, if it's on screen. */
  row: CustomerUser | undefined;
  permissions: readonly string[];
  onAskFirst: (user: CustomerUser) => void;
  /** The users in the rows around this one. */
  before: CustomerUser | undefined;
  after: CustomerUser | undefined;
  onStep: (user: CustomerUser) => void;
  onClose: () => void;
};

/** From this width on the list stays usable beside the panel. */
const BESIDE = '(min-width: 1200px)';

/** One user over the list: what their row doesn't show. ↑ and ↓ go on to the users around them. */
export function UserPanel(props: UserPanelProps) {
  const { userKey, row, permissions, onAskFirst, before, after, onStep, onClose } = props;
  useReturnFocus();
  useFocusOnRow(userKey);
  // Once: what has been typed wouldn't outlive a change.
  const [isBeside] = useState(() => window.matchMedia(BESIDE).matches);
  const query = useQuery(userDetailsQuery(userKey));
  const details = query.data;
  const user = details?.user ?? row;
  const canSignIn = permissions.includes('users.auto_login');
  const { data: policy } = useQuery(signInPolicyQuery(canSignIn ? user?.accountId : undefined));
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowUp: before, ArrowDown: after }[event.key];
    if (!step || event.defaultPrevented || isTypingIn(event.target)) return;
    event.preventDefault();
    onStep(step);
  };
  return (
    <Sheet
      isOpen
      isModal={!isBeside}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      onKeyDown={onKeyDown}
      title={user ? <Address email={user.username} /> : 'User'}
      description={user && !isBeside && <UserFacts user={user} />}
      actions={
        <>
          <IconButton
            label="Previous user"
            size="icon-sm"
            disabled={!before}
            onClick={() => before && onStep(before)}
          >
            <ChevronUp />
          </IconButton>
          <IconButton
            label="Next user"
            size="icon-sm"
            disabled={!after}
            onClick={() => after && onStep(after)}
          >
            <ChevronDown />
          </IconButton>
          {user && <CopyButton text={shownEmail(user.username)} what="address" />}
        </>
      }
    >
      <div className="flex flex-col gap-6 px-5 py-4">
        <div className="flex flex-wrap gap-2">
          {canSignIn && user && (
            <SignInAsButton user={user} policy={policy} variant="primary" onAskFirst={onAskFirst} />
          )}
          <LinkButton href={`/users/${userKey}`} prefetch={false}>
            <ExternalLink aria-hidden />
            Open as page
          </LinkButton>
        </div>
        {details && (
          <UserDetailsView details={details} userKey={userKey} permissions={permissions} />
        )}
        {!details &&
          (query.error ? (
            <QueryError title="Couldn’t load the user" query={query} />
          ) : (
            <div aria-busy className="flex flex-col gap-6">
              <Skeleton className="w-1/2" />
              <Skeleton className="h-40" />
              <Skeleton className="w-3/4" />
            </div>
          ))}
      </div>
    </Sheet>
  );
}

/** On closing; after ↓ it's another row than the one the panel was opened from. */
function useFocusOnRow(userKey: string) {
  const last = useRef(userKey);
  useEffect(() => {
    last.current = userKey;
  });
  useEffect(
    () => () => {
      setTimeout(() =>
        document.querySelector<HTMLElement>(`[data-open="${last.current}"]`)?.focus(),
      );
    },
    [],
  );
}

function isTypingIn(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [role=menu]') !== null
  );
}
