'use client';

import { lazy, Suspense } from 'react';
import type { OpenedItem } from '@/components/items/use-opened-item';
import type { CustomerUser } from '@/lib/contract/users';
import { keyOf } from './queries';

const UserPanel = lazy(async () => ({ default: (await import('./user-panel')).UserPanel }));
const SignInDialog = lazy(async () => ({
  default: (await import('@/components/sign-in-as/sign-in-dialog')).SignInDialog,
}));

type UserOverlaysProps = {
  /** The user whose panel is open. */
  panel: OpenedItem<CustomerUser>;
  /** The user whose sign-in needs something first: a password, a reason, an approval. */
  signingIn: CustomerUser | null | undefined;
  permissions: readonly string[];
  onAskFirst: (user: CustomerUser) => void;
  onCloseSignIn: () => void;
};

/** The panel of a user and the dialog before a sign-in, each loaded when it first opens. */
export function UserOverlays(props: UserOverlaysProps) {
  const { panel, signingIn, permissions, onAskFirst, onCloseSignIn } = props;
  return (
    <>
      <Suspense fallback={null}>
        {panel.key !== null && (
          <UserPanel
            userKey={panel.key}
            panel={panel}
            permissions={permissions}
            onAskFirst={onAskFirst}
          />
        )}
      </Suspense>
      {/* A boundary of its own: an open panel must stay while the dialog's code loads. */}
      <Suspense fallback={null}>
        {signingIn && (
          <SignInDialog
            key={keyOf(signingIn)}
            user={signingIn}
            canStore={permissions.includes('passwords.write')}
            onClose={onCloseSignIn}
          />
        )}
      </Suspense>
    </>
  );
}
