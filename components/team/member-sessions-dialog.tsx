'use client';

import { useQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import type { StaffMember } from '@/lib/contract/staff';
import { memberSessionsQuery, useEndMemberSessions } from './queries';
import { SessionLine } from './session-line';

type MemberSessionsDialogProps = { member: StaffMember; onClose: () => void };

/** Where a team member is signed in, for admins, who can end each session. */
export function MemberSessionsDialog({ member, onClose }: MemberSessionsDialogProps) {
  const query = useQuery(memberSessionsQuery(member.id));
  const { data } = query;
  const { mutate, isPending, variables } = useEndMemberSessions(member.id);
  const end = (which: string | 'all', done: string) =>
    mutate(which, { onSuccess: () => toast.success(done), onError: toast.failure });
  const others = data?.items.filter(({ isCurrent }) => !isCurrent) ?? [];
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Sessions of ${member.name}`}
      description="Browsers they’re signed in with. Ending a session signs them out there at once."
      footer={
        <>
          {others.length > 1 && others.length === data?.items.length && (
            <Button
              isPending={isPending && variables === 'all'}
              onClick={() => end('all', `Ended all sessions of ${member.name}`)}
            >
              End all
            </Button>
          )}
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      {data ? (
        <ul className="-mx-4 divide-y divide-line">
          {data.items.map((session) => (
            <SessionLine
              key={session.id}
              session={session}
              isEnding={isPending && variables === session.id}
              onEnd={() => end(session.id, 'Session ended')}
            />
          ))}
        </ul>
      ) : query.error ? (
        <QueryError title="Couldn’t load the sessions" query={query} />
      ) : (
        <div aria-busy="true">
          <Skeleton className="h-10" />
        </div>
      )}
      {data?.items.length === 0 && <p className="text-13 text-muted">They aren’t signed in.</p>}
    </Dialog>
  );
}
