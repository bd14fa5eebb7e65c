'use client';

import { useQuery } from '@tanstack/react-query';
import { ItemPage } from '@/components/items/item-page';
import { DeviceDetailsView } from './device-details';
import { DeviceFacts } from './device-facts';
import { deviceDetailsQuery } from './queries';
import { AskedConnection, useConnect } from './use-connect';

type DevicePageProps = { deviceKey: string; permissions: readonly string[] };

/** One device as a page of its own, where links lead. */
export function DevicePage({ deviceKey, permissions }: DevicePageProps) {
  const query = useQuery(deviceDetailsQuery(deviceKey));
  const details = query.data;
  const device = details?.device;
  const connecting = useConnect(device?.accountId);
  return (
    <>
      <ItemPage
        list="/devices"
        listName="Devices"
        noun="device"
        title={device?.name ?? 'Device'}
        facts={device && <DeviceFacts device={device} />}
        copy={device && { text: device.name, what: 'name' }}
        query={query}
      >
        {details && (
          <DeviceDetailsView
            isPage
            details={details}
            deviceKey={deviceKey}
            query={query}
            connecting={connecting}
            permissions={permissions}
          />
        )}
      </ItemPage>
      <AskedConnection connecting={connecting} permissions={permissions} />
    </>
  );
}
