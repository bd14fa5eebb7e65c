'use client';

import type { ReactNode } from 'react';
import { Entries, Entry } from '@/components/items/entries';
import type { ItemQuery } from '@/components/items/item-page';
import type { PastConnection, Service } from '@/lib/contract/devices';
import { formatDuration } from '@/lib/shared/format';

type DeviceHistoryProps = {
  history: readonly PastConnection[];
  services: readonly Service[];
  query: ItemQuery;
  action: ReactNode;
};

/** Who connected to the device's services, when, and how it ended. */
export function DeviceHistory({ history, services, query, action }: DeviceHistoryProps) {
  const nameOf = ({ service, serviceId }: PastConnection) =>
    service ?? services.find(({ id }) => id === serviceId)?.name ?? serviceId;
  return (
    <Entries
      title="Connections"
      empty="No one has connected from here."
      rows={history}
      query={query}
      action={action}
    >
      {(row) => (
        <Entry
          key={row.id}
          first={row.by}
          details={[nameOf(row), endOf(row)]}
          at={row.at}
          outcome={row.outcome}
        />
      )}
    </Entries>
  );
}

/** "disconnected after 12 min"; null: it never opened. */
function endOf({ at, by, end }: PastConnection): string | null {
  if (end === null) return null;
  if (end.kind === 'open') return 'open';
  const after = formatDuration(Date.parse(end.at) - Date.parse(at));
  // remote.it doesn't report an end by inactivity.
  if (end.kind === 'ended') return `ended by itself within ${after}`;
  const other = end.by !== undefined && end.by !== by ? ` by ${end.by}` : '';
  return `disconnected${other} after ${after}`;
}
