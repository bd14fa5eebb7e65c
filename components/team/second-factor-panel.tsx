'use client';

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Panel } from '@/components/ui/panel';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import type { Factors } from '@/lib/contract/factors';
import { formatCount } from '@/lib/shared/format';
import { confirmFirst, FactorLine, type LineProps } from './factor-line';
import { factorsQuery, hasFactor, useRenewRecoveryCodes, useStartTotp } from './factor-queries';
import { PasskeyLines } from './passkey-lines';
import { RemoveFactor } from './remove-factor';

const AddTotpDialog = lazy(async () => ({
  default: (await import('./add-totp-dialog')).AddTotpDialog,
}));
const RecoveryCodesDialog = lazy(async () => ({
  default: (await import('./recovery-codes-dialog')).RecoveryCodesDialog,
}));

/**
 * The person's authenticator app, passkeys and recovery codes.
 * @param onAdded for the page of someone who must add one now: called once they have
 */
export function SecondFactorPanel({ onAdded }: { onAdded?: () => void }) {
  const query = useQuery(factorsQuery());
  return (
    <Panel
      title="Second factor"
      description="Asked for after your password, so that a stolen password isn’t enough."
      isFlush
    >
      {query.data ? (
        <FactorList factors={query.data} onAdded={onAdded} />
      ) : query.error ? (
        <QueryError title="Couldn’t load your second factors" query={query} />
      ) : (
        <div aria-busy="true" className="p-4">
          <Skeleton className="h-10" />
        </div>
      )}
    </Panel>
  );
}

type FactorListProps = { factors: Factors; onAdded: (() => void) | undefined };

function FactorList({ factors, onAdded }: FactorListProps) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <>
      {factors.requiredBy !== null && !onAdded && <RequiredBy moment={factors.requiredBy} />}
      <ul className="divide-y divide-line">
        <TotpLine factors={factors} onCodes={setCodes} />
        <PasskeyLines factors={factors} onCodes={setCodes} />
        {hasFactor(factors) && <RecoveryLine factors={factors} onCodes={setCodes} />}
      </ul>
      <Suspense fallback={null}>
        {codes && (
          <RecoveryCodesDialog
            codes={codes}
            onClose={() => {
              setCodes(null);
              onAdded?.();
            }}
          />
        )}
      </Suspense>
    </>
  );
}

function RequiredBy({ moment }: { moment: string }) {
  return (
    <div className="border-b border-line p-4">
      <Notice tone="warn" title="Your role requires a second factor">
        Add one by <RelativeTime at={moment} isAbsolute />. After that, you can’t use Reseller Desk
        until you have.
      </Notice>
    </div>
  );
}

function TotpLine({ factors, onCodes }: LineProps) {
  const start = useStartTotp();
  const [isRemoving, setIsRemoving] = useState(false);
  const { totp } = factors;
  const add = async () => {
    if (!(await confirmFirst(factors))) return;
    start.mutate(undefined, { onError: toast.failure });
  };
  return (
    <FactorLine
      title="Authenticator app"
      state={totp && <Badge tone="good">On</Badge>}
      detail={
        totp ? (
          <>
            Added <RelativeTime at={totp.confirmedAt} />
          </>
        ) : (
          'An app on your phone or in your password manager that shows a new code every 30 seconds.'
        )
      }
    >
      {totp ? (
        <Button size="sm" onClick={() => setIsRemoving(true)}>
          Remove
        </Button>
      ) : (
        <Button size="sm" isPending={start.isPending} onClick={() => void add()}>
          Add app
        </Button>
      )}
      <Suspense fallback={null}>
        {start.data && (
          <AddTotpDialog
            totp={start.data}
            onClose={() => start.reset()}
            onAdded={(codes) => {
              start.reset();
              onCodes(codes);
            }}
          />
        )}
      </Suspense>
      {isRemoving && (
        <RemoveFactor
          factor="totp"
          isLast={factors.passkeys.length === 0}
          onClose={() => setIsRemoving(false)}
        />
      )}
    </FactorLine>
  );
}

const FEW_CODES = 3;

function RecoveryLine({ factors, onCodes }: LineProps) {
  const renew = useRenewRecoveryCodes();
  const left = factors.recoveryCodesLeft;
  return (
    <FactorLine
      title="Recovery codes"
      state={
        left <= FEW_CODES && <Badge tone="warn">{left === 0 ? 'None left' : 'Few left'}</Badge>
      }
      detail={`${formatCount(left, 'code')} left for when you don’t have your second factor.`}
    >
      <Button
        size="sm"
        isPending={renew.isPending}
        onClick={() =>
          renew.mutate(undefined, {
            onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes),
            onError: toast.failure,
          })
        }
      >
        New codes
      </Button>
    </FactorLine>
  );
}
