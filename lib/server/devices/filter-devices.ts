import 'server-only';
import type { ListDevicesQuery, UpstreamDevice } from '@/lib/contract/devices';

const DAY_MS = 86_400_000;

type Filters = Pick<ListDevicesQuery, 'search' | 'state' | 'shared' | 'offlineDays'>;

/** The places, in the order given, of the devices that match. */
export function filterDevices(
  items: readonly UpstreamDevice[],
  order: Uint32Array,
  filters: Filters,
  now: Date,
): Uint32Array {
  const { state, shared, offlineDays } = filters;
  const wanted = filters.search.trim().toLowerCase();
  return order.filter((place) => {
    const device = items[place];
    return (
      device !== undefined &&
      (state === undefined || device.state === state) &&
      (shared === undefined || (device.isShared ?? false) === (shared === 'yes')) &&
      (offlineDays === undefined || isOfflineFor(device, offlineDays, now)) &&
      (wanted === '' || matches(device, wanted))
    );
  });
}

/**
 * Offline for so many days or more. Where it isn't known since when, it isn't known for how long:
 * such a device matches no number of days.
 */
export function isOfflineFor(device: UpstreamDevice, days: number, now: Date): boolean {
  const since = device.offlineSince ?? device.lastSeenAt;
  if (device.state !== 'inactive' || since === null) return false;
  return now.getTime() - Date.parse(since) >= days * DAY_MS;
}

function matches(device: UpstreamDevice, wanted: string): boolean {
  return [device, ...device.services].some(
    ({ id, name }) => name.toLowerCase().includes(wanted) || id.includes(wanted),
  );
}
