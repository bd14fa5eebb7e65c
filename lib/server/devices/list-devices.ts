import 'server-only';
import { findAccount } from '@/lib/server/accounts/find-account';
import type { DevicesPage, ListDevicesQuery } from '@/lib/contract/devices';
import { devicesOf } from './devices-of';
import { filterDevices } from './filter-devices';
import { orderDevices } from './order-devices';

/**
 * One page of an account's devices. `search` is any part of the name or id of a device or of one of
 * its services.
 * @throws DeskError `account_not_found`   @throws UpstreamError where no list was ever read
 */
export async function listDevices(query: ListDevicesQuery, now = new Date()): Promise<DevicesPage> {
  const { sort, page, pageSize } = query;
  const account = findAccount('remoteit', query.account);
  const list = await devicesOf(account).read({ refresh: query.refresh === '1' });
  const matching = filterDevices(list.items, orderDevices(list.items, sort), query, now);
  const start = (page - 1) * pageSize;
  const items = [...matching.subarray(start, start + pageSize)].flatMap((place) => {
    const device = list.items[place];
    return device ? [{ accountId: account.id, isShared: false, ...device }] : [];
  });
  return {
    items,
    total: matching.length,
    page,
    pageSize,
    fetchedAt: list.fetchedAt.toISOString(),
    isStale: list.isStale,
    isIncomplete: list.gaps !== undefined,
    missing: [...(list.gaps ?? [])],
  };
}
