'use client';

import { useId, useState, type ReactNode, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorSummary } from '@/components/ui/error-summary';
import { Field } from '@/components/ui/field';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import { Address } from '@/components/ui/text';
import { toast } from '@/components/ui/toast';
import { useFocusOnOpen } from '@/components/ui/use-focus';
import type { CustomerUser } from '@/lib/contract/users';
import { PasswordInput } from '@/components/ui/password-input';
import { useDeletePassword, useStorePassword } from './queries';

type StoredPasswordProps = { user: CustomerUser; canChange: boolean };

const states = {
  none: { tone: 'neutral', label: 'Not stored' },
  stored: { tone: 'good', label: 'Stored for one-click sign-in' },
  refused: { tone: 'warn', label: 'Stored, but rejected by RemotePC' },
  unreadable: { tone: 'bad', label: 'Stored, but damaged' },
} as const;

/** Whether a password is stored for one-click sign-in, when it last worked, and actions on it. */
export function StoredPassword({ user, canChange }: StoredPasswordProps) {
  const [asking, setAsking] = useState<'store' | 'delete' | null>(null);
  const close = () => setAsking(null);
  const headingId = useId();
  const { hasStoredPassword } = user;
  const state = user.storedPassword ?? (hasStoredPassword ? 'stored' : 'none');
  return (
    <section aria-labelledby={headingId}>
      <h2 id={headingId} className="mb-2 text-15 font-medium">
        Password
      </h2>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-panel border border-line px-3 py-2">
        <div className="min-w-40 flex-1">
          <Status {...states[state]} className="whitespace-normal" />
          <PasswordUse user={user} />
        </div>
        {canChange && (
          <span className="flex gap-2">
            <Button size="sm" onClick={() => setAsking('store')}>
              {hasStoredPassword ? 'Replace…' : 'Store password…'}
            </Button>
            {hasStoredPassword && (
              <Button size="sm" variant="ghost" onClick={() => setAsking('delete')}>
                Delete…
              </Button>
            )}
          </span>
        )}
      </div>
      {asking === 'store' && <StorePasswordDialog user={user} onClose={close} />}
      {asking === 'delete' && <DeletePasswordDialog user={user} onClose={close} />}
    </section>
  );
}

/** When the password was stored and used, with what result; what to do if it no longer works. */
function PasswordUse({ user: { passwordUse, storedPassword } }: { user: CustomerUser }) {
  if (!passwordUse) return null;
  const { storedAt, lastUsedAt, lastSucceededAt, refusedAt } = passwordUse;
  const isUseCovered = lastUsedAt === null || lastUsedAt === lastSucceededAt || refusedAt !== null;
  return (
    <ul className="mt-0.5 pl-4 text-12 text-muted">
      {refusedAt && (
        <Fact label="Rejected" at={refusedAt}>
          . Store the current password to use one-click sign-in again.
        </Fact>
      )}
      {storedPassword === 'unreadable' && (
        <li>It can’t be decrypted. Store it again or delete it.</li>
      )}
      {lastSucceededAt ? (
        <Fact label="Last worked" at={lastSucceededAt} />
      ) : (
        !refusedAt && <li>Not used yet</li>
      )}
      {!isUseCovered && lastUsedAt && <Fact label="Last used" at={lastUsedAt} />}
      <Fact label="Stored" at={storedAt} />
    </ul>
  );
}

function Fact({ label, at, children }: { label: string; at: string; children?: ReactNode }) {
  return (
    <li>
      {label} <RelativeTime at={at} />
      {children}
    </li>
  );
}

type DeletePasswordDialogProps = { user: CustomerUser; onClose: () => void };

/** Confirms deleting the stored password, which can't be undone. */
export function DeletePasswordDialog({ user, onClose }: DeletePasswordDialogProps) {
  const deletion = useDeletePassword();
  const confirm = () =>
    deletion.mutate(user, {
      onSuccess: () => {
        toast.success('Password deleted');
        onClose();
      },
    });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Delete the stored password?"
      description={
        <>
          Signing in as <Address email={user.username} /> will require their password. This can’t be
          undone and doesn’t change anything in RemotePC.
        </>
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="danger" onClick={confirm} isPending={deletion.isPending}>
            Delete password
          </Button>
        </>
      }
    >
      {deletion.error && (
        <ErrorSummary
          title="Couldn’t delete the password"
          attempt={deletion.submittedAt}
          errors={[{ message: deletion.error.detail }]}
          requestId={deletion.error.requestId}
        />
      )}
    </Dialog>
  );
}

type StorePasswordDialogProps = { user: CustomerUser; onClose: () => void };

/** Stores the user's password, replacing the previous one. It isn't changed in RemotePC. */
export function StorePasswordDialog({ user, onClose }: StorePasswordDialogProps) {
  const password = useFocusOnOpen();
  const formId = useId();
  const store = useStorePassword();
  const [isMissing, setIsMissing] = useState(false);
  const isReplacing = user.hasStoredPassword;

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('password');
    if (store.isPending || typeof typed !== 'string') return;
    setIsMissing(typed === '');
    if (typed === '') return;
    store.mutate(
      { username: user.username, accountId: user.accountId, password: typed },
      {
        onSuccess: () => {
          toast.success(isReplacing ? 'Password replaced' : 'Password stored');
          onClose();
        },
      },
    );
  };
  const fault = store.error?.errorAt('password');
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={isReplacing ? 'Replace the stored password' : 'Store password'}
      description={
        <>
          For one-click sign-in as <Address email={user.username} />. This doesn’t change the
          password in RemotePC.
        </>
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} isPending={store.isPending}>
            {isReplacing ? 'Replace password' : 'Store password'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={onSubmit} noValidate className="flex flex-col gap-4">
        {store.error && !fault && (
          <ErrorSummary
            title={
              store.error.isRefusal
                ? 'The password wasn’t stored'
                : 'Outcome unknown: the password may have been stored'
            }
            attempt={store.submittedAt}
            errors={[{ message: store.error.detail }]}
            requestId={store.error.requestId}
          />
        )}
        <Field
          label="User’s RemotePC password"
          error={isMissing ? 'Enter the password.' : fault}
          help="Stored encrypted. No one can view it."
          isRequired
        >
          {(control) => <PasswordInput {...control} name="password" ref={password} />}
        </Field>
      </form>
    </Dialog>
  );
}
