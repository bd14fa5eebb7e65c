import 'server-only';
import type { Account } from '@/lib/server/accounts/account';
import { DeskError } from '@/lib/server/errors';
import type { Service, UpstreamDevice } from '@/lib/contract/devices';
import { devicesOf } from './devices-of';

type Found = { device: UpstreamDevice; service: Service };

/**
 * The service of this id, ready to be connected to. What the last known list doesn't have, or has
 * as offline, is looked up in a fresh one before it is refused.
 * @throws DeskError `not_found` (`upstream_malformed` where the list is incomplete), `invalid_request` (a device's id), `conflict` (offline)
 */
export async function findService(account: Account, serviceId: string): Promise<Found> {
  const id = serviceId.toLowerCase();
  const known = lookUp((await devicesOf(account).read()).items, id);
  if (known?.service?.state === 'active') return { ...known, service: known.service };
  const { items, gaps } = await devicesOf(account).read({ refresh: true });
  const found = lookUp(items, id);
  if (!found && gaps) {
    throw new DeskError('upstream_malformed', {
      detail:
        'remote.it returned only part of its list of devices, and this service isn’t in it. Nothing was opened. Try again in a moment.',
    });
  }
  if (!found) {
    throw new DeskError('not_found', {
      detail: 'There is no such service on any device of this account. Reload the list of devices.',
    });
  }
  const { device, service } = found;
  if (!service) {
    throw new DeskError('invalid_request', {
      detail: `“${device.name}” is a device. Choose one of its services to connect to.`,
      errors: [
        { path: 'serviceId', code: 'not_a_service', message: 'This is the id of a device.' },
      ],
    });
  }
  if (service.state !== 'active') {
    throw new DeskError('conflict', {
      detail:
        device.state === 'active'
          ? `“${service.name}” on “${device.name}” is offline. Start it on the device and try again.`
          : `“${device.name}” is offline. Try again when it has contact; the list shows its last one.`,
    });
  }
  return { device, service };
}

/** A device without a row of its own carries the id of its first service: services go first. */
function lookUp(
  devices: readonly UpstreamDevice[],
  id: string,
): { device: UpstreamDevice; service: Service | undefined } | undefined {
  for (const device of devices) {
    const service = device.services.find((candidate) => candidate.id.toLowerCase() === id);
    if (service) return { device, service };
  }
  const device = devices.find((candidate) => candidate.id.toLowerCase() === id);
  return device && { device, service: undefined };
}
