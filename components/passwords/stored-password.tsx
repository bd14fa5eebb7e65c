'use client';

import { useId, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import { Status } from '@/components/ui/status';
import type { CustomerUser } from '@/lib/contract/users';
import { ForgetPasswordDialog } from './forget-password-dialog';
import { StorePasswordDialog } from './store-password-dialog';

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
