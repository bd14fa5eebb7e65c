'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { InAccount } from '@/components/account-choice/in-account';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { Address } from '@/components/ui/text';
import type { AccountPolicy } from '@/lib/contract/policy';
import { isBlockedCustomer } from '@/lib/contract/policy-rules';
import type { CustomerUser } from '@/lib/contract/users';
import { signInPolicyQuery } from './queries';
import { BLOCKED, INACTIVE } from './sign-in-as-button';
import { SignInForm } from './sign-in-form';
import { useSignIn } from './use-sign-in';

type SignInDialogProps = {
  user: CustomerUser;
  canStore: boolean;
  /** What it is for, if a link named it. */
  ticket?: string;
  onClose: () => void;
};

/** Asks for what is missing before a sign-in as a user, then posts into a new tab. */
export function SignInDialog(props: SignInDialogProps) {
  const { user, onClose } = props;
  const { data: policy, error, refetch, isFetching } = useQuery(signInPolicyQuery(user.accountId));
  if (policy && !isBlockedCustomer(policy, user.username)) {
    return <SignInSteps {...props} policy={policy} />;
  }
  return (
    <Frame user={user} onClose={onClose} closeLabel="Close">
      {policy ? (
        <Notice tone="warn" title="Sign-in is blocked for this user">
          {BLOCKED}
        </Notice>
      ) : error ? (
        <Notice
          tone="bad"
          title="Couldn’t load the account’s policy"
          action={
            <Button size="sm" isPending={isFetching} onClick={() => void refetch()}>
              Try again
            </Button>
          }
        >
          {error.detail}
        </Notice>
      ) : (
        <Skeleton className="h-8" />
      )}
    </Frame>
  );
}

function SignInSteps(props: SignInDialogProps & { policy: AccountPolicy }) {
  const { user, policy, canStore, ticket, onClose } = props;
  const steps = useSignIn(user, policy, { ticket, onClose });
  const { phase, formId, ask, stepUp } = steps;
  return (
    <Frame
      user={user}
      onClose={onClose}
      closeLabel={phase === 'waiting' ? 'Close' : 'Cancel'}
      action={
        phase !== 'waiting' && (
          <Button
            variant="primary"
            type="submit"
            form={formId}
            isPending={ask.isPending || stepUp.isPending || phase === 'checking'}
          >
            {phase === 'ask' ? 'Request approval' : 'Open in a new tab'}
          </Button>
        )
      }
    >
      {user.isActive === false && (
        <div className="mb-4">
          <Notice tone="warn" title="Inactive user">
            {INACTIVE}
          </Notice>
        </div>
      )}
      <SignInForm user={user} policy={policy} canStore={canStore} steps={steps} />
    </Frame>
  );
}

type FrameProps = {
  user: CustomerUser;
  onClose: () => void;
  closeLabel: string;
  action?: ReactNode;
  children: ReactNode;
};

function Frame({ user, onClose, closeLabel, action, children }: FrameProps) {
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Sign in as this user"
      description={
        <>
          Opens RemotePC as <Address email={user.username} />
          <InAccount accountId={user.accountId} />. Every sign-in is recorded in the audit log. If
          you’re signed in to RemotePC in this browser, use a private window to keep the sessions
          apart.
        </>
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {closeLabel}
          </Button>
          {action}
        </>
      }
    >
      {children}
    </Dialog>
  );
}
