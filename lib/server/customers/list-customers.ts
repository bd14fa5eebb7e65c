import 'server-only';
import type {
  Customer,
  CustomerFilters,
  CustomersPage,
  CustomerSort,
  ExportCustomersQuery,
  ListCustomersQuery,
} from '@/lib/contract/customers';
import type { Actor } from '@/lib/server/actor';
import { recordExport } from '@/lib/server/audit/limit-exports';
import { DeskError } from '@/lib/server/errors';
import { writeTable, type Cell } from '@/lib/server/lists/write-table';
import type { Viewer } from '@/lib/server/policies/permissions';
import { shownDomain } from '@/lib/shared/email/shown-email';
import { foldedSearch, tagKeyOf } from '@/lib/shared/tags';
import { compareTexts } from '@/lib/shared/text-order';
import { readCustomers, toCustomer } from './find-customers';
import { addUp, sumCustomers } from './sums';

/** One page of the customers, with the sums of the accounts that the person may see. */
export async function listCustomers(
  actor: Actor,
  query: ListCustomersQuery,
): Promise<CustomersPage> {
  const { page, pageSize } = query;
  const { all, matching, sums } = await findMatches(actor, query);
  const { isStale, unavailable, ofNone } = sums;
  const start = (page - 1) * pageSize;
  return {
    items: matching.slice(start, start + pageSize),
    total: matching.length,
    page,
    pageSize,
    summary: { customers: all.length, ...addUp(all) },
    filtered: { customers: matching.length, ...addUp(matching) },
    withoutCustomer: ofNone,
    isStale,
    ...(unavailable.length > 0 && { unavailable }),
  };
}

/** The first customers by name that have the text in their name, a domain, their number, a tag or an own field. */
export async function searchCustomers(
  viewer: Viewer,
  search: string,
  most: number,
): Promise<{ id: string; name: string }[]> {
  return (await readCustomers(viewer))
    .filter(matcher({ search, tag: undefined }))
    .sort((one, other) => compareTexts(one.name, other.name))
    .slice(0, most)
    .map(({ id, name }) => ({ id, name }));
}

const HEADINGS = [
  ...['Customer', 'Domains', 'External number', 'Users', 'Seats', 'Used', 'Devices'],
  ...['Price per seat', 'Currency', 'Tags', 'Note'],
];

/**
 * The matching customers, in the order on screen, as a file. An unknown value is an empty cell.
 * @throws DeskError `rate_limited`; `upstream_unavailable` a list that the sums need can't be read
 */
export async function exportCustomers(
  actor: Actor,
  query: ExportCustomersQuery,
): Promise<ReadableStream | Uint8Array<ArrayBuffer>> {
  const { matching, sums } = await findMatches(actor, query);
  const fields = fieldNamesOf(matching);
  const [missing] = sums.unavailable;
  if (missing) {
    throw new DeskError('upstream_unavailable', {
      detail: `The list of ${missing.name} can’t be read, so the sums would be incomplete. ${missing.detail}`,
    });
  }
  const details = { format: query.format, rows: matching.length };
  await recordExport(actor, { action: 'customers.exported', details });
  return writeTable(query.format, {
    name: 'Customers',
    headings: [...HEADINGS, ...fields.map(({ name }) => name)],
    length: matching.length,
    rowAt: (index) => {
      const customer = matching[index];
      return customer ? cellsOf(customer, fields) : [];
    },
  });
}

/** The names of the own fields of these, in the order in which they come; with the key of each. */
function fieldNamesOf(all: readonly Customer[]): { key: string; name: string }[] {
  const names = all.flatMap(({ ownFields }) => ownFields.map(({ name }) => name));
  const byKey = new Map(names.toReversed().map((name) => [tagKeyOf(name), name]));
  return [...new Set(names.map(tagKeyOf))].map((key) => ({ key, name: byKey.get(key) ?? key }));
}

function cellsOf(customer: Customer, fields: ReturnType<typeof fieldNamesOf>): Cell[] {
  const { name, externalId, users, seats, seatsUsed, devices } = customer;
  return [
    ...[name, customer.domains.map(shownDomain).join(', ') || null, externalId],
    ...[users, seats, seatsUsed, devices],
    ...[customer.pricePerSeat, customer.currency],
    ...[customer.tags.join(', ') || null, customer.note],
    ...fields.map(
      ({ key }) => customer.ownFields.find(({ name }) => tagKeyOf(name) === key)?.value ?? null,
    ),
  ];
}

async function findMatches(actor: Actor, filters: CustomerFilters) {
  const [rows, sums] = await Promise.all([readCustomers(actor), sumCustomers(actor)]);
  const all = rows.map((row) => toCustomer(row, sums.of(row.id)));
  return { all, matching: all.filter(matcher(filters)).sort(order(filters.sort)), sums };
}

/** Also a domain as people write it: `bücher.example` for `xn--bcher-kva.example`. */
function matcher({ search, tag }: Pick<CustomerFilters, 'search' | 'tag'>) {
  const wanted = foldedSearch(search);
  return ({
    name,
    domains,
    externalId,
    tags,
    ownFields,
  }: Pick<Customer, 'name' | 'domains' | 'externalId' | 'tags' | 'ownFields'>) => {
    const isTagged = tag === undefined || tags.some((one) => tag.includes(tagKeyOf(one)));
    if (!isTagged || wanted === '') return isTagged;
    const texts = [
      ...[name, externalId ?? '', ...tags, ...domains, ...domains.map(shownDomain)],
      ...ownFields.map(({ value }) => value),
    ];
    return texts.some((text) => foldedSearch(text).includes(wanted));
  };
}

type SortKey = Exclude<CustomerSort, `-${string}`>;

/** Unknown values come last in both directions; equal ones are in the order of their names. */
function order(sort: CustomerSort): (one: Customer, other: Customer) => number {
  const direction = sort.startsWith('-') ? -1 : 1;
  const key = sort.replace('-', '') as SortKey;
  return (one, other) => {
    const [first, second] = [valueOf(one, key), valueOf(other, key)];
    if (first === null || second === null) {
      if (first !== second) return first === null ? 1 : -1;
    } else {
      const difference =
        typeof first === 'string' ? compareTexts(first, String(second)) : first - Number(second);
      if (difference !== 0) return direction * difference;
    }
    return compareTexts(one.name, other.name);
  };
}

function valueOf(customer: Customer, key: SortKey): string | number | null {
  const { seats, seatsUsed } = customer;
  if (key !== 'unused') return customer[key];
  return seats === null || seatsUsed === null ? null : seats - seatsUsed;
}
