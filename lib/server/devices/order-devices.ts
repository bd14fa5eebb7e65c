import 'server-only';
import type { DeviceSort, UpstreamDevice } from '@/lib/contract/devices';
import { orderTexts } from '@/lib/shared/text-order';

type SortKey = Exclude<DeviceSort, `-${string}`>;

const orders = new WeakMap<readonly UpstreamDevice[], Map<DeviceSort, Uint32Array>>();

/**
 * The places of `items` in the order asked for, worked out once per list and sort. What is unknown
 * comes last in both directions; what is equal goes by name, and by id where names repeat.
 */
export function orderDevices(items: readonly UpstreamDevice[], sort: DeviceSort): Uint32Array {
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
