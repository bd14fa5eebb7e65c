'use client';

import { useQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Panel } from '@/components/ui/panel';
import { Skeleton } from '@/components/ui/skeleton';
import { QueryError } from '@/components/ui/states';
import { toast } from '@/components/ui/toast';
import { ownSessionsQuery, useEndSessions } from './queries';
import { SessionLine } from './session-line';

/** Where the person is signed in, and how to end any other session. */
export function SessionsPanel() {
  const query = useQuery(ownSessionsQuery());
  const { data } = query;
  const end = useEndSessions();
  const endSessions = (which: string | 'others', done: string) =>
    end.mutate(which, {
      onSuccess: () => toast.success(done),
      onError: ({ detail }) => toast.error('Couldn’t end the session', { description: detail }),
    });
  const others = data?.items.filter(({ isCurrent }) => !isCurrent) ?? [];
  return (
    <Panel
      title="Sessions"
      description="Browsers you’re signed in with. A session ends when it isn’t used for a while."
      isFlush
      actions={
        others.length > 0 && (
          <Button
            size="sm"
            isPending={end.isPending && end.variables === 'others'}
            onClick={() => endSessions('others', 'Ended all other sessions')}
          >
            End all others
          </Button>
        )
      }
    >
      {data ? (
        <ul className="divide-y divide-line">
          {data.items.map((session) => (
            <SessionLine
              key={session.id}
              session={session}
              isEnding={end.isPending && end.variables === session.id}
              onEnd={() => endSessions(session.id, 'Session ended')}
            />
          ))}
        </ul>
      ) : query.error ? (
        <QueryError title="Couldn’t load your sessions" query={query} />
      ) : (
        <div aria-busy="true" className="p-4">
          <Skeleton className="h-10" />
        </div>
      )}
    </Panel>
  );
}
