import 'server-only';
import type {
  Device,
  DeviceFilters,
  DeviceRef,
  DevicesPage,
  DeviceState,
  ListDevicesQuery,
  UpstreamDevice,
  DeviceSort,
} from '@/lib/contract/devices';
import { asItIs, findAccounts, type Account } from '@/lib/server/accounts/accounts';
import { joinLists, type JoinedList } from '@/lib/server/accounts/join-lists';
import { remoteitFor } from '@/lib/server/accounts/upstream-clients';
import { seenIn, upstreamList, type SeenList } from '@/lib/server/accounts/upstream-list';
import {
  findAnnotated,
  findAnnotations,
  notAnnotated,
  type AnnotatedItems,
} from '@/lib/server/annotations/annotations';
import { pathKey } from '@/lib/server/annotations/find-by-key';
import { isOfCustomer } from '@/lib/server/assignments/assignments';
import { deviceAnnotations } from '@/lib/server/db/schema';
import { env } from '@/lib/server/env';
import { maySeeCustomer, type Viewer } from '@/lib/server/policies/permissions';
import { groupBy } from '@/lib/shared/group-by';
import { foldedSearch } from '@/lib/shared/tags';
import { orderTexts } from '@/lib/shared/text-order';
import { assignmentsOf } from './assignments';

/**
 * One page of the devices of an account, or of all accounts the person may see. `search` is any
 * part of the name or id of a device or of one of its services, or of our own note or tags.
 * @param options.waitMs how long to wait for an expired list to be replaced; see
 * `UpstreamList.read`
 * @throws DeskError `account_not_found`
 * @throws UpstreamError if no list was ever read
 */
export async function listDevices(
  viewer: Viewer,
  query: ListDevicesQuery,
  { now = new Date(), ...options }: { now?: Date; waitMs?: number } = {},
): Promise<DevicesPage> {
  const { page, pageSize } = query;
  const accounts = await findAccounts(viewer, 'remoteit', query.account);
  const list = await joinLists('devices', accounts, devicesOf, {
    refresh: query.refresh === '1',
    ...options,
  });
  const found = await findInEitherState(list, accounts, query, now);
  const isIn = (state: DeviceState) => (place: number) => list.items[place]?.state === state;
  const byState = {
    active: found.filter(isIn('active')),
    inactive: found.filter(isIn('inactive')),
  };
  const matching = query.state === undefined ? found : byState[query.state];
  const start = (page - 1) * pageSize;
  const devices = Array.from(matching.subarray(start, start + pageSize)).flatMap((place) => {
    const device = list.items[place];
    return device ? [toDevice(list.accountAt(place), device)] : [];
  });
  const [annotations, assignmentOf] = await Promise.all([
    annotationsOf(devices),
    assignmentsOf(accounts, devices),
  ]);
  return {
    items: devices.map((device) => ({
      ...device,
      ...(annotations.get(device.accountId)?.get(device.id) ?? notAnnotated),
      ...assignmentOf(device),
    })),
    total: matching.length,
    states: { active: byState.active.length, inactive: byState.inactive.length },
    page,
    pageSize,
    fetchedAt: list.fetchedAt.toISOString(),
    isStale: list.isStale,
    isIncomplete: list.gaps.length > 0,
    missing: [...list.gaps],
    ...(list.unavailable.length > 0 && { unavailable: list.unavailable }),
  };
}

/** A device as the list shows it, without our own note, tags and customer. */
export function toDevice(
  accountId: string,
  { addresses: _, ...device }: UpstreamDevice,
): Device & { key: string } {
  return { accountId, isShared: false, ...device, key: deviceKey({ accountId, id: device.id }) };
}

/** Names a device in a path: the same one may be shared with several accounts. */
export function deviceKey({ accountId, id }: DeviceRef): string {
  return pathKey('dev', accountId, id);
}

/** Of these devices, by account and id. */
async function annotationsOf(devices: readonly DeviceRef[]) {
  const byAccount = [...groupBy(devices, ({ accountId }) => accountId)];
  return new Map(
    await Promise.all(
      byAccount.map(async ([accountId, some]) => {
        const ids = some.map(({ id }) => id);
        return [accountId, await findAnnotations(deviceAnnotations, accountId, ids)] as const;
      }),
    ),
  );
}

/**
 * The last known devices of an account; for someone confined to customers, theirs. They stay fresh
 * as long as customer users do.
 */
