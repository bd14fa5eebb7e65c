'use client';

import Link from 'next/link';
import { RowTags } from '@/components/items/row-tags';
import { SkeletonRows } from '@/components/ui/skeleton';
import { EmptyCell, Table, Td, Th, Tr, sortedBy } from '@/components/ui/table';
import { TruncatedText } from '@/components/ui/text';
import { UsageBar } from '@/components/ui/usage-bar';
import type { Customer, CustomerSort } from '@/lib/contract/customers';
import { shownDomain } from '@/lib/shared/email/shown-email';
import { formatCount, formatNumber } from '@/lib/shared/format';
import { formatPrice } from './format-price';

export type SortKey = Exclude<CustomerSort, `-${string}`>;

type Column = { label: string; sort?: SortKey; isNumeric?: boolean; className: string };

const columns: readonly Column[] = [
  { label: 'Name', sort: 'name', className: '' },
  { label: 'Number', sort: 'externalId', className: 'hidden w-32 @5xl:table-cell @7xl:w-48' },
  {
    label: 'Users',
    sort: 'users',
    isNumeric: true,
    className: 'w-24 @max-2xl:pr-(--gutter) @7xl:w-36',
  },
  { label: 'Seats in use', sort: 'seatsUsed', className: 'hidden w-50 @2xl:table-cell @7xl:w-64' },
  {
    ...{ label: 'Devices', sort: 'devices', isNumeric: true },
    className: 'hidden w-28 @3xl:table-cell @7xl:w-40',
  },
  { label: 'Price per seat', isNumeric: true, className: 'hidden w-36 @4xl:table-cell @7xl:w-48' },
];
const [name, number, users, used, devices, price] = columns.map(({ className }) => className);

type CustomersTableProps = {
  id: string;
  /** `undefined` while the first rows load. */
  customers: readonly Customer[] | undefined;
  sort: CustomerSort;
  onSort: (key: SortKey) => void;
};

/** The customers of one page. The whole row opens the customer. */
export function CustomersTable({ id, customers, sort, onSort }: CustomersTableProps) {
  const heading = sortedBy(sort, onSort);
  return (
    <div className="@container">
      <Table
        id={id}
        aria-label="Customers"
        aria-busy={customers === undefined}
        className="table-fixed"
      >
        <thead>
          <tr>
            {columns.map(({ label, sort: key, isNumeric, className }) => (
              <Th
                key={label}
                className={className}
                isNumeric={isNumeric}
                {...(key && heading(key))}
              >
                {label}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {customers === undefined ? (
            <SkeletonRows rows={12} columns={columns.map(({ className }) => className)} />
          ) : (
            customers.map((customer) => <CustomerRow key={customer.id} customer={customer} />)
          )}
        </tbody>
      </Table>
    </div>
  );
}

function CustomerRow({ customer }: { customer: Customer }) {
  const { externalId, seats, seatsUsed, pricePerSeat, currency } = customer;
  return (
    <Tr isOpener>
      <Td className={name}>
        <NameCell customer={customer} />
      </Td>
      <Td className={number}>
        {externalId === null ? <EmptyCell /> : <TruncatedText text={externalId} />}
      </Td>
      <Td className={users} isNumeric>
        <Count of={customer.users} />
      </Td>
      <Td className={used}>
        <UsageBar used={seatsUsed} seats={seats} />
      </Td>
      <Td className={devices} isNumeric>
        <Count of={customer.devices} />
      </Td>
      <Td className={price} isNumeric>
        {pricePerSeat === null ? <EmptyCell /> : formatPrice(pricePerSeat, currency)}
      </Td>
    </Tr>
  );
}

function NameCell({ customer }: { customer: Customer }) {
  const { id, domains, tags, note, seats, seatsUsed } = customer;
  const [domain] = domains;
  const more = domains.length - 1;
  return (
    <>
      <div className="flex min-w-0 items-center gap-2 @max-2xl:pt-2">
        <Link
          href={`/customers/${id}`}
          prefetch={false}
          data-open=""
          className="flex min-w-0 rounded-tag font-medium hover:underline hover:underline-offset-2"
        >
          <TruncatedText text={customer.name} />
        </Link>
        {domain !== undefined && (
          <span
            title={domains.map(shownDomain).join(', ')}
            className="hidden min-w-0 shrink-[2] truncate text-12 text-muted @2xl:inline"
          >
            {shownDomain(domain)}
            {more > 0 && ` +${formatNumber(more)}`}
          </span>
        )}
        <RowTags tags={tags} hasNote={note !== null} className="@3xl:flex" />
      </div>
      <div className="flex flex-wrap items-center gap-x-3 pt-0.5 pb-2 text-12 text-muted @2xl:hidden">
        <UsageBar used={seatsUsed} seats={seats} />
        {customer.devices !== null && customer.devices > 0 && (
          <span>{formatCount(customer.devices, 'device')}</span>
        )}
      </div>
    </>
  );
}

function Count({ of }: { of: number | null }) {
  return of === null ? <EmptyCell meaning="unknown" /> : formatNumber(of);
}
