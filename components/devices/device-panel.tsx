'use client';

import { useQuery } from '@tanstack/react-query';
import { ItemPanel } from '@/components/items/item-panel';
import type { OpenedItem } from '@/components/items/use-opened-item';
import type { Device } from '@/lib/contract/devices';
import { DeviceDetailsView } from './device-details';
import { DeviceFacts } from './device-facts';
import { deviceDetailsQuery } from './queries';
import type { Connecting } from './use-connect';

type DevicePanelProps = {
  deviceKey: string;
  panel: OpenedItem<Device>;
  connecting: Connecting;
  permissions: readonly string[];
};

/** One device over the list. */
export function DevicePanel({ deviceKey, panel, connecting, permissions }: DevicePanelProps) {
  const query = useQuery(deviceDetailsQuery(deviceKey));
  const details = query.data;
  const device = details?.device ?? panel.row;
  return (
    <ItemPanel
      list="/devices"
      itemKey={deviceKey}
      noun="device"
      title={device?.name ?? 'Device'}
      facts={device && <DeviceFacts device={device} />}
      copy={device && { text: device.name, what: 'name' }}
      before={panel.before}
      after={panel.after}
      onStep={panel.open}
      onClose={panel.close}
      query={query}
    >
      {details && (
        <DeviceDetailsView
          details={details}
          deviceKey={deviceKey}
          query={query}
          connecting={connecting}
          permissions={permissions}
        />
      )}
    </ItemPanel>
  );
}