export function devicesOf(account: Account): SeenList<UpstreamDevice> {
  const { id: accountId, customerIds } = account;
  const list = upstreamList<UpstreamDevice>({
    accountId: account.id,
    isStored: account.source === 'vault',
    kind: 'devices',
    freshMs: () => env().usersFreshSeconds * 1_000,
    fetch: async (onGap) => (await remoteitFor(await asItIs(account))).listDevices(onGap),
  });
  if (customerIds === null) return list;
  return seenIn(list, async (devices) => {
    const assignmentOf = await assignmentsOf([account]);
    return devices.filter(({ id, name, owner }) => {
      const { customer } = assignmentOf({ accountId, id, name, owner });
      return maySeeCustomer(account, customer?.id ?? null);
    });
  });
}

const DAY_MS = 86_400_000;

type Joined = Pick<JoinedList<UpstreamDevice>, 'items' | 'accountAt'>;

/** The places of the devices that match, in the requested order. */
export async function findMatches(
  list: Joined,
  accounts: readonly Pick<Account, 'id'>[],
  filters: DeviceFilters,
  now: Date,
): Promise<Uint32Array> {
  const found = await findInEitherState(list, accounts, filters, now);
  const { state } = filters;
  return state ? found.filter((place) => list.items[place]?.state === state) : found;
}

/** The same, whichever state is asked for. */
async function findInEitherState(
  { items, accountAt }: Joined,
  accounts: readonly Pick<Account, 'id'>[],
  { shared, offlineDays, tag, customer, search, sort }: DeviceFilters,
  now: Date,
): Promise<Uint32Array> {
  const wanted = search.trim().toLowerCase();
  const ids = accounts.map(({ id }) => id);
  const [tagged, noted, assignmentOf] = await Promise.all([
    tag && findAnnotated(deviceAnnotations, ids, { tags: tag }),
    wanted !== '' && findAnnotated(deviceAnnotations, ids, { search: foldedSearch(search) }),
    customer && assignmentsOf(accounts),
  ]);
  const isIn = (found: AnnotatedItems | false | undefined, place: number, id: string) =>
    found ? (found.get(accountAt(place))?.has(id) ?? false) : false;
  const isAmong = (wantedIds: readonly string[], place: number, device: UpstreamDevice) => {
    const { id, name, owner } = device;
    const facts = assignmentOf?.({ accountId: accountAt(place), id, name, owner });
    return facts !== undefined && isOfCustomer(facts, wantedIds);
  };
  return orderDevices(items, sort).filter((place) => {
    const device = items[place];
    return (
      device !== undefined &&
      (shared === undefined || (device.isShared ?? false) === (shared === 'yes')) &&
      (offlineDays === undefined || isOfflineFor(device, offlineDays, now)) &&
      (tag === undefined || isIn(tagged, place, device.id)) &&
      (customer === undefined || isAmong(customer, place, device)) &&
      (wanted === '' || matches(device, wanted) || isIn(noted, place, device.id))
    );
  });
}

/**
 * Offline for at least this many days. If the start isn't known, neither is the duration: such a
 * device matches no number of days.
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

type SortKey = Exclude<DeviceSort, `-${string}`>;

const orders = new WeakMap<readonly UpstreamDevice[], Map<DeviceSort, Uint32Array>>();

/**
 * The positions of `items` in the requested order, computed once per list and sort. Unknown values
 * come last in both directions; equal ones are ordered by name, then by id.
 */
function orderDevices(items: readonly UpstreamDevice[], sort: DeviceSort): Uint32Array {
  const known = orders.get(items) ?? new Map<DeviceSort, Uint32Array>();
  orders.set(items, known);
  const before = known.get(sort);
  if (before) return before;
  const order = sort === 'name' ? byName(items) : byValue(items, sort);
  known.set(sort, order);
  return order;
}

function byName(items: readonly UpstreamDevice[]): Uint32Array {
  const byId = places(items.length).sort((one, other) =>
    (items[one]?.id ?? '') < (items[other]?.id ?? '') ? -1 : 1,
  );
  const names = orderTexts(Array.from(byId, (place) => items[place]?.name ?? ''));
  return names.map((place) => byId[place] ?? 0);
}

function byValue(items: readonly UpstreamDevice[], sort: Exclude<DeviceSort, 'name'>): Uint32Array {
  const names = orderDevices(items, 'name');
  if (sort === '-name') return names.toReversed();
  const key = sort.replace('-', '') as Exclude<SortKey, 'name'>;
  const direction = sort.startsWith('-') ? -1 : 1;
  const ranks = new Uint32Array(items.length);
  names.forEach((place, rank) => (ranks[place] = rank));
  const values = items.map((device) => device[key] ?? '');
  return places(items.length).sort((one, other) => {
    const [first = '', second = ''] = [values[one], values[other]];
    if (first === second) return (ranks[one] ?? 0) - (ranks[other] ?? 0);
    if (first === '' || second === '') return first === '' ? 1 : -1;
    return first < second ? -direction : direction;
  });
}

function places(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, place) => place);
}
