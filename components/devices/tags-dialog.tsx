import { ChangeTagsDialog } from '@/components/items/change-tags-dialog';
import type { Device } from '@/lib/contract/devices';
import { useTagDevices } from './queries';

type ChangeDeviceTagsProps = {
  devices: readonly Device[];
  account: string | null;
  onClose: () => void;
};

/** Adds and removes tags of several devices. */
export function ChangeDeviceTags({ devices, ...dialog }: ChangeDeviceTagsProps) {
  return (
    <ChangeTagsDialog
      {...dialog}
      noun="device"
      count={devices.length}
      change={useTagDevices(devices)}
    />
  );
}
