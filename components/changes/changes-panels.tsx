'use client';

import { useQuery } from '@tanstack/react-query';
import { Settings2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { PersonName } from '@/components/ui/person-name';
import { RelativeTime } from '@/components/ui/relative-time';
import { EmptyState } from '@/components/ui/states';
import { Status } from '@/components/ui/status';
import { toast } from '@/components/ui/toast';
import type { PendingChange } from '@/lib/contract/changes';
import { nameAndAddress, personName } from '@/lib/shared/person-name';
import { changedName, changeStatus, kindWords } from './change-words';
import { DecideChangeDialog } from './decide-change-dialog';
import { Differences } from './differences';
import { changesQuery, useWithdrawChange } from './queries';

type Of = { change: PendingChange };

/** Changes of settings that wait for a second person; nothing if there never were any. */
export function PendingChanges() {
  const { data } = useQuery(changesQuery());
  const [decision, setDecision] = useState<{ change: PendingChange; approve: boolean } | null>(
    null,
  );
  if (!data || (data.pending.length === 0 && data.past.length === 0)) return null;
  return (
    <Panel
      title="Changes to settings"
      description="Applied once someone else approves them, unless the setting has changed since."
      isFlush
    >
      {data.pending.length === 0 ? (
        <EmptyState title="No pending changes" icon={<Settings2 />} className="py-8">
          Changes that need a second person appear here.
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {data.pending.map((change) => (
            <li
              key={change.id}
              className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 py-3"
            >
              <div className="min-w-0 flex-1 basis-72">
                <ChangeSentence change={change} />
                <Differences changes={change.changes} />
                <p className="mt-1 text-12 wrap-anywhere text-muted">
                  {!change.isMine && change.askedBy.name && `${change.askedBy.email} · `}
                  Requested <RelativeTime at={change.askedAt} /> · expires{' '}
                  <RelativeTime at={change.expiresAt} />
                </p>
              </div>
              <Actions change={change} onDecide={(approve) => setDecision({ change, approve })} />
            </li>
          ))}
        </ul>
      )}
      {decision && <DecideChangeDialog {...decision} onClose={() => setDecision(null)} />}
    </Panel>
  );
}

export function ChangeSentence({ change }: Of): ReactNode {
  const { isMine, askedBy, kind } = change;
  return (
    <p className="wrap-anywhere">
      {isMine ? (
        <span className="font-medium">You</span>
      ) : (
        <PersonName person={askedBy} className="font-medium" />
      )}
      <span className="text-muted"> asked to {kindWords[kind]} </span>
      <span className="font-medium">{changedName(change)}</span>
    </p>
  );
}

function Actions({ change, onDecide }: Of & { onDecide: (approve: boolean) => void }) {
  const { askedBy, targetName, mayDecide, isMine, state } = change;
  if (state === 'running') return <Status {...changeStatus.running} />;
  if (mayDecide) {
    return (
      <div className="flex flex-wrap gap-2">
        <Button
          onClick={() => onDecide(false)}
          aria-label={`Decline the change of ${targetName} by ${nameAndAddress(askedBy)}`}
        >
          Decline…
        </Button>
        <Button
          variant="primary"
          onClick={() => onDecide(true)}
          aria-label={`Approve the change of ${targetName} by ${nameAndAddress(askedBy)}`}
        >
          Approve…
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p className="text-12 text-muted">Someone else has to decide</p>
      {isMine && <Withdraw change={change} />}
    </div>
  );
}

function Withdraw({ change }: Of) {
  const withdraw = useWithdrawChange(change.id);
  return (
    <Button
      aria-label={`Withdraw your change of ${change.targetName}`}
      isPending={withdraw.isPending}
      onClick={() => withdraw.mutate(undefined, { onError: toast.failure })}
    >
      Withdraw
    </Button>
  );
}

/** Past changes and what became of them, newest first. */
export function PastChanges() {
  const { data } = useQuery(changesQuery());
  if (!data || data.past.length === 0) return null;
  return (
    <Panel title="Past changes to settings" description="All changes are in the audit log." isFlush>
      <ul className="divide-y divide-line">
        {data.past.map((change) => (
          <li key={change.id} className="px-4 py-3">
            <Status {...changeStatus[change.state]} />
            <ChangeSentence change={change} />
            <Differences changes={change.changes} />
            <p className="mt-1 text-12 wrap-anywhere text-muted">
              Requested <RelativeTime at={change.askedAt} />
              {change.decidedBy && ` · decided by ${personName(change.decidedBy)}`}
              {change.note && ` · “${change.note}”`}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
