'use client';

import { lazy, Suspense, useState, useSyncExternalStore } from 'react';
import { Button } from '@/components/ui/button';
import { RelativeTime } from '@/components/ui/relative-time';
import { toast } from '@/components/ui/toast';
import { supportsPasskeys } from '@/lib/client/passkeys';
import type { Factors } from '@/lib/contract/factors';
import { confirmFirst, FactorLine, type LineProps } from './factor-line';
import { useRenewRecoveryCodes } from './factor-queries';
import { RemoveFactor } from './remove-factor';

const PasskeyDialog = lazy(async () => ({
  default: (await import('./passkey-dialog')).PasskeyDialog,
}));

const never = () => () => {};

/** The person's passkeys, and how to add another. */
export function PasskeyLines({ factors, onCodes }: LineProps) {
  const [isAdding, setIsAdding] = useState(false);
  const isSupported = useSyncExternalStore(never, supportsPasskeys, () => true);
  const renew = useRenewRecoveryCodes();
  const add = async () => {
    if (await confirmFirst(factors)) setIsAdding(true);
  };
  const finish = () => {
    setIsAdding(false);
    if (factors.recoveryCodesLeft > 0) return;
    renew.mutate(undefined, {
      onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes),
      onError: toast.failure,
    });
  };
  return (
    <>
      {factors.passkeys.map((passkey) => (
        <PasskeyLine key={passkey.id} passkey={passkey} factors={factors} />
      ))}
      <FactorLine
        title={factors.passkeys.length > 0 ? 'Another passkey' : 'Passkey'}
        state={null}
        detail={
          isSupported
            ? 'Sign in with your fingerprint, face, PIN, or a security key instead of typing.'
            : 'This browser doesn’t support passkeys.'
        }
      >
        {isSupported && (
          <Button size="sm" onClick={() => void add()}>
            Add passkey
          </Button>
        )}
      </FactorLine>
      <Suspense fallback={null}>
        {isAdding && <PasskeyDialog onDone={finish} onClose={() => setIsAdding(false)} />}
      </Suspense>
    </>
  );
}

type Passkey = Factors['passkeys'][number];

function PasskeyLine({ passkey, factors }: { passkey: Passkey; factors: Factors }) {
  const [asked, setAsked] = useState<'rename' | 'remove' | null>(null);
  const { name, createdAt, lastUsedAt } = passkey;
  const close = () => setAsked(null);
  const isLast = factors.passkeys.length === 1 && factors.totp === null;
  return (
    <FactorLine
      title={name}
      state={null}
      detail={
        <>
          Passkey, added <RelativeTime at={createdAt} />
          {lastUsedAt && (
            <>
              , last used <RelativeTime at={lastUsedAt} />
            </>
          )}
        </>
      }
    >
      <div className="flex gap-2">
        <Button size="sm" aria-label={`Rename ${name}`} onClick={() => setAsked('rename')}>
          Rename
        </Button>
        <Button size="sm" aria-label={`Remove ${name}`} onClick={() => setAsked('remove')}>
          Remove
        </Button>
      </div>
      <Suspense fallback={null}>
        {asked === 'rename' && <PasskeyDialog passkey={passkey} onDone={close} onClose={close} />}
      </Suspense>
      {asked === 'remove' && <RemoveFactor factor={passkey} isLast={isLast} onClose={close} />}
    </FactorLine>
  );
}
