import 'server-only';
import { compareTexts } from '@/lib/shared/text-order';
import { isOfflineFor } from '@/lib/server/devices/filter-devices';
import type { UpstreamDevice } from '@/lib/contract/devices';
import type { OverviewDevices, OverviewSource } from '@/lib/contract/overview';

const LATEST = 10;
/** From here on a device is rather forgotten than rebooting. */
const LONG_DAYS = 30;

/** Devices without contact; the one that had it last stands first, those of no known contact last. */
export function summarizeDevices(
  devices: readonly UpstreamDevice[],
  now: Date,
): Omit<OverviewDevices, keyof OverviewSource> {
  const offline = devices
    .filter((device) => device.state === 'inactive')
    .map(({ id, name, lastSeenAt }) => ({ id, name, lastSeenAt }))
    .sort((a, b) => {
      const [one, other] = [a.lastSeenAt ?? '', b.lastSeenAt ?? ''];
      return one === other ? compareTexts(a.name, b.name) : one < other ? 1 : -1;
    });
  return {
    devices: devices.length,
    offline: { count: offline.length, latest: offline.slice(0, LATEST) },
    longOffline: {
      days: LONG_DAYS,
      count: devices.filter((device) => isOfflineFor(device, LONG_DAYS, now)).length,
    },
  };
}
