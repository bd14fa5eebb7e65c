'use client';

import { useQuery } from '@tanstack/react-query';
import { LinkButton } from '@/components/ui/link-button';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import { cn } from '@/lib/client/cn';
import type { PendingChange } from '@/lib/contract/changes';
import { personName } from '@/lib/shared/person-name';
import { changedName, kindWords } from './change-words';
import { Differences } from './differences';
import { approvalsNewsQuery, changesQuery } from './queries';

type WaitingChangesProps = {
  /** Of which settings: how their names start. */
  of: string;
  className?: string;
};

/** Above the settings they are about: changes that wait for a second person. */
export function WaitingChanges({ of, className }: WaitingChangesProps) {
  // As the navigation has it: most teams have nothing that waits.
  const { data: news } = useQuery({ ...approvalsNewsQuery(), enabled: false });
  const { data } = useQuery({ ...changesQuery(), enabled: (news?.waiting ?? 0) > 0 });
  const waiting = data?.pending.filter(({ setting }) => setting.startsWith(of)) ?? [];
  if (waiting.length === 0) return null;
  return (
    <div className={cn('flex flex-col gap-2', className)}>
      {waiting.map((change) => (
        <WaitingChange key={change.id} change={change} />
      ))}
    </div>
  );
}

function WaitingChange({ change }: { change: PendingChange }) {
  const { isMine, askedBy, kind, expiresAt, mayDecide } = change;
  return (
    <Notice title="Waiting for a second person">
      <p className="wrap-anywhere">
        {isMine ? 'You' : personName(askedBy)} asked to {kindWords[kind]} {changedName(change)}.
        Nothing has changed yet. Expires <RelativeTime at={expiresAt} />.
      </p>
      <Differences changes={change.changes} />
      <LinkButton href="/approvals" size="sm" prefetch={false} className="mt-2">
        {mayDecide ? 'Decide' : 'View approvals'}
      </LinkButton>
    </Notice>
  );
}
