'use client';

import { useAccountChoice } from '@/components/account-choice/account-choice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Device } from '@/lib/contract/devices';
import { DeviceState } from './device-state';

/** What the device's row shows, in a line, where the row isn't in view. */
export function DeviceFacts({ device }: { device: Device }) {
  const { offered, nameOf } = useAccountChoice('remoteit');
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <DeviceState device={device} asOf={new Date().toISOString()} />
      {device.lastSeenAt && (
        <span>
          Last contact <RelativeTime at={device.lastSeenAt} />
        </span>
      )}
      {offered.length > 0 && <span>{nameOf(device.accountId)}</span>}
    </span>
  );
}
