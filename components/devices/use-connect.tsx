'use client';

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useAccountChoice } from '@/components/account-choice/account-choice';
import type { Connection, Device, Service } from '@/lib/contract/devices';
import { connectionsQuery } from './queries';

const ConnectDialog = lazy(async () => ({
  default: (await import('./connect-dialog')).ConnectDialog,
}));

/** Which device or service: the same one may be shared with several accounts. */
export function keyOf(accountId: string, id: string): string {
  return `${accountId} ${id}`;
}

type Asked = {
  device: Device;
  service: Service;
  connection: Connection | undefined;
  allowFrom: Connection['allowFrom'];
};

export type Connecting = ReturnType<typeof useConnect>;

/**
 * The open connections of an account, or of all, and the dialog that opens another one.
 * @param account null: the default one; undefined: none yet
 */
export function useConnect(account: string | null | undefined) {
  const { data } = useQuery({
    ...connectionsQuery(account ?? null),
    enabled: account !== undefined,
  });
  const items = useMemo(() => data?.items ?? [], [data]);
  const byService = useMemo(() => newestByService(items), [items]);
  const [asked, setAsked] = useState<Asked | null>(null);
  const connectionTo = ({ accountId }: Device, { id }: Service) =>
    byService.get(keyOf(accountId, id));
  return {
    items,
    /** See `onlyMeWords`. */
    ownAddress: data?.ownAddress,
    /** The newest one. */
    connectionTo,
    connect: (device: Device, service: Service, allowFrom: Connection['allowFrom']) =>
      setAsked({ device, service, allowFrom, connection: connectionTo(device, service) }),
    asked,
    end: () => setAsked(null),
  };
}

/** The list is newest first. */
function newestByService(items: readonly Connection[]): ReadonlyMap<string, Connection> {
  return new Map([...items].reverse().map((item) => [keyOf(item.accountId, item.serviceId), item]));
}

type AskedConnectionProps = { connecting: Connecting; permissions: readonly string[] };

/** The dialog of the connection that was asked for, loaded when it first opens. */
export function AskedConnection({ connecting, permissions }: AskedConnectionProps) {
  const { asked, ownAddress, end } = connecting;
  const { offered, nameOf } = useAccountChoice('remoteit');
  return (
    <Suspense fallback={null}>
      {asked && (
        <ConnectDialog
          {...asked}
          accountName={offered.length > 0 ? nameOf(asked.device.accountId) : undefined}
          ownAddress={ownAddress}
          permissions={permissions}
          onClose={end}
        />
      )}
    </Suspense>
  );
}
