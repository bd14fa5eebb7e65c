import 'server-only';
import type { DevicePart, ListGap } from '@/lib/contract/devices';
import type { GraphqlError } from './graphql-envelope';
import { idOfItem } from './graphql-map';

type Page = { from: number; items: readonly unknown[]; errors: readonly GraphqlError[] };

/** Where the rows of the devices query are. */
const ITEMS = ['login', 'devices', 'items'] as const;

/** The vendor's fields and what is unknown without them. */
const parts = new Map<unknown, DevicePart>([
  ['name', 'name'],
  ['state', 'state'],
  ['platform', 'platform'],
  ['lastReported', 'lastSeenAt'],
  ['endpoint', 'lastSeenAt'],
  ['owner', 'owner'],
  ['services', 'services'],
]);

/**
 * What is missing from one page of devices: what an error left empty, and rows that can't be read.
 * @returns by the place in the whole list, since pages overlap
 */
export function gapsOfPage({ from, items, errors }: Page): Map<string, ListGap> {
  const gaps = new Map<string, ListGap>();
  const add = (place: number | null, part: DevicePart | null, message: string | undefined) => {
    const deviceId = place === null ? null : idOfItem(items[place]);
    const key = place === null ? `list ${message ?? ''}` : `${from + place} ${part ?? ''}`;
    if (!gaps.has(key)) gaps.set(key, { deviceId, part, message: message ?? null });
  };
  for (const { path, message } of errors) {
    const place = placeOf(path, items.length);
    const isRow = place !== null && idOfItem(items[place]) !== null;
    add(place, isRow ? (parts.get(path[ITEMS.length + 1]) ?? null) : null, message);
  }
  items.forEach((item, place) => {
    if (idOfItem(item) === null) add(place, null, undefined);
  });
  return gaps;
}

function placeOf(path: GraphqlError['path'], length: number): number | null {
  const place = path[ITEMS.length];
  const isInItems = ITEMS.every((name, index) => path[index] === name);
  return isInItems && typeof place === 'number' && place >= 0 && place < length ? place : null;
}
