'use client';

import { useRef } from 'react';
import { Panel } from '@/components/ui/panel';
import { formatCount } from '@/lib/shared/format';
import type { Connection } from '@/lib/contract/devices';
import { ConnectionAddress } from './connection-address';
import { reachOf } from './connection-words';
import { DisconnectButton } from './disconnect-button';
import { TimeLeft } from './time-left';

type OpenConnectionsProps = {
  connections: readonly Connection[];
  canClose: (connection: Connection) => boolean;
};

/** What is open now, of all staff; nothing at all where nothing is. */
export function OpenConnections({ connections, canClose }: OpenConnectionsProps) {
  const list = useRef<HTMLUListElement>(null);
  if (connections.length === 0) return null;
  /** The button that was pressed is about to go, and would take the keyboard's focus with it. */
  const leaveRow = () => {
    const isLast = connections.length === 1;
    (isLast ? document.getElementById('content') : list.current)?.focus();
  };
  return (
    <div className="px-(--gutter) pb-4">
      <Panel
        isFlush
        title="Open connections"
        description="One that nobody uses for 15 minutes ends by itself; remote.it tells nobody, so it may still stand here."
        actions={
          <span role="status" className="text-12 text-muted tabular-nums">
            {formatCount(connections.length, 'connection')}
          </span>
        }
      >
        <ul ref={list} tabIndex={-1} className="divide-y divide-line outline-none">
          {connections.map((connection) => (
            <li
              key={connection.id}
              className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-0.5 px-4 py-2 xl:grid-cols-[minmax(0,2fr)_minmax(0,4fr)_minmax(0,3fr)_6rem_auto]"
            >
              <span
                className="col-start-1 row-start-1 truncate font-medium"
                title={connection.serviceName}
              >
                {connection.serviceName}
              </span>
              <span className="col-span-2 row-start-2 xl:col-span-1 xl:col-start-2 xl:row-start-1">
                <ConnectionAddress connection={connection} />
              </span>
              <span className="row-start-3 min-w-0 truncate text-12 text-muted xl:col-start-3 xl:row-start-1">
                {reachOf(connection)}
                {connection.openedBy && (
                  <span title={`Opened by ${connection.openedBy}`}> · {connection.openedBy}</span>
                )}
              </span>
              <TimeLeft
                expiresAt={connection.expiresAt}
                className="row-start-3 text-right text-12 text-muted xl:col-start-4 xl:row-start-1"
              />
              {canClose(connection) && (
                <DisconnectButton
                  connection={connection}
                  size="sm"
                  className="col-start-2 row-start-1 xl:col-start-5"
                  onClosed={leaveRow}
                />
              )}
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
