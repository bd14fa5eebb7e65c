'use client';

import { ExternalLink } from 'lucide-react';
import { useRef, useState, useSyncExternalStore } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Panel } from '@/components/ui/panel';
import { every } from '@/components/ui/relative-time';
import { cn } from '@/lib/client/cn';
import type { Connection } from '@/lib/contract/devices';
import { formatCount, formatDuration, formatExact, formatNumber } from '@/lib/shared/format';
import { reachOf } from './connection-words';
import { DisconnectButton } from './disconnect-button';

const TICK_MS = 1_000;
/** One clock for every countdown on the page. */
const subscribe = every(TICK_MS);
const currentTick = () => Math.floor(Date.now() / TICK_MS) * TICK_MS;

/** The current time as epoch milliseconds, to the second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, currentTick, currentTick);
}

/** Whether a person may end this connection: their own, or anyone's. The server checks again. */
export function mayClose({ isOwn }: Connection, permissions: readonly string[]): boolean {
  return permissions.includes(isOwn ? 'connections.write' : 'connections.end_others');
}

type TimeLeftProps = {
  /** ISO moment by which the connection ends. */
  expiresAt: string;
  className?: string;
};

/** "7 h 58 min left", counting down, with the exact end on hover. */
export function TimeLeft({ expiresAt, className }: TimeLeftProps) {
  const left = Date.parse(expiresAt) - useNow();
  return (
    <time
      dateTime={expiresAt}
      title={`Ends by ${formatExact(expiresAt)}`}
      suppressHydrationWarning
      className={cn('whitespace-nowrap', className)}
    >
      {left > 0 ? `${formatDuration(left)} left` : 'Ended'}
    </time>
  );
}

/** More would push the list of devices off the screen. */
const SHOWN = 3;

type OpenConnectionsProps = {
  connections: readonly Connection[];
  /** Left out if all connections are of one account. */
  accountName?: (accountId: string) => string;
  canClose: (connection: Connection) => boolean;
};

/** The open connections of the whole team. Hidden when there are none. */
export function OpenConnections(props: OpenConnectionsProps) {
  const { connections, accountName, canClose } = props;
  const list = useRef<HTMLUListElement>(null);
  const [isWhole, setIsWhole] = useState(false);
  if (connections.length === 0) return null;
  /** The clicked button is about to disappear, and the keyboard focus with it. */
  const leaveRow = () => {
    const isLast = connections.length === 1;
    (isLast ? document.getElementById('content') : list.current)?.focus();
  };
  const isLong = connections.length > SHOWN;
  const shown = isWhole ? connections : connections.slice(0, SHOWN);
  return (
    <div className="@container px-(--gutter) pb-4">
      <Panel
        isFlush
        title="Open connections"
        description="Connections end after 15 minutes of inactivity. remote.it doesn’t report when that happens, so some of these may have ended."
        actions={
          <span role="status" className="text-12 text-muted tabular-nums">
            {formatCount(connections.length, 'connection')}
          </span>
        }
      >
        <ul ref={list} tabIndex={-1} className="divide-y divide-line outline-none">
          {shown.map((connection) => (
            <li
              key={connection.id}
              className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-0.5 px-4 py-2 @5xl:grid-cols-[minmax(0,2fr)_minmax(0,4fr)_minmax(0,3fr)_6rem_auto]"
            >
              <span
                className="col-start-1 row-start-1 truncate font-medium"
                title={connection.serviceName}
              >
                {connection.serviceName}
              </span>
              <span className="col-span-2 row-start-2 @5xl:col-span-1 @5xl:col-start-2 @5xl:row-start-1">
                <ConnectionAddress connection={connection} />
              </span>
              <span className="row-start-3 min-w-0 truncate text-12 text-muted @5xl:col-start-3 @5xl:row-start-1">
                {reachOf(connection)}
                {accountName && ` · ${accountName(connection.accountId)}`}
                {connection.openedBy && (
                  <span title={`Opened by ${connection.openedBy}`}>
                    {' '}
                    · {connection.openedByName ?? connection.openedBy}
                  </span>
                )}
              </span>
              <TimeLeft
                expiresAt={connection.expiresAt}
                className="row-start-3 text-right text-12 text-muted @5xl:col-start-4 @5xl:row-start-1"
              />
              {canClose(connection) && (
                <DisconnectButton
                  connection={connection}
                  size="sm"
                  className="col-start-2 row-start-1 @5xl:col-start-5"
                  onClosed={leaveRow}
                />
              )}
            </li>
          ))}
        </ul>
        {isLong && (
          <div className="border-t border-line px-2 py-1">
            <Button
              size="sm"
              variant="ghost"
              aria-expanded={isWhole}
              onClick={() => setIsWhole(!isWhole)}
            >
              {isWhole ? `Show only ${SHOWN}` : `Show all ${formatNumber(connections.length)}`}
            </Button>
          </div>
        )}
      </Panel>
    </div>
  );
}

type ConnectionAddressProps = {
  connection: Connection;
  /** Wrap instead of truncating; the button that copies the command stands elsewhere. */
  isWhole?: boolean;
};

/** How to use a connection: a link to open or a command to copy. */
export function ConnectionAddress({ connection, isWhole = false }: ConnectionAddressProps) {
  const { url, command, host } = connection;
  const text = url ?? command ?? host;
  if (text === null) {
    return <span className="text-12 text-muted">Only technicians can see the address</span>;
  }
  const wrap = isWhole ? 'break-all' : 'truncate';
  return (
    <span className="flex min-w-0 items-center gap-1">
      {url ? (
        <a
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          className="flex min-w-0 items-center gap-1.5 rounded-tag text-accent-text hover:underline hover:underline-offset-2"
        >
          <span className={cn('font-mono text-12', wrap)}>{url}</span>
          <ExternalLink aria-hidden className="size-3.5 shrink-0" />
          <span className="sr-only">(opens in a new tab)</span>
        </a>
      ) : (
        <code title={text} className={cn('min-w-0 font-mono text-12', wrap)}>
          {text}
        </code>
      )}
      {(url !== null || !isWhole) && (
        <CopyButton text={text} what={url ? 'link' : 'command'} className="-my-1" />
      )}
    </span>
  );
}
