'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Batch } from '@/lib/contract/invitations';
import { sessionGate } from '@/lib/client/session-gate';
import { batchPath, batchQuery, isUnderWay, POLL_MS, rowsKeyOf } from './queries';

const isSessionOver = () => sessionGate.current().isOver;

/** Of a batch: what the server tells as it goes. */
type Progress = Partial<Batch>;

/**
 * A batch as it is now. While it is under way the server tells of each change by itself; as long as
 * it doesn't, it is asked. Beside the events it is asked too, but seldom: a proxy may swallow them.
 */
export function useBatch(id: string) {
  const client = useQueryClient();
  const [isLive, setIsLive] = useState(false);
  const query = useQuery({
    ...batchQuery(id),
    refetchInterval: ({ state }) => {
      if (!state.data || !isUnderWay(state.data)) return false;
      return isLive ? 10 * POLL_MS : POLL_MS;
    },
  });
  const isOver = useSyncExternalStore(sessionGate.subscribe, isSessionOver, () => false);
  const isWatched = !isOver && query.data !== undefined && isUnderWay(query.data);

  useEffect(() => {
    if (!isWatched) return;
    const events = new EventSource(`${batchPath(id)}/events`);
    const update = (event: MessageEvent<string>) => {
      const progress = JSON.parse(event.data) as Progress;
      client.setQueryData(batchQuery(id).queryKey, (batch) => batch && { ...batch, ...progress });
    };
    events.addEventListener('progress', (event) => {
      setIsLive(true);
      update(event);
    });
    events.addEventListener('done', (event) => {
      update(event);
      events.close();
    });
    events.addEventListener('error', () => setIsLive(false));
    return () => {
      events.close();
      setIsLive(false);
      // Its last rows have ended since the table was read.
      void client.invalidateQueries({ queryKey: rowsKeyOf(id) });
    };
  }, [client, id, isWatched]);

  return query;
}
