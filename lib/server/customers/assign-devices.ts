import 'server-only';
import type { AssignDevicesInput, Assigned } from '@/lib/contract/customers';
import { findAccount } from '@/lib/server/accounts/accounts';
import { joinLists } from '@/lib/server/accounts/join-lists';
import type { Actor } from '@/lib/server/actor';
import { requirePermission } from '@/lib/server/auth/require-permission';
import { customerDevices } from '@/lib/server/db/schema';
import { devicesOf } from '@/lib/server/devices/list-devices';
import { DeskError } from '@/lib/server/errors';
import { assignAll, notListedIn, targetOf } from './assign';

/**
 * Assigns devices to a customer by hand, or to none: all of them, or none, with one event.
 * @throws DeskError `forbidden`; `not_found` there is no such customer; `account_not_found`,
 * `account_disabled`; `upstream_unavailable` a list can't be read
 * @throws UpstreamError if no list was ever read
 */
export async function assignDevices(
  actor: Actor,
  { devices, ...to }: AssignDevicesInput,
): Promise<Assigned> {
  await requirePermission(actor, 'devices.read');
  const accountIds = [...new Set(devices.map(({ accountId }) => accountId))];
  const accounts = await Promise.all(accountIds.map((id) => findAccount(actor, 'remoteit', id)));
  const list = await joinLists('devices', accounts, devicesOf);
  const [missing] = list.unavailable;
  if (missing) {
    throw new DeskError('upstream_unavailable', {
      detail: `The devices of ${missing.name} can’t be read, so none was assigned. ${missing.detail}`,
    });
  }
  const refs = devices.map(({ accountId, id }) => ({ accountId, itemId: id.toLowerCase() }));
  const wanted = new Set(refs.map(({ accountId, itemId }) => `${accountId} ${itemId}`));
  const items = list.items.flatMap(({ id: itemId }, place) => {
    const accountId = list.accountAt(place);
    return wanted.has(`${accountId} ${itemId}`) ? [{ accountId, itemId }] : [];
  });
  const changed = await assignAll(actor, {
    ...{ table: customerDevices, action: 'customer.devices_assigned', items, to: targetOf(to) },
    accountIds,
    details: {},
  });
  return { changed, unchanged: items.length - changed, ...notListedIn(items, { refs }) };
}
