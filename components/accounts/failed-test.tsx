'use client';

import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { ApiProblem } from '@/lib/client/fetch-api';
import type { ConnectionCheck, UpstreamName } from '@/lib/contract/accounts';
import { causeOf, ConnectionChecks, failedCheck } from './connection-checks';
import { OutgoingAddress } from './outgoing-address';

type RefusedKeyProps = {
  problem: ApiProblem;
  upstream: UpstreamName;
  /** What the refusal means here: "Nothing was saved." */
  consequence: string;
  saveLabel: string;
  onSaveAnyway: () => void;
  /** The next attempt is running; this one is still shown. */
  isPending: boolean;
};

/** Why a key wasn't stored, with what to do, and the way around the test. */
export function RefusedKey(props: RefusedKeyProps) {
  const { problem, upstream, consequence, saveLabel, onSaveAnyway, isPending } = props;
  const box = useRef<HTMLDivElement>(null);
  // It may be below the fold, and the next thing to press is in it.
  useEffect(() => box.current?.focus(), [problem]);
  const { checks, detail, requestId } = problem;
  return (
    <div
      ref={box}
      tabIndex={-1}
      aria-busy={isPending}
      className="transition-opacity duration-fast outline-none aria-busy:opacity-60"
    >
      {checks ? (
        <FailedTest checks={checks} upstream={upstream} consequence={consequence} isLive>
          <Button size="sm" aria-disabled={isPending} onClick={onSaveAnyway}>
            {saveLabel}
          </Button>
        </FailedTest>
      ) : (
        <Notice tone="bad" title={consequence} isLive>
          {detail}
          {requestId && (
            <p className="mt-1 text-12 text-muted">
              Request ID <code className="font-mono">{requestId}</code>
            </p>
          )}
        </Notice>
      )}
    </div>
  );
}

type FailedTestProps = {
  checks: readonly ConnectionCheck[];
  upstream: UpstreamName;
  consequence?: string;
  isLive?: boolean;
  /** Further buttons. */
  children?: ReactNode;
  /** At the right end of the title. */
  action?: ReactNode;
};

/** The cause of a failed connection test first; all checks are one click away. */
export function FailedTest(props: FailedTestProps) {
  const { checks, upstream, consequence, isLive, children, action } = props;
  const failed = failedCheck(checks);
  const title = [causeOf(failed, upstream), consequence].filter(Boolean).join('. ');
  const isListMissing = failed?.name === 'whitelist';
  return (
    <Notice tone="bad" title={consequence ? title : `${title}.`} isLive={isLive} action={action}>
      {failed && <p>{failed.detail}</p>}
      {(isListMissing || children) && (
        <div className="mt-2 flex flex-wrap items-center gap-2">
          {isListMissing && <OutgoingAddress />}
          {children}
        </div>
      )}
      <ConnectionChecks checks={checks} />
    </Notice>
  );
}
