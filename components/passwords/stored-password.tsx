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
import { useReturnFocus, useFocusOnOpen } from '@/components/ui/use-focus';
import type { CustomerUser } from '@/lib/contract/users';
import { PasswordInput } from './password-input';
import { useForgetPassword, useStorePassword } from './queries';

type StoredPasswordProps = { user: CustomerUser; canChange: boolean };

const states = {
  none: { tone: 'neutral', label: 'None stored' },
  stored: { tone: 'good', label: 'Stored for one-click sign-in' },
  refused: { tone: 'warn', label: 'Stored, but refused by RemotePC' },
  unreadable: { tone: 'bad', label: 'Stored, but damaged' },
} as const;

/** Whether a password is kept for one-click sign-in, how it did, and the ways to replace or forget it. */
export function StoredPassword({ user, canChange }: StoredPasswordProps) {
  const [asking, setAsking] = useState<'store' | 'forget' | null>(null);
  const close = () => setAsking(null);
  const headingId = useId();
  const { hasStoredPassword } = user;
  const state = user.storedPassword ?? (hasStoredPassword ? 'stored' : 'none');
  return (
    <section aria-labelledby={headingId}>
      <h3 id={headingId} className="mb-2 text-15 font-medium">
        Password
      </h3>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-panel border border-line px-3 py-2">
        <div className="min-w-40 flex-1">
          <Status {...states[state]} className="whitespace-normal" />
          <PasswordUse user={user} />
        </div>
        {canChange && (
          <span className="flex gap-2">
            <Button size="sm" onClick={() => setAsking('store')}>
              {hasStoredPassword ? 'Replace…' : 'Store one…'}
            </Button>
            {hasStoredPassword && (
              <Button size="sm" variant="ghost" onClick={() => setAsking('forget')}>
                Forget…
              </Button>
            )}
          </span>
        )}
      </div>
      {asking === 'store' && <StorePasswordDialog user={user} onClose={close} />}
      {asking === 'forget' && <ForgetPasswordDialog user={user} onClose={close} />}
    </section>
  );
}

/** When it was stored, used, and how that went; what to do where it doesn't work any more. */
function PasswordUse({ user: { passwordUse, storedPassword } }: { user: CustomerUser }) {
  if (!passwordUse) return null;
  const { storedAt, lastUsedAt, lastSucceededAt, refusedAt } = passwordUse;
  const isUseTold = lastUsedAt === null || lastUsedAt === lastSucceededAt || refusedAt !== null;
  return (
    <ul className="mt-0.5 pl-4 text-12 text-muted">
      {refusedAt && (
        <Fact word="Refused" at={refusedAt}>
          . It isn’t tried again: store the present one.
        </Fact>
      )}
      {storedPassword === 'unreadable' && (
        <li>It can’t be opened: store it again, or forget it.</li>
      )}
      {lastSucceededAt ? (
        <Fact word="Last worked" at={lastSucceededAt} />
      ) : (
        !refusedAt && <li>Not known yet whether it works</li>
      )}
      {!isUseTold && lastUsedAt && <Fact word="Last used" at={lastUsedAt} />}
      <Fact word="Stored" at={storedAt} />
    </ul>
  );
}

function Fact({ word, at, children }: { word: string; at: string; children?: ReactNode }) {
  return (
    <li>
      {word} <RelativeTime at={at} />
      {children}
    </li>
  );
}

type ForgetPasswordDialogProps = { user: CustomerUser; onClose: () => void };

/** Asks before a stored password is forgotten: it can't be brought back. */
export function ForgetPasswordDialog({ user, onClose }: ForgetPasswordDialogProps) {
  useReturnFocus();
  const forget = useForgetPassword();
  const confirm = () =>
    forget.mutate(user, {
      onSuccess: () => {
        toast.success('Password forgotten');
        onClose();
      },
    });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="Forget the stored password?"
      description={
        <>
          Signing in as <Address email={user.username} /> will ask for the password again. It can’t
          be brought back from here; at RemotePC it stays as it is.
        </>
      }
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Keep it
          </Button>
          <Button variant="danger" onClick={confirm} isPending={forget.isPending}>
            Forget password
          </Button>
        </>
      }
    >
      {forget.error && (
        <ErrorSummary
          title="The password was not forgotten"
          attempt={forget.submittedAt}
          errors={[{ message: forget.error.detail }]}
          requestId={forget.error.requestId}
        />
      )}
    </Dialog>
  );
}

type StorePasswordDialogProps = { user: CustomerUser; onClose: () => void };

/** Stores the customer's password, in place of an earlier one. It is not changed at RemotePC. */
export function StorePasswordDialog({ user, onClose }: StorePasswordDialogProps) {
  useReturnFocus();
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
      title={isReplacing ? 'Replace the stored password' : 'Store the password'}
      description={
        <>
          For one-click sign-in as <Address email={user.username} />. This changes nothing at
          RemotePC.
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
                ? 'The password was not stored'
                : 'It isn’t known whether the password was stored'
            }
            attempt={store.submittedAt}
            errors={[{ message: store.error.detail }]}
            requestId={store.error.requestId}
          />
        )}
        <Field
          label="The customer’s RemotePC password"
          error={isMissing ? 'The password is missing.' : fault}
          help="Kept encrypted. Nobody can read it back."
          isRequired
        >
          {(control) => <PasswordInput {...control} name="password" ref={password} />}
        </Field>
      </form>
    </Dialog>
  );
}
