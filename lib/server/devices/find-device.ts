import 'server-only';
import { DEVICE_KEY, type DeviceDetails, type UpstreamDevice } from '@/lib/contract/devices';
import { listAccounts, type Account } from '@/lib/server/accounts/accounts';
import type { Actor } from '@/lib/server/actor';
import { findAnnotation } from '@/lib/server/annotations/annotations';
import { findByKey } from '@/lib/server/annotations/find-by-key';
import { deviceAnnotations } from '@/lib/server/db/schema';
import { DeskError } from '@/lib/server/errors';
import { may } from '@/lib/server/policies/permissions';
import { assignmentsOf } from './assignments';
import { findHistory } from './connection-history';
import { deviceKey, devicesOf, toDevice } from './list-devices';

const keyed = {
  kind: 'devices',
  listOf: devicesOf,
  keyOf: (accountId: string, { id }: UpstreamDevice) => deviceKey({ accountId, id }),
} as const;

/**
 * The device with this key, in any account that the person may see, from the last known lists.
 * @param options.waitMs how long to wait for an expired list to be replaced
 * @throws DeskError `not_found`; `upstream_unavailable` a list that may have it can't be read
 * @throws UpstreamError if no list was ever read
 */
export async function findDevice(
  actor: Actor,
  key: string,
  { now = new Date(), ...options }: { now?: Date; waitMs?: number } = {},
): Promise<DeviceDetails> {
  if (!DEVICE_KEY.test(key)) throw noSuchDevice();
  const accounts = (await listAccounts(actor)).filter(({ upstream }) => upstream === 'remoteit');
  const found = await findByKey(accounts, key, keyed, options);
  if (!found) throw noSuchDevice();
  const { account, item } = found;
  const device = toDevice(account.id, item);
  const [{ note, tags }, history, assignmentOf] = await Promise.all([
    findAnnotation(deviceAnnotations, account.id, item.id),
    may(actor, 'activity.read') ? findHistory(device, now) : undefined,
    assignmentsOf([account], [device]),
  ]);
  return {
    device: { ...device, tags, hasNote: note !== null, ...assignmentOf(device) },
    addresses: item.addresses ?? {},
    note,
    ...(history && { history }),
  };
}

/**
 * The device as remote.it lists it. One that isn't in the last known list is looked up in a fresh
 * one.
 * @throws DeskError `not_found`; UpstreamError if no list can be read
 */
export async function findListedDevice(account: Account, id: string): Promise<UpstreamDevice> {
  const wanted = id.toLowerCase();
  const list = devicesOf(account);
  const isIt = (device: UpstreamDevice) => device.id === wanted;
  const found = (await list.peek())?.items.find(isIt) ?? (await list.refresh()).items.find(isIt);
  if (found) return found;
  throw noSuchDevice('so nothing was saved');
}

function noSuchDevice(result?: string): DeskError {
  const what = 'remote.it lists no such device in your accounts';
  return new DeskError('not_found', {
    detail: `${what}${result ? `, ${result}` : ''}. It may have been removed.`,
  });
}
